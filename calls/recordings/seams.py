"""Where on the timeline the caller's audio stands: packets join, and pauses lie between them. Pure."""

from bisect import bisect_right

_MOST = 512
"""Joints that are remembered; the oldest go first."""


class Seams:
    """Places of what was heard, both counted in samples."""

    def __init__(self) -> None:
        self._heard = [0]
        self._places = [0]
        self.count = 0
        """Samples heard so far."""

    def put(self, place: int, count: int) -> None:
        """`count` samples were heard next and stand at `place`."""
        if self.count - self._heard[-1] != place - self._places[-1]:
            self._heard.append(self.count)
            self._places.append(place)
            del self._heard[:-_MOST], self._places[:-_MOST]
        self.count += count

    def moved(self, place: int, count: int) -> None:
        """Audio from `place` on stands `count` samples earlier now."""
        self._places = [each - count if each >= place else each for each in self._places]

    def place(self, heard: int) -> int:
        """Where this sample of what was heard stands, or will stand."""
        at = max(0, bisect_right(self._heard, heard) - 1)
        return self._places[at] + heard - self._heard[at]
