"""What a fake voice sounds like: a hum that swells with every word, as loud and as long as speech."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

SECS_PER_CHARACTER = 0.06
"""An ordinary pace."""

PITCH_HZ = 170.0
PEAK = 9000


@dataclass(frozen=True)
class SpokenWord:
    """A word and the seconds it sounds at, from the beginning of its text."""

    text: str
    start: float
    end: float


def words_of(text: str, *, begins: float = 0.0) -> list[SpokenWord]:
    """The words of a text with their times."""
    words, at = [], begins
    for word in text.split():
        end = at + len(word) * SECS_PER_CHARACTER
        words.append(SpokenWord(word, round(at, 3), round(end, 3)))
        at = end + SECS_PER_CHARACTER
    return words


def secs_of(text: str) -> float:
    """How long a text sounds."""
    return sum(len(word) + 1 for word in text.split()) * SECS_PER_CHARACTER


@lru_cache(maxsize=2048)
def word_sound(letters: int, rate: int) -> bytes:
    """16-bit mono samples of a word of so many letters, with the gap behind it."""
    count = round(letters * SECS_PER_CHARACTER * rate)
    seconds = np.arange(count) / rate
    swell = np.sin(np.pi * np.arange(count) / max(1, count)) ** 0.5
    tone = np.sin(2 * np.pi * PITCH_HZ * seconds) + 0.4 * np.sin(2 * np.pi * 3 * PITCH_HZ * seconds)
    gap = np.zeros(round(SECS_PER_CHARACTER * rate))
    return np.concatenate([PEAK * swell * tone / 1.4, gap]).astype("<i2").tobytes()


def sound_of(text: str, rate: int) -> bytes:
    """16-bit mono samples of a text."""
    return b"".join(word_sound(len(word), rate) for word in text.split())
