"""A caller who takes turns: what it measures of an agent that answers, is cut off, or stays silent."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.conversation import Conversation, Habits
from simulation.mulaw import encode

TICK_SECS = 0.02
LOUD = encode(np.full(160, 4000, dtype=np.int16))
QUIET = encode(np.zeros(160, dtype=np.int16))
WORDS = encode(np.full(1600, 5000, dtype=np.int16))

Agent = Callable[[float, Conversation], None]


def held(habits: Habits, agent: Agent, secs: float) -> Conversation:
    conversation = Conversation(habits, QUIET, 0.0)
    for tick in range(round(secs / TICK_SECS)):
        now = tick * TICK_SECS
        agent(now, conversation)
        conversation.packet(now)
    return conversation


def speaks(*stretches: tuple[float, float]) -> Agent:
    def agent(now: float, conversation: Conversation) -> None:
        if any(start <= now < end for start, end in stretches):
            conversation.media(LOUD, now)

    return agent


def test_the_greeting_is_timed_from_the_start_of_the_stream() -> None:
    measured = held(Habits(turns=[WORDS]), speaks((0.3, 1.0)), 1.2).measured
    assert measured.greeting_ms == pytest.approx(300, abs=1)


def test_a_response_is_timed_from_the_last_packet_of_speech() -> None:
    # The agent ends at 1.0, the caller begins after its pause and speaks for 0.2 s.
    measured = held(Habits(turns=[WORDS], pause_secs=0.5), speaks((0.0, 1.0), (2.5, 3.0)), 3.1).measured
    assert len(measured.responses_ms) == 1
    assert 700 < measured.responses_ms[0] < 800
    assert (measured.missed, measured.early) == (0, 0)


def test_silence_is_a_missed_turn_and_the_next_is_said() -> None:
    habits = Habits(turns=[WORDS], missed_after_secs=1.0)
    assert held(habits, speaks(), 5.0).measured.missed >= 3


def test_an_answer_into_the_callers_words_is_early() -> None:
    habits = Habits(turns=[WORDS], pause_secs=0.5)
    measured = held(habits, speaks((0.0, 1.0), (1.58, 1.66)), 2.0).measured
    assert measured.early > 0
    assert measured.responses_ms == []


def test_a_barge_in_is_timed_to_clear_and_counts_what_comes_after() -> None:
    def agent(now: float, conversation: Conversation) -> None:
        speaks((0.0, 2.0))(now, conversation)
        if now == pytest.approx(1.0):
            conversation.clear(now)

    habits = Habits(turns=[WORDS], barges=[WORDS * 5], barge_every=1, barge_after_secs=0.8)
    measured = held(habits, agent, 1.5).measured
    assert measured.barge_ins_ms == [pytest.approx(200, abs=21)]
    assert measured.after_clear > 0


def test_a_caller_with_enough_turns_has_finished() -> None:
    habits = Habits(turns=[WORDS], missed_after_secs=0.5, at_most=2)
    assert held(habits, speaks(), 5.0).finished
