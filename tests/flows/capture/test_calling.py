"""Capture as a tool uses it, in a call: what the caller hears next, and what the call remembers."""

from datetime import date
from typing import Any

import pytest

from flows.capture.calling import (
    capture,
    confirm_value,
    confirm_values,
    correct,
    decline_value,
    deny_value,
)
from flows.capture.numbers import digits_of
from flows.tools.envelope import Refused

NUMBER = "two one two five five five oh one four two"
QUIET = [("Go ahead.", [])] * 12


async def test_a_number_is_read_back_and_confirmed_in_a_later_turn(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        await call.say(NUMBER)
        got = capture(call.manager, "callback", NUMBER, kind="phone")
        assert got.fields()["status"] == "confirm"
        assert got.say == "That's two one two, five five five, zero one four two. Is that right?"
        assert confirm_value(call.manager, "callback").status == "unconfirmed"
        await call.say("yes")
        assert confirm_value(call.manager, "callback").complete
        held = call.desk.values.get("callback")
        assert (held.value, held.confirmed) == ("+12125550142", True)
        assert (held.source.turn, held.source.words, held.source.via) == (1, NUMBER, "speech")
        assert held.confirmed_turn == 2


async def test_a_model_that_confirms_another_value_than_was_read_back_is_refused(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        await call.say(NUMBER)
        capture(call.manager, "phone", NUMBER)
        await call.say("yes")
        stale = confirm_value(call.manager, "phone", "+19175550123")
        assert stale.status == "stale"
        assert call.desk.values.confirmed("phone") is None
        assert not confirm_value(call.manager, "phone").complete
        await call.say("yes")
        assert confirm_value(call.manager, "phone").complete


async def test_a_model_that_confirms_what_nobody_told_is_refused(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        with pytest.raises(Refused, match="What is the phone"):
            confirm_value(call.manager, "phone")


async def test_what_a_model_put_into_its_own_words_is_known_as_such(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        await call.say("the usual one please")
        capture(call.manager, "phone", "+12125550142")
        assert call.desk.values.get("phone").source.via == "model"
        await call.say("DTMF: 9175550123#")
        capture(call.manager, "phone", "DTMF: 9175550123#")
        assert call.desk.values.get("phone").source.via == "keypad"
        assert call.desk.values.get("phone").value == "+19175550123"


async def test_a_tool_that_cannot_go_on_asks_in_its_refusal(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        await call.say("monday or tuesday")
        refusal = capture(call.manager, "day", "monday or tuesday", kind="date").refusal()
        assert (refusal.status, refusal.retryable, refusal.facts) == ("again", True, {"needs": ["day"]})
        assert refusal.say.startswith("I heard more than one day.")
        assert "day" not in call.desk.values


async def test_a_corrected_day_drops_what_was_worked_out_from_it(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        capture(call.manager, "day", "friday", kind="date", confirm=False)
        capture(call.manager, "time", "at ten", confirm=False, depends_on=["day"])
        capture(call.manager, "pin", "4471", kind=digits_of([4], secret=True), confirm=False)
        got = capture(call.manager, "day", "monday", kind="date", confirm=False)
        assert got.fields()["invalidated"] == ["time"]
        assert [held.name for held in call.desk.values] == ["day", "pin"]
        assert call.desk.values.get("pin").secret


async def test_a_read_back_of_several_values_confirms_exactly_those(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        for name, said in (("date", "friday"), ("time", "at ten")):
            capture(call.manager, name, said, confirm=False)
        read_back = {held.name: held.value for held in call.desk.values}
        capture(call.manager, "time", "at eleven", confirm=False)
        await call.say("yes")
        assert confirm_values(call.manager, read_back) == ("time",)
        assert call.desk.values.confirmed("date") == "2026-03-06"
        assert call.desk.values.confirmed("time") is None


async def test_a_denied_value_is_gone_with_what_rests_on_it_and_the_next_way_comes(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        capture(call.manager, "phone", NUMBER)
        capture(call.manager, "account", "4471", kind="digits", depends_on=["phone"], confirm=False)
        denied = deny_value(call.manager, "phone")
        assert (denied.status, denied.dropped) == ("again", ("account",))
        assert len(call.desk.values) == 0
        assert capture(call.manager, "phone", "pardon me").status == "keypad"
        assert capture(call.manager, "phone", "pardon me").status == "person"


async def test_only_an_optional_value_can_be_declined(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        capture(call.manager, "email", "i'd rather not", optional=True)
        assert decline_value(call.manager, "email").complete
        capture(call.manager, "phone", "i'd rather not")
        assert not decline_value(call.manager, "phone").complete


async def test_parts_of_a_number_are_put_together_across_turns(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        assert capture(call.manager, "phone", "two one two").fields() == {
            "status": "more",
            "say": "Go on.",
            "needs": ["phone"],
        }
        capture(call.manager, "phone", "five five five")
        assert capture(call.manager, "phone", "oh one four two").value == "+12125550142"


async def test_a_value_corrected_by_a_repair_command_has_to_be_confirmed_again(text_call: Any) -> None:
    async with text_call(replies=QUIET) as call:
        capture(call.manager, "day", "friday", kind="date")
        capture(call.manager, "time", "at ten", confirm=False, depends_on=["day"])
        await call.say("yes")
        confirm_value(call.manager, "day")
        await call.say("no, monday")
        assert correct(call.manager, "day", date(2026, 3, 9)) == ("time",)
        assert call.desk.values.get("day").value == "2026-03-09"
        assert call.desk.values.confirmed("day") is None
        assert correct(call.manager, "never told", "x") == ()
