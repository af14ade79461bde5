"""Something a caller says: the sound, and which word sounds when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.mulaw import RATE

Samples = NDArray[np.int16]

FRAME = RATE // 100
ACTIVE_RMS = 2500.0
"""How loud callers speak: root mean square of the frames that hold speech, of 32768 (about -22 dBFS)."""


@dataclass(frozen=True)
class Word:
    """A word and the samples it sounds at."""

    text: str
    start: int
    end: int

    def moved(self, by: int) -> "Word":
        """The same word, `by` samples later."""
        return Word(self.text, self.start + by, self.end + by)


@dataclass(frozen=True)
class Utterance:
    """8 kHz samples and their words."""

    samples: Samples
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words in a row."""
        return " ".join(word.text for word in self.words)

    def then(self, other: "Utterance") -> "Utterance":
        """This, directly followed by `other`."""
        later = tuple(word.moved(len(self.samples)) for word in other.words)
        return Utterance(np.concatenate([self.samples, other.samples]), self.words + later)


def pause(ms: int) -> Utterance:
    """Silence."""
    return Utterance(np.zeros(ms * RATE // 1000, dtype=np.int16), ())


def joined(parts: Iterable[Utterance]) -> Utterance:
    """The parts in a row."""
    whole = pause(0)
    for part in parts:
        whole = whole.then(part)
    return whole


def _frame_rms(samples: Samples) -> NDArray[np.float64]:
    whole = len(samples) // FRAME * FRAME
    return np.sqrt((samples[:whole].astype(np.float64).reshape(-1, FRAME) ** 2).mean(axis=1))


def voiced(samples: Samples) -> NDArray[np.int64]:
    """Indexes of the 10 ms frames that hold speech."""
    loud = _frame_rms(samples)
    return np.flatnonzero(loud > max(60.0, 0.05 * loud.max(initial=0.0)))


def levelled(samples: Samples) -> Samples:
    """The same speech at the level at which callers speak."""
    frames = voiced(samples)
    if not len(frames):
        return samples
    gain = ACTIVE_RMS / float(np.sqrt((_frame_rms(samples)[frames] ** 2).mean()))
    return np.clip(samples * gain, -32768, 32767).astype(np.int16)


def spoken(text: str, samples: Samples, starts: Sequence[int] | None = None) -> Utterance:
    """Speech of `text`, without the silence around it, so that pauses are as long as they are meant to be.

    `starts` are the samples at which its words begin. Without them they are estimated from the words'
    lengths over the voiced frames: good to about a word, enough to tell which words came before a pause.
    """
    texts, frames = text.split(), voiced(samples)
    if not len(frames):
        return Utterance(samples, tuple(Word(word, 0, len(samples)) for word in texts))
    begins, ends = int(frames[0]) * FRAME, (int(frames[-1]) + 1) * FRAME
    bounds = list(starts) if starts is not None else _estimated(texts, frames)
    bounds.append(ends)
    words = [
        Word(word, max(0, start - begins), _speech_end(frames, start, end) - begins)
        for word, start, end in zip(texts, bounds[:-1], bounds[1:], strict=True)
    ]
    return Utterance(samples[begins:ends], tuple(words))


def _estimated(texts: Sequence[str], frames: NDArray[np.int64]) -> list[int]:
    weights = np.cumsum([0, *(len(word) + 1 for word in texts)])
    shares = (weights[:-1] / weights[-1] * len(frames)).astype(int)
    return [int(frames[share]) * FRAME for share in shares]


def _speech_end(frames: NDArray[np.int64], start: int, end: int) -> int:
    """Where the last voiced frame before `end` ends: a pause after a word does not belong to it."""
    before = frames[frames * FRAME < end]
    return max(start, (int(before[-1]) + 1) * FRAME) if len(before) else end
