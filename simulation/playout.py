"""What a carrier does with the audio it is sent: plays it in real time, one packet after the other.

The carrier takes audio as fast as it comes and buffers it, so what the caller *hears*, and when, is decided
here: sent audio waits for what is before it, `clear` throws away what has not been played, and a mark comes
back when everything before it has been played. Positions are samples since the stream started.
"""

from bisect import bisect_left
from dataclasses import dataclass, field

import numpy as np

from simulation.mulaw import RATE, SILENCE, decode

FRAME = RATE // 50
LOUD = 150
"""Root mean square of a 20 ms frame, of 32768, from which a person calls it sound."""


@dataclass
class Playout:
    """The carrier's buffer towards the caller, and everything that was ever played from it."""

    _audio: bytearray = field(default_factory=bytearray)
    _marks: list[tuple[int, str]] = field(default_factory=list)
    clears: list[int] = field(default_factory=list)
    """Where the buffer was cleared, in samples."""
    cleared_samples: int = 0
    """How much was thrown away unheard."""
    _judged: int = 0
    """Frames of which it is known whether there is sound in them."""
    _loud: list[int] = field(default_factory=list)
    """Where those with sound begin."""

    @property
    def end(self) -> int:
        """Where the last buffered sample ends."""
        return len(self._audio)

    def play(self, code: bytes, now: int) -> int:
        """Buffer µ-law audio that arrived at `now`; returns where it begins to be heard."""
        if len(self._audio) < now:
            self._audio += SILENCE * (now - len(self._audio))
        begins = len(self._audio)
        self._audio += code
        return begins

    def mark(self, name: str) -> None:
        """A mark behind everything that is buffered."""
        self._marks.append((len(self._audio), name))

    def clear(self, now: int) -> None:
        """Throw away what has not been played. Marks come back at once."""
        self.clears.append(now)
        self._judged = min(self._judged, now // FRAME)
        del self._loud[bisect_left(self._loud, self._judged * FRAME) :]
        self.cleared_samples += max(0, len(self._audio) - now)
        del self._audio[now:]
        self._marks = [(min(at, now), name) for at, name in self._marks]

    def due_marks(self, now: int) -> list[str]:
        """Marks whose audio has been played by `now`; each is given out once."""
        due = [name for at, name in self._marks if at <= now]
        self._marks = [(at, name) for at, name in self._marks if at > now]
        return due

    def next_mark(self) -> int | None:
        """Where the next mark is due."""
        return min((at for at, _ in self._marks), default=None)

    def heard(self, until: int) -> bytes:
        """µ-law audio as it was heard up to `until`, silence included."""
        played = bytes(self._audio[:until])
        return played + SILENCE * (until - len(played))

    def loud_frames(self, start: int, until: int) -> list[int]:
        """Starts of the 20 ms frames with sound in [start, until)."""
        whole = min(until, len(self._audio)) // FRAME
        self._judge(whole)
        first, end = bisect_left(self._loud, start // FRAME * FRAME), bisect_left(self._loud, whole * FRAME)
        return self._loud[first:end]

    def _judge(self, frames: int) -> None:
        """Find the sound in so many frames; each is looked at once, unless it is thrown away."""
        if frames <= self._judged:
            return
        samples = decode(bytes(self._audio[self._judged * FRAME : frames * FRAME]))
        energy = samples.astype(np.float64).reshape(-1, FRAME) ** 2
        loud = np.sqrt(energy.mean(axis=1)) >= LOUD
        self._loud += [(self._judged + int(index)) * FRAME for index in np.flatnonzero(loud)]
        self._judged = frames

    def last_loud(self, until: int, *, look_back: int = 10 * RATE) -> int | None:
        """Where the last sound before `until` ended; None if there was none in the last `look_back`."""
        frames = self.loud_frames(max(0, until - look_back), until)
        return frames[-1] + FRAME if frames else None

    def speech(self, until: int, *, gap_ms: int = 700) -> list[tuple[int, int]]:
        """Stretches (start, end) with sound, joined over gaps shorter than `gap_ms`."""
        stretches: list[tuple[int, int]] = []
        for start in self.loud_frames(0, until):
            if stretches and start - stretches[-1][1] < gap_ms * RATE // 1000:
                stretches[-1] = (stretches[-1][0], start + FRAME)
            else:
                stretches.append((start, start + FRAME))
        return stretches
