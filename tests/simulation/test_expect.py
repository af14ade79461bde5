"""Expectations against events: met, missed, and said why."""

from typing import Any

import pytest
from pipecat.evals.script import EvalExpectation, EvalFunctionCall

from calls.events import (
    AgentSpoke,
    AgentStartedSpeaking,
    CallEnded,
    CallerSpoke,
    CallEvent,
    Interrupted,
    NodeEntered,
    ToolCalled,
    ToolFinished,
)
from simulation.expect import Verdict, Window, judge


def agent(at: int, text: str, *, start: int | None = None, heard: str | None = None) -> AgentSpoke:
    begins = start if start is not None else at - 500
    return AgentSpoke(
        at_ms=at, text=text, heard=heard or text, interrupted=heard is not None, start_ms=begins, end_ms=at
    )


def tool(at: int, name: str, **arguments: Any) -> ToolCalled:
    return ToolCalled(at_ms=at, tool_call_id="1", name=name, arguments=arguments)


def caller(at: int, text: str) -> CallerSpoke:
    return CallerSpoke(at_ms=at, text=text, start_ms=at - 900, end_ms=at - 300)


def verdict(
    expected: list[EvalExpectation],
    events: list[CallEvent],
    *,
    now: int = 5000,
    over: bool = False,
    sent: int = 1000,
) -> Verdict:
    return judge(expected, Window(events, 0, sent, now, over))


def response(**keys: Any) -> EvalExpectation:
    return EvalExpectation("response", **keys)


def call(name: str, args: dict | None = None, **keys: Any) -> EvalExpectation:
    return EvalExpectation("function_call", calls=[EvalFunctionCall(name, args)], **keys)


TALK: list[CallEvent] = [
    caller(2000, "book a cleaning on tuesday"),
    tool(2100, "start_booking", service="cleaning", day="2026-03-03"),
    NodeEntered(at_ms=2150, node="collect"),
    AgentStartedSpeaking(at_ms=2300),
    agent(4000, "Tuesday it is. At what time?", start=2300),
]


def test_expectations_are_met_in_order():
    met = verdict([call("start_booking", {"day": "2026-03-03"}), response(text_contains="what time")], TALK)
    assert met == Verdict(True, cursor=5)


def test_one_that_comes_too_early_does_not_meet_what_stands_below_another():
    wrong = [response(), call("start_booking")]
    assert verdict(wrong, TALK, now=70_000).failure
    assert verdict([response(), call("start_booking", check_from="turn_start")], TALK).failure is None


def test_an_event_meets_one_expectation_only():
    twice = [call("start_booking"), call("start_booking", check_from="turn_start")]
    assert verdict(twice, TALK, over=True).failure


def test_as_long_as_time_is_left_nothing_is_settled():
    waiting = verdict([response(text_contains="Goodbye", within_ms=9000)], TALK)
    assert waiting == Verdict(False, cursor=0, deadline_ms=10_000)


def test_what_did_not_come_is_told_with_what_came_instead():
    failure = verdict([call("book", {"day": "2026-03-03"}, within_ms=3000)], TALK).failure
    assert failure is not None
    assert failure.startswith("expected function_call book(day='2026-03-03') within 3000 ms (sent at 1.00 s)")
    assert "2.10 s tool start_booking(service='cleaning', day='2026-03-03')" in failure
    assert '4.00 s agent said "Tuesday it is. At what time?"' in failure


def test_a_reply_in_time_is_one_that_begins_in_time():
    assert verdict([response(within_ms=1400)], TALK).failure is None
    assert verdict([response(within_ms=1200)], TALK).failure


def test_a_reply_that_began_before_the_caller_spoke_is_not_a_reply():
    cut = agent(1400, "The office is open from", start=200, heard="The office is")
    assert verdict([response()], [cut], over=True).failure
    assert verdict([EvalExpectation("bot_stopped_speaking")], [cut]).failure is None


def test_text_may_come_in_several_pieces_and_with_other_spaces():
    pieces: list[CallEvent] = [agent(2000, "You have a  cleaning"), agent(3000, "on Tuesday.")]
    assert verdict([response(text_contains="cleaning on Tuesday")], pieces).failure is None


def test_text_that_must_not_be_said():
    failure = verdict([response(text_excludes="what time")], TALK).failure
    assert (
        failure
        == 'expected response without "what time", but 4.00 s agent said "Tuesday it is. At what time?"'
    )


def test_several_calls_may_come_in_any_order():
    events: list[CallEvent] = [tool(2000, "b", x=1), tool(2100, "a", y=[1, 2])]
    both = EvalExpectation(
        "function_call", calls=[EvalFunctionCall("a", {"y": [1, 2]}), EvalFunctionCall("b")]
    )
    assert verdict([both], events).failure is None
    assert not verdict([both], events[:1]).settled


def test_how_a_call_ended_can_be_asked_for():
    ended = ToolFinished(at_ms=2500, tool_call_id="1", name="book", ok=False, error_kind="cancelled")
    stopped = EvalExpectation(
        "function_call_stopped", calls=[EvalFunctionCall("book", {"cancelled": True, "ok": False})]
    )
    assert verdict([stopped], [ended]).failure is None


@pytest.mark.parametrize(
    ("now", "over", "settled"), [(3000, False, False), (3001, True, True), (6000, False, True)]
)
def test_an_absence_is_certain_when_its_time_is_up_or_the_call_is_over(now: int, over: bool, settled: bool):
    absent = EvalExpectation("bot_interrupted", absent=True, within_ms=4000)
    assert verdict([absent], TALK, now=now, over=over).settled == settled


def test_what_must_not_come_fails_as_soon_as_it_comes():
    absent = EvalExpectation("bot_interrupted", absent=True)
    failure = verdict([absent], [*TALK, Interrupted(at_ms=4400)]).failure
    assert failure == "expected no bot_interrupted, but 4.40 s interrupted"


def test_after_the_end_nothing_is_waited_for():
    events: list[CallEvent] = [*TALK, CallEnded(at_ms=4500, end_reason="caller_hung_up", ended_at="")]
    failure = verdict([response(text_contains="Goodbye")], events, over=True).failure
    assert failure and "before the call ended" in failure
    assert verdict([EvalExpectation("call_ended", text_contains="caller_hung_up")], events).failure is None
