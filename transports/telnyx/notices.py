"""What Telnyx's events say of a person's leg. Pure."""

from calls.control import LegEvent

_CAUSES = {
    "timeout": LegEvent.NO_ANSWER,
    "no_answer": LegEvent.NO_ANSWER,
    "user_busy": LegEvent.BUSY,
    "call_rejected": LegEvent.REJECTED,
    "not_found": LegEvent.REJECTED,
    "unallocated_number": LegEvent.REJECTED,
    "originator_cancel": LegEvent.ENDED,
    "normal_clearing": LegEvent.ENDED,
    "time_limit": LegEvent.ENDED,
}

TALKED = frozenset({"normal_clearing", "time_limit"})
"""Why a leg ends that was answered."""

_RESULTS = {
    "human": LegEvent.HUMAN,
    "human_residence": LegEvent.HUMAN,
    "human_business": LegEvent.HUMAN,
    "machine": LegEvent.MACHINE,
    "fax_detected": LegEvent.MACHINE,
}


def of_hangup(cause: str) -> LegEvent:
    """How a leg ended."""
    return _CAUSES.get(cause, LegEvent.FAILED)


def of_detection(result: str) -> LegEvent | None:
    """Who answered; None for `not_sure`."""
    return _RESULTS.get(result)
