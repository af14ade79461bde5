"""A visit of a carrier's call to an agent, as all workers see it."""

from dataclasses import dataclass
from datetime import datetime

MOST_VISITS = 3
"""How often one call may be with an agent: once, and two times again. After that it is rescued."""


@dataclass(frozen=True)
class Visit:
    """One admission. Every visit ends with a record of its own."""

    call_id: str
    carrier: str
    carrier_call: str
    agent: str
    number: str
    """Key of `numbers:` in the server file."""
    worker: str
    """Who admitted it, and then who holds it."""
    admitted_at: datetime
    tenant: str = ""
    visit: int = 0
    """From 0."""
    entered_at: datetime | None = None
    over_at: datetime | None = None
    """When the carrier said that the call is over."""
    closed_at: datetime | None = None
    """When its record became final."""
    end_reason: str | None = None
    secs: float = 0.0


@dataclass(frozen=True)
class Worker:
    """A process that answers calls."""

    worker: str
    address: str
    """Where other workers reach it, `http://HOST:PORT`."""
    beat_at: datetime
    """Its last sign of life."""
    lease_secs: float
    active_calls: int = 0
    draining: bool = False

    def is_alive(self, now: datetime) -> bool:
        """Whether its lease still runs."""
        return (now - self.beat_at).total_seconds() <= self.lease_secs
