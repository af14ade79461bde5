"""What fake ears understand of a simulated caller: what has come of its very sound."""

import asyncio
from datetime import UTC, datetime

import numpy as np
import pytest

from simulation.clock import run_virtual
from simulation.mouth import Mouth
from simulation.mulaw import RATE, TICK, decode
from simulation.providers.hearing import Ear, SaidWords
from simulation.utterance import Word

WORDS = [Word("one", 0, 4000), Word("two", 4400, 8000), Word("three", 8400, 12000)]


def _packets() -> tuple[SaidWords, list[bytes]]:
    """A caller who says three words of half a second each, and the sound as the agent decodes it."""
    rng = np.random.default_rng(1)
    sound = np.zeros(12000, dtype=np.int16)
    for word in WORDS:
        sound[word.start : word.end] = rng.integers(-6000, 6000, word.end - word.start)
    mouth = Mouth()
    mouth.say(sound)
    words = SaidWords()
    words.attach(mouth, lambda position: 1000.0 + position / RATE)
    words.speak(WORDS, 1000.0)
    return words, [decode(mouth.packet()).tobytes() for _ in range(12000 // TICK + 20)]


@pytest.mark.parametrize(
    "lost, understood",
    [
        (range(0), "one two three"),
        (range(26, 51), "one three"),
        (range(26, 34), "one two three"),
        (range(40), "three"),
    ],
)
def test_a_word_is_understood_when_half_of_its_sound_has_come(lost, understood):
    async def run() -> str:
        words, packets = _packets()
        ear = Ear(words, RATE)
        for number, packet in enumerate(packets):
            if number not in lost:
                ear.hear(packet)
        return " ".join(word.text for word in ear.phrase())

    assert run_virtual(run, start=datetime(2026, 3, 2, tzinfo=UTC)) == understood


def test_sound_that_comes_late_and_in_one_piece_is_understood_all_the_same():
    async def run() -> str:
        words, packets = _packets()
        await asyncio.sleep(30.0)
        ear = Ear(words, RATE)
        ear.hear(b"".join(packets))
        return " ".join(word.text for word in ear.phrase())

    assert run_virtual(run, start=datetime(2026, 3, 2, tzinfo=UTC)) == "one two three"
