"""A caller with a goal answers what is asked, and never says yes to anything but what it wants."""

import re
from datetime import date, datetime
from random import Random

import pytest

from simulation.goal import Act, Goal, HangUp, Mind, Press, Say, Wait
from simulation.goal_caller import decide, opening_mind, same_number, wrong_facts
from simulation.goal_hearing import listen

at = datetime.fromisoformat
TODAY = date(2026, 3, 2)
GOAL = Goal(service="cleaning", day=date(2026, 3, 10), time="10:00", phone="+12025550143")
RIGHT = "So that's a cleaning on Tuesday, March 10th at 10 AM, under the phone number 2 0 2, 5 5 5, 0 1 4 3."
YES = re.compile(r"^(yes|yeah|sure|that's (right|correct)|sounds good)", re.IGNORECASE)
WRONG = {
    "service": RIGHT.replace("cleaning", "filling"),
    "day": RIGHT.replace("Tuesday, March 10th", "Monday, March 2nd"),
    "time": RIGHT.replace("10 AM", "2 PM"),
    "phone": RIGHT.replace("0 1 4 3", "0 1 4 9"),
}


def hears(*texts: str, goal: Goal = GOAL, seed: int = 1) -> tuple[Act, Mind]:
    """What the caller does after the last of these, and what it has in mind then."""
    mind, rng = opening_mind(goal), Random(seed)
    act: Act = Wait()
    for text in texts:
        act, mind = decide(goal, mind, listen(text, TODAY), TODAY, rng)
    return act, mind


def says(*texts: str, goal: Goal = GOAL, seed: int = 1) -> str:
    act, _ = hears(*texts, goal=goal, seed=seed)
    assert isinstance(act, Say)
    return act.text


@pytest.mark.parametrize("seed", range(20))
def test_a_read_back_in_which_all_is_right_gets_a_yes(seed: int) -> None:
    assert YES.match(says(f"{RIGHT} Shall I book it?", seed=seed))


@pytest.mark.parametrize("fact", WRONG)
@pytest.mark.parametrize("seed", range(10))
def test_a_read_back_with_one_wrong_fact_never_gets_a_yes(fact: str, seed: int) -> None:
    said = says(f"{WRONG[fact]} Shall I book it?", seed=seed)
    assert not YES.match(said)
    assert wrong_facts(GOAL, opening_mind(GOAL), listen(WRONG[fact], TODAY)) == [fact]


@pytest.mark.parametrize(
    ("fact", "words"),
    [("service", "cleaning"), ("day", "tenth|tuesday"), ("time", "ten"), ("phone", "zero|oh")],
)
def test_a_correction_says_what_is_right(fact: str, words: str) -> None:
    assert re.search(words, says(f"{WRONG[fact]} Shall I book it?"), re.IGNORECASE)


def test_a_wrong_read_back_stays_wrong_when_only_its_question_is_asked_again() -> None:
    said = says(f"{WRONG['day']} Shall I book it?", "Sorry, I didn't catch that. Shall I book it?")
    assert not YES.match(said)


def test_a_question_about_nothing_that_was_heard_gets_no_yes() -> None:
    assert not YES.match(says("Shall I book it?"))


def test_a_read_back_that_was_cut_off_is_asked_for_again() -> None:
    said = says("So that's a cleaning on Tuesday, March")
    assert re.search("repeat|pardon|what was that", said, re.IGNORECASE)


def test_the_caller_s_own_number_is_accepted_and_another_is_not() -> None:
    question = "Is the number you're calling from, {}, the right one?"
    assert YES.match(says(question.format("2 0 2, 5 5 5, 0 1 4 3")))
    assert says(question.format("2 1 2, 5 5 5, 0 1 4 3")).startswith("No")


def test_a_number_is_said_once_and_keyed_in_from_then_on() -> None:
    question = "What's the phone number, with the area code?"
    assert "two zero two" in says(question).lower().replace("oh", "zero")
    act, _ = hears(question, question)
    assert act == Press("*2025550143#")


def test_a_time_that_is_offered_is_taken_only_by_a_caller_whom_it_suits() -> None:
    offer = (
        "I'm sorry, Tuesday, March 10th at 10 AM is already taken. "
        "I have Tuesday, March 10th at 9:30 AM or 2 PM. Which would you like?"
    )
    _, mind = hears(offer, goal=GOAL.model_copy(update={"flexible": True}))
    assert mind.wish == at("2026-03-10T09:30")
    act, mind = hears(offer)
    assert isinstance(act, Say) and act.text.startswith("No")
    assert mind.wish == GOAL.start and mind.leaving


def test_an_offer_made_for_something_misheard_is_corrected() -> None:
    offer = (
        "We're closed at 10 AM on Saturday, March 7th. "
        "I have Monday, March 9th at 9 AM, 9:30 AM or 10 AM. Which would you like?"
    )
    _, mind = hears(offer, goal=GOAL.model_copy(update={"flexible": True}))
    assert mind.wish == GOAL.start and not mind.leaving
    assert re.search("tenth", says(offer, goal=GOAL))


def test_who_is_told_that_nothing_was_changed_starts_again() -> None:
    said = says("All right, I've changed nothing. Is there anything else I can do for you?")
    assert "cleaning" in said


def test_who_said_yes_to_the_right_read_back_takes_it_to_be_done() -> None:
    _, mind = hears(f"{RIGHT} Shall I book it?", "Thank you. Is there anything else I can do for you?")
    assert mind.leaving and not mind.gave_up


def test_a_caller_gives_up_at_last_and_then_hangs_up() -> None:
    act, mind = hears(*["What day would you like to come?"] * (GOAL.patience + 1))
    assert isinstance(act, Say) and mind.gave_up
    act, _ = hears(*["Goodbye."] * 2)
    assert act == HangUp()


def test_fillers_are_waited_through() -> None:
    assert hears("One moment, please.")[0] == Wait()


def test_the_same_seed_says_the_same_words() -> None:
    talk = ["How can I help?", "What day would you like to come?", f"{WRONG['time']} Shall I book it?"]
    said = [[says(*talk[: n + 1], seed=seed) for n in range(3)] for seed in (4, 4, 5)]
    assert said[0] == said[1] != said[2]


@pytest.mark.parametrize(
    ("digits", "same"),
    [("2025550143", True), ("12025550143", True), ("5550143", False), ("2025550149", False)],
)
def test_a_number_is_the_same_with_and_without_its_country_code(digits: str, same: bool) -> None:
    assert same_number(digits, "+12025550143") is same
