"""What the caller has heard of the agent, as the carrier tells by its marks. Pure, but for waiting.

A mark is sent after a stretch of audio, and comes back once that was played. One that comes back because what
was before it was thrown away (barge-in) tells nothing of it.
"""

import asyncio

MARK_MS = 240
"""Agent audio between two marks, in milliseconds."""

PREFIX = "callwright-"


class Playout:
    """The agent's audio of one stream, in milliseconds since it began."""

    def __init__(self) -> None:
        self.sent_ms = 0.0
        self.heard_ms = 0.0
        """Certainly heard; what was thrown away is never added."""
        self._marked_ms = 0.0
        self._numbers = 0
        self._on_their_way: dict[str, float] = {}
        """Name of a mark → the audio since the mark before."""
        self._drained = asyncio.Event()
        self._drained.set()

    @property
    def lag_ms(self) -> float:
        """What was sent and is not known to be heard."""
        return sum(self._on_their_way.values()) + self.sent_ms - self._marked_ms

    def wrote(self, ms: float) -> None:
        """So much was sent."""
        self.sent_ms += ms
        self._drained.clear()

    def due(self, *, last: bool = False) -> str | None:
        """The name of a mark that is to be sent now; None if none is. `last`: no more audio comes."""
        stretch = self.sent_ms - self._marked_ms
        if stretch < (1 if last else MARK_MS):
            return None
        self._numbers += 1
        name = f"{PREFIX}{self._numbers}"
        self._on_their_way[name] = stretch
        self._marked_ms = self.sent_ms
        return name

    def returned(self, name: str) -> None:
        """A mark came back. Of an unknown one, or for the second time, nothing follows."""
        self.heard_ms += self._on_their_way.pop(name, 0.0)
        if not self._on_their_way and self._marked_ms == self.sent_ms:
            self._drained.set()

    def cleared(self) -> None:
        """What was sent and not yet heard is thrown away; its marks come back without having been heard."""
        self._on_their_way.clear()
        self._marked_ms = self.sent_ms
        self._drained.set()

    async def drained(self, within_secs: float) -> bool:
        """Wait until everything that was sent is heard. False if that is not known in time."""
        try:
            async with asyncio.timeout(within_secs):
                await self._drained.wait()
        except TimeoutError:
            return False
        return True
