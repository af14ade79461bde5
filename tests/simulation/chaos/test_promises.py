"""Which promises a call broke."""

from dataclasses import replace

import pytest

from simulation.chaos.hearing import CallHeard, TurnHeard
from simulation.chaos.promises import Outcome, TookOver, broken_promises

GOOD = TurnHeard(silence_secs=1.0, sound_secs=1.0, answer_secs=1.0, words=5)
HEARD = CallHeard(first_sound_secs=0.2, turns=(GOOD, GOOD), agent_words_lost=0)
OUTCOME = Outcome("completed", (TookOver("llm", "local", 2.0),), None, on_record=True, struck=1)


def test_a_good_call_breaks_none():
    assert broken_promises(HEARD, OUTCOME) == []


@pytest.mark.parametrize(
    "turn, says",
    [
        (replace(GOOD, silence_secs=4.2), "P2: 4.2 s of silence"),
        (replace(GOOD, answer_secs=9.0), "P2: turn 2 answered after 9.0 s"),
        (replace(GOOD, answer_secs=None), "P3: turn 2 was never answered"),
        (replace(GOOD, words_lost=3), "P3: turn 2 was not understood"),
    ],
)
def test_a_turn_that_is_not_served(turn, says):
    assert broken_promises(replace(HEARD, turns=(GOOD, turn)), OUTCOME) == [says]


@pytest.mark.parametrize(
    "first, says", [(None, "P2: nothing was ever heard"), (2.4, "P2: first sound after 2.4 s")]
)
def test_a_call_that_begins_in_silence(first, says):
    assert broken_promises(replace(HEARD, first_sound_secs=first), OUTCOME) == [says]


def test_a_person_in_time_makes_up_for_an_answer():
    heard = replace(HEARD, turns=(GOOD, replace(GOOD, answer_secs=None)))
    assert broken_promises(heard, replace(OUTCOME, person_secs=11.0)) == []
    assert broken_promises(heard, replace(OUTCOME, person_secs=13.0)) == [
        "P2: a person or a message after 13.0 s"
    ]


@pytest.mark.parametrize(
    "outcome, says",
    [
        (replace(OUTCOME, took_over=(TookOver("stt", "local", 3.2),)), "P3: local took over after 3.2 s"),
        (
            replace(OUTCOME, took_over=(TookOver("llm", "local", 8.2, slow=True),)),
            "P2: local took over after 8.2 s",
        ),
        (replace(OUTCOME, on_record=False), "P1: the call has no record in the database"),
        (replace(OUTCOME, struck=0), "the fault never struck"),
        (replace(OUTCOME, failure="it broke"), "the call failed: it broke"),
    ],
)
def test_what_became_of_the_call(outcome, says):
    assert broken_promises(HEARD, outcome) == [says]
