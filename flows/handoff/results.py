"""What news of a person's leg means. Tables only."""

from calls.control import LegEvent
from calls.transfers import LegResult, TransferOutcome

OUTCOMES = {
    LegResult.NO_ANSWER: TransferOutcome.NO_ANSWER,
    LegResult.BUSY: TransferOutcome.BUSY,
    LegResult.REJECTED: TransferOutcome.REJECTED,
    LegResult.VOICEMAIL: TransferOutcome.VOICEMAIL,
    LegResult.DECLINED: TransferOutcome.DECLINED,
    LegResult.LEFT: TransferOutcome.HUMAN_LEFT_BEFORE_MERGE,
    LegResult.TIMED_OUT: TransferOutcome.CONSULT_TIMEOUT,
    LegResult.MERGE_FAILED: TransferOutcome.MERGE_FAILED,
}
"""What a call to a person came to → what the transfer came to, when it was the last."""

WORTH_A_RETRY = frozenset({LegResult.NO_ANSWER, LegResult.BUSY, LegResult.REJECTED})
"""After these the same telephone may be tried again; who declined is not asked twice."""

PROGRESS = {
    LegEvent.RINGING: LegResult.RINGING,
    LegEvent.ANSWERED: LegResult.ANSWERED,
    LegEvent.HUMAN: LegResult.HUMAN,
    LegEvent.BRIEFED: LegResult.BRIEFED,
    LegEvent.ACCEPTED: LegResult.ACCEPTED,
}
"""News of a leg that is up."""

IN_ORDER = (LegResult.DIALLED, *PROGRESS.values())
UNANSWERED = {
    LegEvent.NO_ANSWER: LegResult.NO_ANSWER,
    LegEvent.BUSY: LegResult.BUSY,
    LegEvent.REJECTED: LegResult.REJECTED,
    LegEvent.ENDED: LegResult.NO_ANSWER,
    LegEvent.FAILED: LegResult.REJECTED,
}
"""What the end of a leg means that nobody had answered."""


def is_no_further(result: LegResult, far: LegResult) -> bool:
    """Whether a result is no further than what is known."""
    return result in IN_ORDER and IN_ORDER.index(result) <= IN_ORDER.index(far)
