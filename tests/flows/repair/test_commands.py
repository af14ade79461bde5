"""The repair commands with a language model that calls them as the test says."""

import json
from pathlib import Path
from typing import Any

import pytest

from calls.values import Source
from flows.reading.loader import load_flow
from flows.repair.everywhere import COMMANDS
from flows.repair.values import FlowValues, wrong_dependents

PARCEL = Path(__file__).resolve().parents[1] / "flows" / "parcel"
TO_NOTE: list[Any] = [
    ("Hello.", []),
    ("", [("want_pickup", {})]),
    ("Small or large?", []),
    ("", [("set_size", {"size": "small"})]),
    ("Which day?", []),
    ("", [("set_day", {"day": "2026-03-06"})]),
    ("A note?", []),
]
"""What the model does until it asks for the note."""


async def until_note(call: Any) -> None:
    for text in ("a pickup", "small", "friday"):
        await call.say(text)
    assert call.node == "note"


def last(call: Any) -> dict[str, Any]:
    return json.loads(call.results()[-1])


def names(node: Any) -> list[str]:
    return [function.name for function in node.get("functions", [])]


def test_every_node_of_every_flow_offers_every_command() -> None:
    flow = load_flow(PARCEL)
    assert {function.name for function in flow.mending} == COMMANDS
    assert {"repeat_that", "ask_for_person"} <= {function.name for function in flow.everywhere()}


def test_a_command_can_be_switched_off() -> None:
    names = {function.name for function in load_flow(PARCEL).everywhere(["clarify"])}
    assert "clarify" not in names
    assert "repeat_that" in names


def test_an_answer_of_one_node_is_given_at_every_node() -> None:
    flow = load_flow(PARCEL).flow
    for node in ("hello", "day", "confirm", "end"):
        assert names(flow.node(node)).count("size_help") == 1
    assert names(flow.node("size")).count("size_help") == 1


async def test_the_model_is_told_what_a_command_takes(text_call: Any) -> None:
    async with text_call(folder=PARCEL, replies=[("Hello.", [])]) as call:
        tools = {tool.name: tool for tool in call.context.tools.standard_tools}
        assert set(tools) >= COMMANDS
        assert tools["clarify"].properties["options"]["maxItems"] == 3
        assert tools["correct_value"].required == ["name", "value"]


