"""The pieces that a call's record is made of. Their JSON keys are public and never renamed."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from calls.events import Via


class Part(BaseModel):
    """A piece of the record."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, serialize_by_alias=True, use_attribute_docstrings=True
    )


class Outcome(Part):
    """What the call came to, for the caller."""

    disposition: str = "unknown"
    """A word of the flow's own, such as `booked`; `unknown` if nobody said."""
    resolved: bool = False
    """Whether the caller got what they called for."""


class CallerTurn(Part):
    """What the caller said."""

    text: str
    start_ms: int
    """First speech sample, since the stream started."""
    end_ms: int
    """Last speech sample."""
    via: Via


class AgentTurn(Part):
    """What the agent answered."""

    text: str
    """What was to be said."""
    heard: str
    """What the caller heard of it."""
    interrupted: bool
    """Whether the caller barged in."""
    start_ms: int
    """First sample on the wire, since the stream started."""
    end_ms: int
    """Last sample on the wire."""


class Turn(Part):
    """The caller speaks and the agent answers. A greeting, or a question into silence, has no caller."""

    index: int
    node: str | None
    """Where in the flow the turn began."""
    caller: CallerTurn | None = None
    agent: AgentTurn | None = None
    """None if the agent had not finished an answer when the caller spoke again or the call ended."""
    latency_ms: dict[str, float] | None = None
    """`total`, from the caller's last sample to the agent's first, and the parts that add up to it."""


class ToolUse(Part):
    """One run of a tool."""

    name: str
    arguments: dict[str, Any]
    ok: bool
    error_kind: str | None
    """Why not ok; `unfinished` if the call ended first."""
    started_ms: int
    """Since the stream started."""
    finished_ms: int | None


class Recording(Part):
    """The call's audio: caller left, agent right."""

    path: str
    """Relative to the data folder."""
    channels: int
    sample_rate: int
    """Hertz"""
