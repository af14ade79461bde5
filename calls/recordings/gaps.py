"""Silence that stands for packets which did not come yet. Pure; places are samples on the caller's track.

Packets that were only late take it back when they come in a heap, which may stall in turn: so there can be
more than one such silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class _Gap:
    start: int
    end: int
    size: int
    """How long it was at first."""


class Gaps:
    """The silences that may still be taken back, oldest first."""

    def __init__(self, most: int, settling: int) -> None:
        """Longer ones than `most` are real. One is settled when `settling` more came after than it lacks."""
        self._most = most
        self._settling = settling
        self._gaps: list[_Gap] = []

    def add(self, start: int, end: int) -> None:
        """Silence was put here, at the end of the track."""
        last = self._gaps[-1] if self._gaps else None
        if last is not None and last.end == start:
            last.end = end
            last.size = max(last.size, last.end - last.start)
        else:
            self._gaps.append(_Gap(start, end, end - start))

    def open_from(self, track_end: int) -> int | None:
        """Where the oldest silence begins that packets may still take back; None = there is none."""
        self._gaps = [gap for gap in self._gaps if track_end - gap.end < gap.size + self._settling]
        return next((gap.start for gap in self._gaps if gap.size <= self._most), None)

    def take_back(self, count: int, base: int) -> Iterator[tuple[int, int]]:
        """Shorten the latest ones by `count` in all, as far as they lie behind `base`.

        Gives (place, count): the audio from this place to the end of the track moves ahead by so much.
        """
        while count > 0 and self._gaps:
            gap = self._gaps[-1]
            taken = min(count, gap.end - max(gap.start, base))
            if taken > 0:
                yield gap.end, taken
                gap.end -= taken
                count -= taken
            if count > 0:
                if gap.start < base:
                    return  # what is older is on the disk
                self._gaps.pop()
