"""Calls to Harbor Dental, in text, with the local dialogue engine: what is said, done and written down."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from flows.reading.loader import load_flow
from services.local.understand import Place, understand
from spoken.base import Setting

APPOINTMENTS = Path(__file__).resolve().parents[2] / "flows" / "appointments"

NOBODY, MARIA, JAMES, ADA = None, "+12125550142", "+12125550167", "+12125550188"


def visits(call: Any, phone: str) -> list[tuple[str, str]]:
    """Start and service of what is booked under a number."""
    found = call.desk.resources.visits_of(phone, datetime.fromisoformat("2026-03-01T00:00"))
    return [(visit.start.isoformat(timespec="minutes"), visit.service) for visit in found]


async def talk(call: Any, *lines: str) -> list[str]:
    """The agent's answers."""
    return [await call.say(line) for line in lines]


async def test_a_known_caller_books_a_visit(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        answers = await talk(
            call,
            "I'd like to book a cleaning",
            "yes",
            "tuesday",
            "three pm",
            "yes",
            "no thank you",
        )
        assert "2 1 2, 5 5 5, 0 1 8 8" in answers[0]
        assert "Which service" not in answers[1]
        assert "a cleaning on Tuesday, March 3rd at 3 PM" in answers[3]
        assert "You're booked" in answers[4]
        assert call.ended
        assert call.path == ["greet", "offer_number", "collect", "confirm", "close", "end"]
        assert call.tools() == [
            ("start_booking", {"service": "cleaning"}),
            ("use_caller_number", {}),
            ("check_slot", {"service": "cleaning", "day": "2026-03-03", "time": "15:00"}),
            ("book_visit", {}),
            ("end_call", {}),
        ]
        assert call.notebook.outcomes[-1] == ("booked", True)
        assert call.notebook.data["start"] == "2026-03-03T15:00"
        assert visits(call, ADA) == [("2026-03-03T15:00", "cleaning")]


async def test_everything_said_at_once_is_not_asked_again(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        await call.say("book a whitening on friday at eleven")
        answer = await call.say("yes")
        assert "a whitening on Friday, March 6th at 11 AM" in answer
        assert call.path == ["greet", "offer_number", "collect", "confirm"]


async def test_a_correction_is_read_back_before_it_is_booked(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        await talk(call, "book a cleaning on tuesday at three pm", "yes")
        assert "Friday, March 6th at 3 PM" in await call.say("no, make that friday")
        await call.say("yes")
        assert visits(call, ADA) == [("2026-03-06T15:00", "cleaning")]


async def test_a_taken_time_is_told_as_taken_and_another_is_offered(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        answers = await talk(call, "book a checkup on tuesday at ten am", "yes")
        assert "Tuesday, March 3rd at 10 AM is already taken" in answers[-1]
        assert "I have Tuesday, March 3rd at 9 AM, 9:30 AM or 10:30 AM" in answers[-1]
        assert "Tuesday, March 3rd at 10:30 AM" in await call.say("ten thirty")
        await call.say("yes")
        assert visits(call, ADA) == [("2026-03-03T10:30", "checkup")]


async def test_on_a_closed_day_the_hours_are_told(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        answers = await talk(call, "book a checkup on saturday at ten am", "yes")
        assert "We're open Monday to Friday" in answers[-1]
        assert call.node == "offer"


async def test_a_caller_without_a_number_says_it_or_keys_it_in(text_call: Any) -> None:
    async with text_call(caller=NOBODY) as call:
        assert "phone number" in await call.say("i need a filling on friday at eleven")
        assert "1 9 9 9" in await call.say("DTMF: 2125551999#")
        await call.say("yes")
        assert visits(call, "+12125551999") == [("2026-03-06T11:00", "filling")]


async def test_another_number_than_the_caller_s_is_taken(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        await talk(call, "book a cleaning on friday at eleven", "no")
        assert call.node == "identify"
        assert "1 9 9 9" in await call.say("two one two five five five one nine nine nine")


async def test_a_visit_is_moved_and_its_old_time_is_free_again(text_call: Any) -> None:
    async with text_call(caller=MARIA) as call:
        answers = await talk(call, "i need to reschedule my appointment", "yes", "friday at eleven", "yes")
        assert "your cleaning on Tuesday, March 3rd at 10 AM" in answers[1]
        assert (
            "moving your cleaning on Tuesday, March 3rd at 10 AM to Friday, March 6th at 11 AM" in answers[2]
        )
        assert visits(call, MARIA) == [("2026-03-06T11:00", "cleaning")]
        assert call.desk.resources.is_free(datetime.fromisoformat("2026-03-03T10:00"))
        assert call.notebook.outcomes[-1] == ("moved", True)


async def test_a_visit_is_cancelled_only_after_a_yes(text_call: Any) -> None:
    async with text_call(caller=MARIA) as call:
        await talk(call, "i want to cancel my appointment", "yes")
        assert call.node == "confirm_cancel"
        assert visits(call, MARIA) == [("2026-03-03T10:00", "cleaning")]
        assert "I've cancelled your cleaning" in await call.say("yes please")
        assert visits(call, MARIA) == []
        assert call.notebook.outcomes[-1] == ("cancelled", True)


async def test_a_caller_who_says_no_keeps_the_visit(text_call: Any) -> None:
    async with text_call(caller=MARIA) as call:
        await talk(call, "i want to cancel my appointment", "yes", "no")
        assert visits(call, MARIA) == [("2026-03-03T10:00", "cleaning")]
        assert call.notebook.outcomes[-1] == ("dropped", False)


async def test_a_caller_without_a_visit_is_told_so(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        answers = await talk(call, "cancel my appointment", "yes")
        assert "I can't find a visit under 2 1 2, 5 5 5, 0 1 8 8" in answers[-1]
        assert call.notebook.outcomes[-1] == ("cancel_no_visit", False)


async def test_a_caller_with_two_visits_is_asked_which_one(text_call: Any) -> None:
    async with text_call(caller=JAMES) as call:
        answers = await talk(call, "cancel my appointment", "yes")
        assert "the first, a checkup on Wednesday, March 4th at 2 PM" in answers[-1]
        assert "the second, a filling on Friday, March 6th at 9:30 AM" in answers[-1]
        assert "your filling on Friday, March 6th at 9:30 AM. Shall I cancel it?" in await call.say(
            "the second one"
        )
        await call.say("yes")
        assert visits(call, JAMES) == [("2026-03-04T14:00", "checkup")]


async def test_one_of_the_times_on_offer_is_picked_by_its_place(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        await talk(call, "book a cleaning on wednesday at two pm", "yes")
        assert "Wednesday, March 4th at 1 PM" in await call.say("the first one")
        await call.say("yes")
        assert visits(call, ADA) == [("2026-03-04T13:00", "cleaning")]


async def test_a_day_named_after_an_offer_on_several_days_is_enough(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        answers = await talk(call, "book a cleaning on thursday at two pm", "yes")
        assert "Thursday, March 5th at 4:30 PM, or Friday, March 6th at 9 AM or 10 AM" in answers[-1]
        assert "Thursday, March 5th at 4:30 PM" in await call.say("four thirty")
        assert call.node == "confirm"


async def test_who_asks_for_a_person_leaves_a_message_and_is_promised_nothing(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        answers = await talk(call, "can i speak to a person", "my bridge came off")
        assert "I can't put you through" in answers[0]
        assert "2 1 2, 5 5 5, 0 1 8 8" in answers[0]
        assert call.node == "close"
        assert call.notebook.outcomes[-1] == ("message_taken", False)
        assert call.notebook.data["phone"] == ADA


async def test_a_message_from_an_unknown_caller_asks_for_the_number(text_call: Any) -> None:
    async with text_call(caller=NOBODY) as call:
        answers = await talk(call, "can i speak to a person", "i have a question about braces", "2125551999")
        assert "number" in answers[1]
        assert call.notebook.data == {"message": "i have a question about braces", "phone": "+12125551999"}


async def test_a_question_about_the_office_is_answered_where_it_is_asked(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        await talk(call, "book a cleaning", "yes")
        answer = await call.say("what are your opening hours")
        assert "Monday to Friday" in answer
        assert call.node == "collect"


async def test_a_second_request_in_one_call_starts_afresh(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        await talk(call, "book a cleaning on friday at eleven", "yes", "yes")
        answer = await call.say("i'd like another appointment")
        assert "What is the visit for" in answer
        assert call.node == "collect"
        assert call.notebook.outcomes[-1] == ("booked", True)


async def test_who_says_goodbye_at_once_had_no_request(text_call: Any) -> None:
    async with text_call(caller=ADA) as call:
        await call.say("goodbye")
        assert call.ended
        assert call.notebook.outcomes == [("no_request", False)]


async def test_two_callers_racing_for_one_slot_get_it_once_and_the_other_is_told(text_call: Any) -> None:
    async with text_call(caller=ADA, call_id="one") as one, text_call(caller=MARIA, call_id="two") as two:
        for call in (one, two):
            await talk(call, "book a cleaning on friday at eleven", "yes")
            assert call.node == "confirm"
        first, second = await one.say("yes"), await two.say("yes")
        assert "You're booked" in first
        assert "already taken" in second and "booked" not in second
        assert two.node == "offer"
        assert two.notebook.outcomes[-1] == ("book_unfinished", False)


@pytest.mark.parametrize("line", ["ask me about the weather", "blargh"])
async def test_nonsense_is_asked_again_twice_and_then_a_message_is_offered(text_call: Any, line: str) -> None:
    async with text_call(caller=ADA) as call:
        answers = await talk(call, line, line, line)
        assert "Shall I take a message" in answers[-1]
        assert call.node == "greet"


SPOKEN = {
    "service": "cleaning",
    "day": "friday",
    "time": "ten thirty",
    "which": "second",
    "topic": "hours",
    "phone": "two one two five five five zero one eight eight",
    "reason": "my insurance",
}


def test_every_example_phrase_means_the_tool_that_it_stands_for() -> None:
    script = load_flow(APPOINTMENTS).script
    assert script is not None
    setting = Setting(now=datetime.fromisoformat("2026-03-02T10:00"))
    astray = []
    for node, entry in script.nodes.items():
        place = Place(script, setting, node, None, entry.main)
        for tool, words in {**entry.tools, **script.tools}.items():
            for phrase in words.phrases:
                slots = set(re.findall(r"{(\w+)}", phrase))
                meaning = understand(re.sub(r"{(\w+)}", lambda slot: SPOKEN[slot[1]], phrase), place)
                meant = meaning.tool.tool if meaning.tool else None
                # A value that stands alone goes to the tool whose question it answers.
                bare = not re.sub(r"{\w+}|at|on", "", phrase).strip()
                if meant != tool and not (meant is None and (bare or slots & set(meaning.values))):
                    astray.append((node, tool, phrase, meant))
    assert astray == []
