"""The latest moments of a recording, which may still change. Places are samples since the stream started."""

import numpy as np

_SHRINK_FROM = 8
"""A window that is this many times larger than what it holds gives memory back."""


class Window:
    """Both tracks from `base` on."""

    def __init__(self, samples: int) -> None:
        """Room for so many samples; it grows."""
        self._audio = np.zeros((samples, 2), dtype="<i2")
        self._least = samples
        self.base = 0
        """The first sample that is held."""

    @property
    def room(self) -> int:
        """One past the last sample that fits in."""
        return self.base + len(self._audio)

    @property
    def held_bytes(self) -> int:
        """Memory that holds audio."""
        return self._audio.nbytes

    def grow(self, end: int) -> None:
        """Make room up to this sample."""
        missing = end - self.room
        if missing > 0:
            more = np.zeros((max(missing, len(self._audio)), 2), dtype="<i2")
            self._audio = np.concatenate((self._audio, more))

    def put(self, track: int, place: int, samples: np.ndarray) -> None:
        """Write into a track; there must be room."""
        self._audio[place - self.base : place - self.base + len(samples), track] = samples

    def clear(self, track: int, start: int, end: int) -> None:
        """Silence a part of a track."""
        self._audio[start - self.base : end - self.base, track] = 0

    def pull(self, track: int, start: int, end: int, count: int) -> None:
        """Move a part of a track `count` samples ahead, over what stands there."""
        line = self._audio[:, track]
        start, end = start - self.base, end - self.base
        line[start - count : end - count] = line[start:end].copy()
        line[end - count : end] = 0

    def take(self, until: int, last: int) -> np.ndarray:
        """Everything before `until`, which is no longer held. `last` is one past the last sample in use."""
        count, kept = until - self.base, max(0, last - until)
        taken = self._audio[:count].copy()
        if kept * _SHRINK_FROM < len(self._audio) > self._least:
            rest = np.zeros((max(self._least, 2 * kept), 2), dtype="<i2")
            rest[:kept] = self._audio[count : count + kept]
            self._audio = rest
        else:
            self._audio[:kept] = self._audio[count : count + kept].copy()
            self._audio[kept:] = 0
        self.base = until
        return taken
