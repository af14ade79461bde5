"""A caller with a goal understands what the agent is after, and which days, times and numbers it said."""

from datetime import date, datetime

import pytest

from simulation.goal_hearing import listen

at = datetime.fromisoformat
TODAY = date(2026, 3, 2)
READ_BACK = (
    "So that's a cleaning on Tuesday, March 10th at 10:30 AM, under the phone number 2 0 2, 5 5 5, 0 1 4 3."
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("This call is recorded. Thank you for calling Harbor Dental. How can I help?", "help"),
        ("Is the number you're calling from, 2 0 2, 5 5 5, 0 1 4 3, the right one?", "own_number"),
        ("What's the phone number, with the area code? You can say it or key it in.", "number"),
        ("Please say the ten digits of your phone number, or key them in.", "number"),
        ("Go on.", "go_on"),
        ("What is the visit for: a cleaning, a checkup, a filling or a whitening?", "service"),
        ("Which day suits you? For example, next Tuesday.", "day"),
        ("And what time? We're open from 9 to 5.", "time"),
        (f"{READ_BACK} Shall I book it?", "read_back"),
        ("Sorry, I didn't catch that. Shall I book it?", "read_back"),
        ("What should be different: the service, the day, the time or the phone number?", "different"),
        ("I'm having trouble understanding you. Shall I take a message for the office?", "person"),
        (
            "You're booked for a filling on Friday, March 6th at 4 PM. Is there anything else?",
            "anything_else",
        ),
        ("Are you still there?", "still_there"),
        ("One moment, please.", "wait"),
        ("Thank you for calling Harbor Dental. Goodbye.", "bye"),
        ("So that's a cleaning on", "unknown"),
    ],
)
def test_the_last_question_is_what_the_agent_is_after(text: str, topic: str) -> None:
    assert listen(text, TODAY).topic == topic


def test_a_read_back_is_heard_with_its_moment_and_its_number() -> None:
    heard = listen(f"{READ_BACK} Shall I book it?", TODAY)
    assert heard.moments == (at("2026-03-10T10:30"),)
    assert heard.number == "2025550143"


def test_noon_and_midnight_are_not_confused() -> None:
    heard = listen("I have Tuesday, March 3rd at 12 PM or 12 AM. Which would you like?", TODAY)
    assert [moment.hour for moment in heard.moments] == [12, 0]


def test_a_day_of_the_year_that_has_passed_is_next_years() -> None:
    assert listen("on Friday, January 1st at 9 AM", TODAY).moments == (at("2027-01-01T09:00"),)


def test_what_cannot_be_had_is_told_from_what_is_offered() -> None:
    text = (
        "I'm sorry, Tuesday, March 3rd at 9 AM is already taken. I have Tuesday, March 3rd at 9:30 AM"
        " or 10 AM, or Friday, March 6th at 2 PM. Which would you like?"
    )
    heard = listen(text, TODAY)
    assert heard.topic == "offer"
    assert heard.refused == (at("2026-03-03T09:00"),)
    assert heard.moments == (
        at("2026-03-03T09:30"),
        at("2026-03-03T10:00"),
        at("2026-03-06T14:00"),
    )
