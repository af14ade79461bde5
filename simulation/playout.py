"""What a carrier does with the audio it is sent: plays it in real time, one packet after the other.

The carrier takes audio as fast as it comes and buffers it, so what the caller *hears*, and when, is decided
here: sent audio waits for what is before it, `clear` throws away what has not been played, and a mark comes
back when everything before it has been played. Positions are samples since the stream started.
"""

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
        first = start // FRAME * FRAME
        samples = decode(bytes(self._audio[first : min(until, len(self._audio))]))
        whole = len(samples) // FRAME * FRAME
        if not whole:
            return []
        frames = samples[:whole].astype(np.float64).reshape(-1, FRAME)
        loud = np.sqrt((frames**2).mean(axis=1)) >= LOUD
        return [first + int(index) * FRAME for index in np.flatnonzero(loud)]

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
