"""Where a transfer is. Pure data; `flows.handoff.machine` moves it on."""

from dataclasses import dataclass
from enum import StrEnum

from calls.transfers import LegResult, TransferOutcome
from flows.handoff.plan import Plan


class Phase(StrEnum):
    """The states of the machine."""

    IDLE = "idle"
    ANNOUNCING = "announcing"
    RINGING = "ringing"
    """A person's telephone rings, or is about to."""

    CONSULTING = "consulting"
    """Somebody picked up, hears the briefing and is asked."""

    CLEARING = "clearing"
    """A call was given up whose order the carrier has not answered yet; none may follow before it has."""

    WAITING = "waiting"
    """Before a retry."""

    JOINING = "joining"
    FORWARDING = "forwarding"
    DONE = "done"


ON_HOLD = frozenset({Phase.RINGING, Phase.CONSULTING, Phase.CLEARING, Phase.WAITING})
"""Phases in which the caller hears music and updates, and may come back."""


@dataclass(frozen=True)
class State:
    """Where a transfer is. Times are seconds of one clock."""

    plan: Plan
    phase: Phase = Phase.IDLE

    call: int = 0
    """Position in the plan."""

    leg: str | None = None
    """The carrier's id of the person's leg, as soon as it is known."""

    open: bool = False
    """Whether a call to a person was ordered and neither ended nor given up."""

    unanswered_orders: frozenset[int] = frozenset()
    """Calls whose order the carrier has neither taken nor refused yet."""

    given_up: frozenset[str] = frozenset()
    """Legs that were hung up."""

    far: LegResult | None = None
    """How far the present call has come."""

    following: int | None = None
    """The call that comes next, while waiting for it."""

    deadline: float | None = None
    """When the phase ends by itself."""

    update_at: float | None = None
    """When the caller on hold is spoken to again."""

    line_closed: bool = False
    """Whether the caller's stream was closed while they were being joined or forwarded."""

    person_left: bool = False
    """Whether the person's leg ended while it was being joined."""

    outcome: TransferOutcome | None = None

    @property
    def due(self) -> float | None:
        """When a `Tick` is needed; None if time changes nothing."""
        times = [time for time in (self.deadline, self.update_at) if time is not None]
        return min(times, default=None)
