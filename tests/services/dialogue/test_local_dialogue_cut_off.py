"""Sentences that turn-taking cuts in two: their rest is no answer to a question that nobody heard."""

import pytest

BOOKED = (
    "i'd like to book an appointment",
    "john smith",
    "five five five one two three four five six seven",
    "a cleaning",
    "next tuesday",
    "ten",
    "yes",
)
TO_CONFIRM = BOOKED[:-1]


def cut_off(office, heard):
    """The caller barged in: of the agent's last words only `heard` was heard."""
    office.said = office.messages[-1]["content"]
    assert office.said.startswith(heard)
    if heard:
        office.messages[-1]["content"] = heard
    else:
        office.messages.pop()


@pytest.mark.parametrize("heard", ["", "You're", "You're booked."])
@pytest.mark.parametrize("rest", ["please", "that's right", "yes please", "please book it"])
def test_the_rest_of_a_yes_is_no_answer_to_the_next_question(talk, heard, rest):
    office, answer = talk(*BOOKED)
    assert answer == "You're booked. Anything else?"
    cut_off(office, heard)
    again = office.hear(rest)
    assert again == ("Anything else?" if heard.endswith(".") else "You're booked. Anything else?")
    assert office.path[-1] == "close"


def test_nothing_is_booked_on_a_read_back_that_was_not_heard(talk):
    office, _ = talk(*TO_CONFIRM)
    read_back = office.messages[-1]["content"]
    cut_off(office, "A cleaning on")
    assert office.hear("that's right") == read_back
    assert office.booked == []
    office.hear("yes")
    assert len(office.booked) == 1


def test_a_question_that_was_nearly_over_may_be_answered(talk):
    office, answer = talk(*BOOKED)
    cut_off(office, answer.removesuffix("?"))
    office.hear("no")
    assert office.path[-1] == "bye"


def test_a_correction_counts_however_little_was_heard(talk):
    office, _ = talk(*TO_CONFIRM)
    cut_off(office, "A cleaning")
    assert "Friday" in office.hear("no make that friday")


def test_who_had_only_drawn_breath_is_understood_as_a_whole(talk):
    office, _ = talk(*TO_CONFIRM)
    office.hear("could you perhaps")
    cut_off(office, "Sorry,")
    assert "Friday" in office.hear("make it friday")


def test_words_of_politeness_are_no_misunderstanding(talk):
    office, _ = talk(*TO_CONFIRM[:4])
    cut_off(office, "What day")
    assert office.hear("please") == "What day would you like?"


def test_another_one_is_no_time_of_day(talk):
    office, _ = talk("book a cleaning on tuesday at nine", "no it's another one", *TO_CONFIRM[1:3])
    assert office.calls[-1] == ("check", {"service": "cleaning", "day": "2026-11-24", "time": "09:00"})


@pytest.mark.parametrize("text", ["all right monday at", "that's right", "that's too early", "not that one"])
def test_only_a_clear_goodbye_ends_the_call(talk, text):
    office, _ = talk(*TO_CONFIRM[:4])
    office.hear(text)
    assert "end_call" not in [name for name, _ in office.calls]


def test_digits_of_a_number_are_no_time_of_day(talk):
    booking = ("book a cleaning on tuesday at nine", "john smith")
    number = ("five five five", "one two three", "zero one two three")
    office, answer = talk(*booking, *number)
    assert office.calls[-1] == ("check", {"service": "cleaning", "day": "2026-11-24", "time": "09:00"})
    assert "nine a m" in answer


def test_sorry_is_a_request_to_hear_it_again(talk):
    office, _ = talk(*TO_CONFIRM)
    read_back = office.messages[-1]["content"]
    assert office.hear("sorry") == read_back


def test_after_a_misunderstanding_the_whole_is_repeated(talk):
    office, _ = talk(*TO_CONFIRM)
    read_back = office.messages[-1]["content"]
    office.said = office.hear("purple monkeys")
    assert office.said.startswith("Sorry, I didn't catch that.")
    assert office.hear("say that again") == read_back


def test_a_misunderstanding_does_not_hide_what_was_not_heard(talk):
    office, _ = talk(*TO_CONFIRM)
    read_back = office.messages[-1]["content"]
    cut_off(office, "A cleaning")
    assert office.hear("purple monkeys") == read_back
