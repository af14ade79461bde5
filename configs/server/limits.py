"""`limits:` and `spend:` — how many calls at one time, how much from one address, how much in a day."""

from pydantic import Field

from configs.schema.base import Block


class ServerLimitsBlock(Block):
    """Bounds of a server. A call beyond them is offered `overflow`, and never taken badly."""

    calls_per_process: int = Field(default=12, ge=1, le=1000)
    """Most calls of one worker at one time. One core holds about a dozen."""

    calls_per_agent: int | None = Field(default=None, ge=1, le=100_000)
    """Most calls of one agent at one time, in all processes together; None = no limit."""

    calls_per_tenant: int | None = Field(default=None, ge=1, le=100_000)
    """Most calls of the numbers of one tenant at one time, in all processes together; None = no limit."""

    connections_per_ip: int = Field(default=256, ge=1, le=100_000)
    """Most open connections of one address to one worker. A carrier's calls come from a few addresses."""

    idle_connections: int = Field(default=2000, ge=1, le=100_000)
    """Most connections to one worker that have not yet said what they want; the next are closed at once."""

    loop_lag_ms: float = Field(default=250.0, gt=0, le=10_000)
    """Milliseconds that a worker may be late with its work and still take a call (p95 of ten seconds)."""


class SpendBlock(Block):
    """How much calls may cost in a day (UTC)."""

    per_minute: float = Field(default=0.10, ge=0, le=1000)
    """What a minute of a call costs, in whatever currency the limits are in."""

    agent_per_day: float | None = Field(default=None, gt=0)
    """Most that the calls of one agent may cost; None = no limit."""

    tenant_per_day: float | None = Field(default=None, gt=0)
    """Most that the calls of one tenant's numbers may cost; None = no limit."""
