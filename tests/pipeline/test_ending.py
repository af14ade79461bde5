"""How a call ends."""

import pytest

from calls.end_reasons import EndReason
from pipeline.ending import Ending, hang_up_reason


def test_the_first_reason_counts() -> None:
    ending = Ending()
    assert ending.decide(EndReason.MAX_DURATION, "30 minutes")
    assert not ending.decide(EndReason.CALLER_HUNG_UP)
    assert ending.result(EndReason.COMPLETED) == (EndReason.MAX_DURATION, "30 minutes")


def test_a_call_that_nobody_ended_takes_the_default() -> None:
    assert Ending().result(EndReason.COMPLETED) == (EndReason.COMPLETED, "")


@pytest.mark.parametrize(
    ("greeted", "tools", "reason"),
    [
        (False, 0, EndReason.CALLER_HUNG_UP_BEFORE_GREETING),
        (True, 0, EndReason.CALLER_HUNG_UP),
        (True, 1, EndReason.CALLER_HUNG_UP_DURING_TOOL),
    ],
)
def test_hanging_up_is_named_by_what_was_going_on(greeted: bool, tools: int, reason: EndReason) -> None:
    assert hang_up_reason(greeted=greeted, tools_in_progress=tools) is reason


def test_hanging_up_is_named_more_exactly_later() -> None:
    ending = Ending()
    ending.decide(EndReason.CALLER_HUNG_UP)
    ending.refine(EndReason.CALLER_HUNG_UP_DURING_TOOL)
    assert ending.result(EndReason.COMPLETED)[0] is EndReason.CALLER_HUNG_UP_DURING_TOOL


def test_another_end_is_not_renamed_by_a_hang_up() -> None:
    ending = Ending()
    ending.decide(EndReason.MAX_DURATION)
    ending.refine(EndReason.CALLER_HUNG_UP_DURING_TOOL)
    assert ending.result(EndReason.COMPLETED)[0] is EndReason.MAX_DURATION


def test_every_reason_says_who_ended_it_and_whose_fault_it_was() -> None:
    assert 30 <= len(EndReason) <= 40
    for reason in EndReason:
        assert reason.ended_by in {"caller", "agent", "system", "operator"}
        assert reason.fault in {"none", "caller", "us", "provider", "carrier", "config"}
