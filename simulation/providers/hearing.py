"""What fake ears hear: where the sound is by its energy, and its words from the script.

Whoever sends the caller's sound late (after a lost connection) or not at all is heard late, or not at all:
on a simulated line a word is understood when at least half of its sound has come.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulation.ears import ScriptFeed, Sounded
from simulation.mouth import Mouth
from simulation.mulaw import RATE, TICK, decode

LOUD = 300
"""Root mean square of a 20 ms piece, of 32768, from which an ear calls it speech."""

ENDPOINT_SECS = 0.35
"""Seconds of silence after which an ear thinks by itself that the caller has finished a phrase."""


@dataclass(frozen=True)
class Piece:
    """20 ms of sound that came in."""

    at: float
    """Monotonic seconds at which it came."""
    pcm: bytes


class CallersWords(Protocol):
    """Who knows what the caller says."""

    def heard(self, loud: Sequence[Piece], *, final: bool) -> list[Sounded]:
        """The words in the loud pieces of one phrase. `final`: the phrase is over."""
        ...


@dataclass
class Lines:
    """Words for whoever makes any sound: each phrase is the next line."""

    lines: list[str]
    least_secs: float = 0.1
    """Shorter sounds hold no words."""

    def heard(self, loud: Sequence[Piece], *, final: bool) -> list[Sounded]:
        """See `CallersWords`."""
        if not self.lines or len(loud) * TICK / RATE < self.least_secs:
            return []
        words = (self.lines.pop(0) if final else self.lines[0]).split()
        start, step = loud[0].at, (loud[-1].at - loud[0].at) / len(words)
        return [Sounded(word, start + n * step, start + (n + 1) * step) for n, word in enumerate(words)]


class SaidWords(ScriptFeed):
    """The words of a simulated caller, recognised by their very sound. Tell it of them with `speak`.

    Sound that is not the caller's to the bit (another rate, a filter) is taken for what the caller says as
    it comes in.
    """

    def __init__(self) -> None:
        super().__init__()
        self._mouth = Mouth()
        self._moment: Callable[[int], float] = lambda position: position / RATE
        self._packets: dict[bytes, int] = {}
        self._indexed = 0

    def attach(self, mouth: Mouth, moment: Callable[[int], float]) -> None:
        """Whose words they are. `moment`: position in samples to monotonic seconds."""
        self._mouth = mouth
        self._moment = moment

    def heard(self, loud: Sequence[Piece], *, final: bool) -> list[Sounded]:
        """See `CallersWords`."""
        ticks = {self._tick(piece) for piece in loud}
        return [word for word in self.spoken if self._came(word, ticks)]

    def _came(self, word: Sounded, ticks: set[int]) -> bool:
        first = self._at(word.start)
        last = max(first + 1, self._at(word.end))
        loud = [tick for tick in range(first, last) if self._loud(tick)]
        return bool(loud) and sum(tick in ticks for tick in loud) * 2 >= len(loud)

    def _tick(self, piece: Piece) -> int:
        self._index()
        tick = self._packets.get(piece.pcm)
        return tick if tick is not None else self._at(piece.at) - 1

    def _at(self, moment: float) -> int:
        """Which packet holds a moment."""
        return int((moment - self._moment(0)) * RATE) // TICK

    def _loud(self, tick: int) -> bool:
        packets = self._mouth.packets
        return tick < len(packets) and is_loud(decode(packets[tick]).tobytes())

    def _index(self) -> None:
        packets = self._mouth.packets
        for tick in range(self._indexed, len(packets)):
            self._packets[decode(packets[tick]).tobytes()] = tick
        self._indexed = len(packets)


def is_loud(pcm: bytes) -> bool:
    """Whether 16-bit samples hold speech."""
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float64)
    return bool(len(samples)) and float(np.sqrt((samples**2).mean())) >= LOUD


class Ear:
    """One connection's hearing: phrases, by energy."""

    def __init__(self, words: CallersWords, rate: int) -> None:
        """`rate`: of the sound that comes, in hertz."""
        self._words = words
        self._size = rate // 50 * 2
        self._rest = b""
        self._loud: list[Piece] = []
        self._quiet = 0
        self._pieces = 0

    @property
    def secs(self) -> float:
        """How much sound has come."""
        return self._pieces / 50

    @property
    def speech_secs(self) -> float:
        """How much of the present phrase was loud."""
        return len(self._loud) / 50

    @property
    def silence_secs(self) -> float:
        """How long the present phrase has been silent."""
        return self._quiet / 50 if self._loud else 0.0

    @property
    def ended(self) -> bool:
        """Whether the present phrase seems to be over."""
        return self.silence_secs >= ENDPOINT_SECS

    def hear(self, pcm: bytes) -> bool:
        """Take 16-bit samples; whether any of it was loud."""
        self._rest += pcm
        now, loud = asyncio.get_running_loop().time(), False
        while len(self._rest) >= self._size:
            piece, self._rest = self._rest[: self._size], self._rest[self._size :]
            self._pieces += 1
            if is_loud(piece):
                self._loud.append(Piece(now, piece))
                self._quiet, loud = 0, True
            else:
                self._quiet += 1
        return loud

    def so_far(self) -> list[Sounded]:
        """The words of the phrase, which goes on."""
        return self._words.heard(self._loud, final=False)

    def phrase(self) -> list[Sounded]:
        """The words of the phrase, which is over."""
        words = self._words.heard(self._loud, final=True) if self._loud else []
        self._loud.clear()
        self._quiet = 0
        return words
