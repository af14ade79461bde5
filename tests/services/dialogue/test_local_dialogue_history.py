"""What is known from the history alone: taking over, running tools, late results."""

import json
import random
import re

import pytest

from services.local.phrases import expand

WHO = ("john smith", "five five five one two three four five six seven")
BOOKING = ("i'd like to book an appointment", *WHO, "a cleaning", "next tuesday", "ten")
SLOT = {"service": "cleaning", "day": "2026-11-24", "time": "10:00"}


def test_an_engine_brought_in_mid_call_knows_what_was_said(call_office):
    """Another model spoke so far, in words of its own; only its messages are left."""
    history = [
        {"role": "developer", "content": "Find a time."},
        {"role": "assistant", "content": "Sure thing! When would you like to come in?"},
        {"role": "user", "content": "a checkup on friday please"},
        {"role": "assistant", "content": "Lovely. Any time you prefer?"},
        {"role": "user", "content": "at three in the afternoon"},
    ]
    office = call_office(node="collect", messages=history)
    office.run()
    assert office.calls == [("check", {"service": "checkup", "day": "2026-11-20", "time": "15:00"})]


def test_values_come_from_tool_calls_of_another_model_too(call_office):
    arguments = '{"name": "Ann Lee", "phone": "+15551234567"}'
    function = {"name": "identify", "arguments": arguments}
    history = [
        {"role": "assistant", "tool_calls": [{"id": "call_x", "function": function}]},
        {"role": "tool", "tool_call_id": "call_x", "content": '{"ok": true}'},
        {"role": "developer", "content": "Find a time."},
    ]
    office = call_office(node="collect", messages=history)
    office.run()
    for text in ("cleaning", "tomorrow", "nine"):
        answer = office.hear(text)
    assert "for Ann Lee, five five five, one two three, four five six seven" in answer


STARTED = json.dumps({"type": "async_tool", "status": "running", "tool_call_id": "local-9"})


def running(office, *after):
    """The office's history with a booking under way."""
    function = {"name": "book", "arguments": "{}"}
    office.messages += [
        {"role": "user", "content": "yes"},
        {"role": "assistant", "tool_calls": [{"id": "local-9", "function": function}]},
        {"role": "tool", "tool_call_id": "local-9", "content": STARTED},
        *after,
    ]
    return office.decide()


def finished(result):
    text = result if isinstance(result, str) else json.dumps(result)
    payload = {"type": "async_tool", "status": "finished", "tool_call_id": "local-9", "result": text}
    return {"role": "developer", "content": json.dumps(payload)}


def test_nothing_is_claimed_while_a_tool_runs(talk):
    office, _ = talk(*BOOKING)
    reply = running(office)
    assert (reply.say, reply.call) == ("", None)


def test_a_caller_who_speaks_while_a_tool_runs_is_asked_to_wait(talk):
    office, _ = talk(*BOOKING)
    reply = running(office, {"role": "user", "content": "did it work"})
    assert reply.say == "One moment, please."
    assert reply.call is None


def test_an_old_style_running_tool_is_no_success_either(talk):
    office, _ = talk(*BOOKING)
    function = {"name": "book", "arguments": "{}"}
    office.messages += [
        {"role": "assistant", "tool_calls": [{"id": "x", "function": function}]},
        {"role": "tool", "tool_call_id": "x", "content": "IN_PROGRESS"},
    ]
    assert office.decide().say == ""


def test_a_late_result_is_told(talk):
    office, _ = talk(*BOOKING)
    wait = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "One moment, please."}]
    reply = running(office, *wait, finished({"ok": True, "say": "You're booked."}))
    assert reply.say.startswith("You're booked.")


@pytest.mark.parametrize(
    "result",
    [
        "CANCELLED: this tool call was cancelled before it returned a result",
        "The function `book` failed and returned no result.",
        {"status": "error", "error": "boom"},
        {"ok": False, "error_kind": "timeout", "say": "I can't say whether that went through."},
        {"ok": False, "error_kind": "failed"},
    ],
)
def test_a_failure_is_never_told_as_a_success(talk, result):
    office, _ = talk(*BOOKING)
    reply = running(office, finished(result))
    expected = result.get("say") if isinstance(result, dict) else None
    assert reply.say == f"{expected or office.script.failed} {office.script.offer_after_failure}"
    assert reply.call is None


def test_a_refusal_that_leads_elsewhere_is_told_before_the_next_node_speaks(talk):
    office, _ = talk(*BOOKING)
    refused = {"ok": False, "error_kind": "refused", "say": "That time has just gone.", "needs": ["time"]}
    office.node = "collect"
    reply = running(office, finished(refused), {"role": "developer", "content": "Find a time."})
    assert (
        reply.say
        == "That time has just gone. Let's find a time. What time on Tuesday, November twenty fourth?"
    )


def test_a_failure_is_told_although_the_caller_spoke_meanwhile(talk):
    office, _ = talk(*BOOKING)
    late = {"ok": False, "error_kind": "timeout", "say": "I can't say whether that went through."}
    office.node = "collect"
    hello, task = {"role": "user", "content": "hello"}, {"role": "developer", "content": "Find a time."}
    wait = {"role": "assistant", "content": "One moment, please."}
    reply = running(office, hello, wait, finished(late), task)
    assert reply.say.startswith("I can't say whether that went through.")


def test_a_correction_during_a_tool_is_heard_at_the_next_node(talk):
    office, _ = talk(*BOOKING[:-1])
    function = {"name": "check", "arguments": json.dumps(SLOT)}
    office.node = "confirm"
    office.messages += [
        {"role": "user", "content": "ten"},
        {"role": "assistant", "tool_calls": [{"id": "local-9", "function": function}]},
        {"role": "tool", "tool_call_id": "local-9", "content": STARTED},
        {"role": "user", "content": "no sorry thursday"},
        finished({"ok": True}),
        {"role": "developer", "content": "Confirm."},
    ]
    reply = office.decide()
    assert reply.call.tool == "check"
    assert reply.call.arguments == {**SLOT, "day": "2026-11-19"}


def test_only_offered_tools_are_called(talk):
    office, _ = talk(*BOOKING)
    office.offered = lambda: {"change": []}
    office.messages.append({"role": "user", "content": "yes"})
    assert office.decide().call is None
    office.messages[-1] = {"role": "user", "content": "i want to speak to a person"}
    reply = office.decide()
    assert reply.call is None
    assert reply.say.startswith(office.script.no_person)


def test_words_cut_in_two_by_the_turn_taking_are_one_utterance(talk):
    office, _ = talk("book an appointment", *WHO, "cleaning")
    office.messages.append({"role": "user", "content": "next"})
    answer = office.hear("tuesday")
    assert answer == "What time on Tuesday, November twenty fourth?"


def test_no_raw_placeholder_is_ever_spoken(call_office):
    office = call_office(node="close")
    assert office.run() == "Anything else?"
    confirm = call_office(node="confirm")
    assert re.search(r"[{}]", confirm.run()) is None


def test_the_same_history_gives_the_same_answer(talk):
    answers = {talk(*BOOKING)[1] for _ in range(3)}
    assert len(answers) == 1


@pytest.mark.parametrize("seed", range(12))
def test_any_caller_gets_an_answer_and_no_call_goes_round(call_office, seed):
    rng = random.Random(seed)
    office = call_office()
    assert office.run()
    for _ in range(25):
        if office.node == "bye":
            break
        said = rng.choice([*expand(office.script, office.node, rng, 60), "", "gibberish", "DTMF: 12#"])
        answer = office.hear(said)
        assert answer, f"nothing was said to {said!r} at {office.node}"
        assert "{" not in answer
