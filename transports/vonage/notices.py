"""What Vonage's events say of a person's leg. Pure."""

from calls.control import LegEvent

_STATUSES: dict[str, list[LegEvent]] = {
    "ringing": [LegEvent.RINGING],
    "answered": [LegEvent.ANSWERED],
    "human": [LegEvent.HUMAN],
    "machine": [LegEvent.MACHINE],
    "completed": [LegEvent.ANSWERED, LegEvent.ENDED],
    "busy": [LegEvent.BUSY],
    "rejected": [LegEvent.REJECTED],
    "failed": [LegEvent.REJECTED],
    "timeout": [LegEvent.NO_ANSWER],
    "unanswered": [LegEvent.NO_ANSWER],
    "cancelled": [LegEvent.ENDED],
}

UNREACHED = frozenset({"timeout", "failed", "rejected", "unanswered", "busy"})
"""How a call to another number ends that was not answered."""


def of_status(status: str) -> list[LegEvent]:
    """What an event says, in order. Empty for what is no news (`started`)."""
    return _STATUSES.get(status, [])
