"""From how a call ended to what becomes of a caller who is still there. Pure."""

from calls.end_reasons import EndReason
from calls.gate import Fate

THOUGHT_GONE = frozenset(
    {
        EndReason.CALLER_HUNG_UP,
        EndReason.CALLER_HUNG_UP_BEFORE_GREETING,
        EndReason.CALLER_HUNG_UP_DURING_TOOL,
    }
)
"""The agent took a lost stream for a hang-up."""

NO_GOODBYE = frozenset(
    {
        EndReason.DRAINED,
        EndReason.TTS_FAILED,
        EndReason.NO_AUDIO,
        EndReason.CARRIER_FAILED,
        EndReason.STREAM_REFUSED,
        EndReason.CALLER_HUNG_UP_DURING_TRANSFER,
    }
)
"""Ends at which the agent could say nothing, although it was not broken."""


def fate_of(reason: EndReason | None) -> Fate:
    """What becomes of the caller; None = nobody knows how the agent's part ended."""
    if reason is None or reason in NO_GOODBYE or reason.fault in ("us", "config"):
        return Fate.RESCUE
    return Fate.BACK if reason in THOUGHT_GONE else Fate.HANG_UP
