"""A caller who takes turns, and measures them. Pure: it is told what arrived and asked what to send.

Times are seconds of one clock. `packet` is asked every 20 ms; everything is decided there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import cycle

from benchmarks.hearing import Hearing
from simulation.mulaw import RATE, TICK


@dataclass(frozen=True)
class Habits:
    """How the caller talks."""

    turns: Sequence[bytes]
    """What is said when the agent has finished, in a circle; µ-law."""

    barges: Sequence[bytes] = ()
    """What is said into the agent's speech, in a circle."""

    barge_every: int = 0
    """Every how manieth turn is a barge-in; 0 = none."""

    barge_after_secs: float = 0.8
    """Seconds into the agent's speech at which the caller barges in."""

    pause_secs: float = 0.5
    """Seconds of silence after which the agent has finished."""

    missed_after_secs: float = 2.0
    """Seconds without an answer after which a turn is missed, and the next is said."""

    at_most: int | None = None
    """How many turns there are; None = until the call is hung up."""


@dataclass
class Measured:
    """What one call came to; all times in milliseconds."""

    greeting_ms: float | None = None
    """Start of the stream to the agent's first sound."""

    responses_ms: list[float] = field(default_factory=list)
    """Last sample of the caller's speech to the agent's first sound."""

    barge_ins_ms: list[float] = field(default_factory=list)
    """First sample of the caller's barge-in to `clear`."""

    missed: int = 0
    """Turns and barge-ins that got no answer."""

    early: int = 0
    """Answers that began before the caller had finished."""

    after_clear: int = 0
    """Packets of sound that came after `clear` and before the caller had finished."""


class _Doing(Enum):
    WAITING = auto()
    HEARING = auto()
    TALKING = auto()


class Conversation:
    """One call's worth of turns."""

    def __init__(self, habits: Habits, noise: bytes, now: float) -> None:
        """`noise`: line noise as µ-law, sent in a circle whenever nothing is said."""
        self.measured = Measured()
        self.hearing = Hearing()
        self.finished = False
        """Whether `at_most` turns have been answered or missed."""
        self._habits = habits
        self._noise = _packets(noise)
        self._turns, self._barges = cycle(habits.turns), cycle(habits.barges or habits.turns)
        self._said = 0
        self._doing = _Doing.WAITING
        self._since = now
        self._sound_at: float | None = None
        self._speech: Iterator[bytes] = iter(())
        self._barge_began: float | None = None
        self._cleared_at: float | None = None

    def media(self, code: bytes, now: float) -> None:
        """A packet of the agent's audio arrived."""
        sound = self.hearing.packet(code, now)
        if sound is None:
            return
        if self._doing is _Doing.TALKING:
            if self._barge_began is None:
                self.measured.early += 1
            elif self._cleared_at is not None:
                self.measured.after_clear += 1
        elif self._doing is _Doing.WAITING and self._sound_at is None and not self._awaits_clear():
            self._sound_at = sound

    def clear(self, now: float) -> None:
        """The agent stopped its audio."""
        self.hearing.clear(now)
        if self._awaits_clear():
            assert self._barge_began is not None
            self._cleared_at = now
            self.measured.barge_ins_ms.append((now - self._barge_began) * 1000)

    def packet(self, now: float) -> bytes:
        """The next 20 ms of µ-law, sent at `now`."""
        if self._doing is _Doing.WAITING:
            self._wait(now)
        elif self._doing is _Doing.HEARING:
            self._hear(now)
        if self._doing is _Doing.TALKING:
            speech = next(self._speech, None)
            if speech is not None:
                # The packet just before was the last that held speech, unless another follows.
                self._since = now
                return speech
            self._doing = _Doing.WAITING
        return next(self._noise)

    def _awaits_clear(self) -> bool:
        return self._barge_began is not None and self._cleared_at is None

    def _wait(self, now: float) -> None:
        if self._sound_at is not None:
            latency = (self._sound_at - self._since) * 1000
            if self._said == 0:
                self.measured.greeting_ms = latency
            else:
                self.measured.responses_ms.append(latency)
            self._doing = _Doing.HEARING
        elif now - self._since > self._habits.missed_after_secs:
            self.measured.missed += 1
            self._talk(next(self._turns), now)

    def _hear(self, now: float) -> None:
        assert self._sound_at is not None
        every = self._habits.barge_every
        barges = every > 0 and (self._said + 1) % every == 0
        if barges and now >= self._sound_at + self._habits.barge_after_secs:
            self._talk(next(self._barges), now)
            # What the first packet holds was said while it filled.
            self._barge_began = now - TICK / RATE
        elif now >= self.hearing.sound_until + self._habits.pause_secs:
            self._talk(next(self._turns), now)

    def _talk(self, speech: bytes, now: float) -> None:
        if self._habits.at_most is not None and self._said >= self._habits.at_most:
            self.finished = True
            return
        self._said += 1
        self._doing = _Doing.TALKING
        self._since = now
        self._sound_at = self._barge_began = self._cleared_at = None
        self._speech = (
            speech[start : start + TICK].ljust(TICK, b"\xff") for start in range(0, len(speech), TICK)
        )


def _packets(noise: bytes) -> Iterator[bytes]:
    return cycle([noise[start : start + TICK] for start in range(0, len(noise) // TICK * TICK, TICK)])
