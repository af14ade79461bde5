"""What the caller has heard of the agent, as the carrier tells by its marks. Pure, but for waiting.

A mark is sent after a stretch of audio, and comes back once that was played. One that comes back because what
was before it was thrown away (barge-in) tells nothing of it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

MARK_MS = 480
"""Agent audio between two marks, in milliseconds."""

SILENT_SECS = 1.5
"""Seconds without a mark that is on its way, after which this carrier is taken not to send any back."""

PREFIX = "callwright-"


def loop_secs() -> float:
    """Seconds by the clock of the running event loop."""
    return asyncio.get_running_loop().time()


@dataclass(frozen=True)
class Spot:
    """A moment in the agent's audio."""

    marked_ms: float
    """All audio up to the last mark before it."""
    heard_at: float
    """When the caller hears it, by the loop's clock, if the way takes as long as it took last."""


class Playout:
    """The agent's audio of one stream, in milliseconds since it began."""

    def __init__(self, now_secs: Callable[[], float] = loop_secs) -> None:
        self.sent_ms = 0.0
        self.heard_ms = 0.0
        """Certainly heard; what was thrown away is never added."""
        self.trip_secs = 0.0
        """From sending audio to its end in the caller's ear, as the last mark took; 0 before the first."""
        self._now_secs = now_secs
        self._sent_at = 0.0
        self._marked_ms = 0.0
        self._numbers = 0
        self._on_their_way: dict[str, tuple[float, float]] = {}
        """Name of a mark → the audio since the mark before, and when it was sent."""
        self._drained = asyncio.Event()
        self._drained.set()
        self._news = asyncio.Event()
        self._silent = self._lost = False

    @property
    def lag_ms(self) -> float:
        """What was sent and is not known to be heard."""
        return self._marks_ms + self.sent_ms - self._marked_ms

    @property
    def _marks_ms(self) -> float:
        return sum(ms for ms, _ in self._on_their_way.values())

    def wrote(self, ms: float) -> None:
        """So much was sent."""
        self.sent_ms += ms
        self._sent_at = self._now_secs()
        self._drained.clear()

    def due(self, *, last: bool = False) -> str | None:
        """The name of a mark that is to be sent now; None if none is. `last`: no more audio comes."""
        stretch = self.sent_ms - self._marked_ms
        if stretch < (1 if last else MARK_MS):
            return None
        self._numbers += 1
        name = f"{PREFIX}{self._numbers}"
        self._on_their_way[name] = (stretch, self._now_secs())
        self._marked_ms = self.sent_ms
        return name

    def returned(self, name: str) -> None:
        """A mark came back. Of an unknown one, or for the second time, nothing follows."""
        if name not in self._on_their_way:
            return
        stretch, sent_at = self._on_their_way.pop(name)
        self.heard_ms += stretch
        self.trip_secs = self._now_secs() - sent_at
        self._silent = False
        self._news.set()
        if not self._on_their_way and self._marked_ms == self.sent_ms:
            self._drained.set()

    def cleared(self) -> None:
        """What was sent and not yet heard is thrown away; its marks come back without having been heard."""
        self._on_their_way.clear()
        self._marked_ms = self.sent_ms
        self._sent_at = 0.0
        self._news.set()
        self._drained.set()

    def lost(self) -> None:
        """The line is gone: no mark will come back."""
        self._lost = True
        self._news.set()

    # Waiting

    def spot(self) -> Spot:
        """The last of what was sent so far."""
        return Spot(self._marked_ms, self._sent_at + self.trip_secs)

    def is_past(self, spot: Spot) -> bool:
        """Whether the caller has heard it, or will never hear it because it was thrown away."""
        return self._is_back(spot) and self._now_secs() >= spot.heard_at

    async def reached(self, spot: Spot) -> bool:
        """Wait until it is past: no mark before it is missing, and the last stretch has had its time.

        False if the line was lost before. At a carrier whose marks do not come, only the time counts.
        """
        while not self._silent and not self._lost and not self._is_back(spot):
            self._news.clear()
            try:
                async with asyncio.timeout(SILENT_SECS):
                    await self._news.wait()
            except TimeoutError:
                self._silent = True
        if self._lost and not self._silent and not self._is_back(spot):
            return False
        await asyncio.sleep(max(0.0, spot.heard_at - self._now_secs()))
        return True

    def _is_back(self, spot: Spot) -> bool:
        return self._marked_ms - self._marks_ms >= spot.marked_ms

    async def drained(self, within_secs: float) -> bool:
        """Wait until everything that was sent is heard. False if that is not known in time."""
        try:
            async with asyncio.timeout(within_secs):
                await self._drained.wait()
        except TimeoutError:
            return False
        return True
