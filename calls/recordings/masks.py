"""Which stretches of a recording are silenced. Pure; places are samples since the stream started."""

import numpy as np

Stretch = tuple[int, int]
"""First sample, and one past the last."""


class Masks:
    """The stretches that still concern audio in memory, or audio that will come."""

    def __init__(self) -> None:
        self._closed: list[Stretch] = []
        self._open: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Silence these samples."""
        if end > start:
            self._closed.append((start, end))

    def open(self, start: int) -> None:
        """Silence everything from here on, until `close`. May be open more than once at a time."""
        self._open.append(start)

    def close(self, end: int) -> None:
        """Close what was opened last. Does nothing if nothing is open."""
        if self._open:
            self.add(self._open.pop(), end)

    def moved(self, place: int, last: int, count: int) -> None:
        """Audio from `place` to `last` stands `count` samples earlier now. What is yet to come stays."""

        def now(sample: int) -> int:
            return sample - count if place <= sample <= last else sample

        self._closed = [(now(start), now(end)) for start, end in self._closed]
        self._open = [now(start) for start in self._open]

    def apply(self, audio: np.ndarray, base: int) -> None:
        """Silence what stands at `base` and is about to leave the memory; forget the masks that are done."""
        until = base + len(audio)
        for start, end in self._closed:
            audio[max(0, start - base) : max(0, end - base)] = 0
        for start in self._open:
            audio[max(0, start - base) :] = 0
        self._closed = [mask for mask in self._closed if mask[1] > until]