async def test_going_back_restores_the_state_of_the_question_before(text_call: Any) -> None:
    replies = [*TO_NOTE, ("", [("go_back", {})]), ("Which day?", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await until_note(call)
        assert call.manager.state["day"] == "2026-03-06"
        assert await call.say("go back") == "Which day?"
        assert call.node == "day"
        assert call.manager.state["day"] is None
        assert call.manager.state["size"] == "small"
        assert last(call)["status"] == "went_back"
        assert call.desk.repairs.counts == {"went_back": 1}


async def test_going_back_twice_goes_two_questions_back(text_call: Any) -> None:
    back = [("", [("go_back", {})]), ("Again?", [])]
    async with text_call(folder=PARCEL, replies=[*TO_NOTE, *back, *back]) as call:
        await until_note(call)
        await call.say("go back")
        await call.say("go back once more")
        assert call.node == "size"
        assert call.manager.state["size"] is None
        assert call.manager.state["price"] == ""


async def test_there_is_nothing_before_the_first_question(text_call: Any) -> None:
    replies = [("Hello.", []), ("", [("go_back", {})]), ("There is nothing before.", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await call.say("go back")
        assert last(call)["status"] == "nowhere"
        assert call.node == "hello"
        assert not call.desk.repairs.counts


async def test_a_yes_from_before_going_back_does_not_count(text_call: Any) -> None:
    replies = [
        *TO_NOTE,
        ("", [("set_note", {})]),
        ("Shall I?", []),
        ("", [("go_back", {})]),
        ("A note?", []),
        ("", [("order_pickup", {})]),
        ("Shall I?", []),
    ]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await until_note(call)
        await call.say("no")
        await call.say("go back")
        assert call.node == "note"
        await call.say("yes")
        assert "order" not in call.notebook.data


async def test_what_is_done_cannot_be_gone_back_over(text_call: Any) -> None:
    replies = [
        *TO_NOTE,
        ("", [("set_note", {})]),
        ("Shall I?", []),
        ("", [("order_pickup", {})]),
        ("Done.", []),
        ("", [("go_back", {})]),
        ("It is done.", []),
        ("", [("start_over", {})]),
        ("What can I do?", []),
    ]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await until_note(call)
        await call.say("no")
        await call.say("yes")
        assert "order" in call.notebook.data
        await call.say("go back")
        assert last(call)["say"].startswith("That is done already")
        assert call.node == "close"
        await call.say("start over")
        assert call.node == "hello"
        assert call.manager.state["done"] == "The pickup is ordered."


async def test_starting_over_forgets_what_was_said(text_call: Any) -> None:
    replies = [*TO_NOTE, ("", [("start_over", {})]), ("Let's start again.", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await until_note(call)
        await call.say("start over")
        assert call.node == "hello"
        assert (call.manager.state["size"], call.manager.state["day"]) == (None, None)


async def test_cancelling_says_that_nothing_was_changed(text_call: Any) -> None:
    replies = [*TO_NOTE, ("", [("cancel_request", {})]), ("Stopped.", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await until_note(call)
        await call.say("forget it")
        assert last(call)["say"] == "All right, I've stopped that. Nothing was changed."
        assert call.node == "hello"


async def test_a_correction_drops_what_hung_on_the_value_and_goes_where_it_is_taken(text_call: Any) -> None:
    replies = [*TO_NOTE, ("", [("correct_value", {"name": "size", "value": "large"})]), ("Large, then.", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await until_note(call)
        await call.say("it's a large one")
        assert last(call)["invalidated"] == ["price"]
        assert call.manager.state["size"] == "large"
        assert call.manager.state["price"] == ""
        assert call.manager.state["day"] == "2026-03-06"
        assert call.node == "size"


async def test_a_correction_on_which_nothing_hangs_leaves_the_call_where_it_is(text_call: Any) -> None:
    correct = {"name": "day", "value": "2026-03-09"}
    async with text_call(
        folder=PARCEL, replies=[*TO_NOTE, ("", [("correct_value", correct)]), ("Monday.", [])]
    ) as call:
        await until_note(call)
        await call.say("I meant monday")
        assert call.manager.state["day"] == "2026-03-09"
        assert call.node == "note"


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("size", "gigantic", "invalid"),
        ("day", "someday", "invalid"),
        ("price", "1 dollar", "unknown_value"),
        ("note", "ring", "unknown_value"),
        ("nonsense", "x", "unknown_value"),
    ],
)
async def test_what_is_no_value_of_the_flow_is_not_corrected(
    text_call: Any, name: str, value: str, status: str
) -> None:
    correct = ("", [("correct_value", {"name": name, "value": value})])
    async with text_call(folder=PARCEL, replies=[*TO_NOTE, correct, ("Sorry?", [])]) as call:
        await until_note(call)
        before = dict(call.manager.state)
        await call.say("change it")
        assert last(call)["status"] == status
        assert call.manager.state == before


async def test_only_what_is_optional_is_skipped(text_call: Any) -> None:
    replies = [
        *TO_NOTE[:5],
        ("", [("skip_question", {"name": "day"})]),
        ("I need it.", []),
        *TO_NOTE[5:],
        ("", [("skip_question", {"name": "note"})]),
        ("Fine.", []),
    ]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await call.say("a pickup")
        await call.say("small")
        await call.say("skip that")
        assert last(call)["status"] == "required"
        await call.say("friday")
        await call.say("skip that")
        assert last(call)["status"] == "skipped"
        assert call.desk.repairs.counts == {"skipped": 1}


@pytest.mark.parametrize("count", [1, 4])
async def test_a_question_back_has_two_or_three_options(text_call: Any, count: int) -> None:
    options = [f"do thing {number}" for number in range(count)]
    replies = [("Hello.", []), ("", [("clarify", {"options": options})]), ("Sorry?", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await call.say("it's about my parcel")
        assert last(call)["status"] == "invalid_arguments"
        assert not call.desk.repairs.counts


async def test_a_question_back_is_counted(text_call: Any) -> None:
    options = {"options": ["order a pickup", "find a parcel"]}
    replies = [("Hello.", []), ("", [("clarify", options)]), ("Do you want to?", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await call.say("it's about my parcel")
        assert last(call)["say"] == "Do you want to order a pickup or find a parcel?"
        assert call.desk.repairs.counts == {"clarified": 1}


async def test_the_last_words_are_given_back(text_call: Any) -> None:
    replies = [("Hello there.", []), ("", [("repeat_that", {})]), ("Hello there.", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await call.say("pardon")
        assert last(call)["say"] == "Hello there."


async def test_without_a_voice_to_slow_down_the_phrases_become_shorter(text_call: Any) -> None:
    replies = [("Hello.", []), ("", [("speak_slower", {})]), ("Sure.", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await call.say("slower")
        assert last(call)["status"] == "shorter"
        assert "short" in last(call)["style"]


async def test_whether_it_is_a_robot_is_answered_by_code(text_call: Any) -> None:
    replies = [("Hello.", []), ("", [("are_you_a_robot", {})]), ("How can I help?", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await call.say("are you a robot")
        assert last(call)["already_said"] == call.desk.robot
        assert "not a person" in call.desk.robot


def test_what_hangs_on_a_value_must_be_in_the_state() -> None:
    state = {"size": None, "price": ""}
    assert wrong_dependents({"size": ["price"]}, state) == []
    assert wrong_dependents({"size": ["cost"]}, state) == ['STATE has no key "cost"']
    assert len(wrong_dependents({"size": "price"}, state)) == 1
    assert len(wrong_dependents(["size"], state)) == 1


def test_without_dependents_nothing_can_be_corrected_from_everywhere() -> None:
    assert FlowValues({}, {}, {"size": None}).names() == []


async def test_values_told_since_are_dropped_and_a_correction_is_unconfirmed(text_call: Any) -> None:
    correct = ("", [("correct_value", {"name": "size", "value": "large"})])
    replies = [*TO_NOTE, correct, ("Large.", []), ("", [("go_back", {})]), ("Which day?", [])]
    async with text_call(folder=PARCEL, replies=replies) as call:
        await until_note(call)
        values = call.desk.values
        values.put("size", "small", kind="choice", source=Source(turn=2))
        values.confirm("size", "small", turn=2)
        values.put("price", "5 dollars", kind="text", source=Source(turn=2), depends_on=["size"])
        await call.say("it's a large one")
        assert (values.get("size").value, values.get("size").confirmed) == ("large", False)
        assert values.get("price") is None
        values.put("day", "2026-03-06", kind="date", source=Source(turn=9))
        await call.say("go back")
        assert values.get("day") is None
