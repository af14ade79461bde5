"""The live events of one call, for those who wait for something to happen."""

import asyncio
from collections.abc import Callable

from calls.events import CallEnded, CallEvent


class Feed:
    """Give `publish` to the call's journal as a listener, on the same event loop."""

    def __init__(self) -> None:
        self.events: list[CallEvent] = []
        self.over = False
        """Whether nothing more will come."""
        self._waiting: set[asyncio.Future[None]] = set()
        self._listeners: list[Callable[[CallEvent], object]] = []

    def on_event(self, listener: Callable[[CallEvent], object]) -> None:
        """Call `listener` with every event from now on."""
        self._listeners.append(listener)

    def publish(self, event: CallEvent) -> None:
        """Take an event."""
        self.events.append(event)
        self.over = self.over or isinstance(event, CallEnded)
        for listener in self._listeners:
            listener(event)
        self._wake()

    def close(self) -> None:
        """Nothing more will come."""
        self.over = True
        self._wake()

    def _wake(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def changed(self, timeout_secs: float) -> None:
        """Wait for the next event, the end, or the timeout; which of them does not matter to the caller."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        await asyncio.wait({future}, timeout=timeout_secs)
        self._waiting.discard(future)

    async def until(self, found: Callable[[CallEvent], bool], *, begins: int, timeout_secs: float) -> bool:
        """Wait until an event from index `begins` on is found. False when the call ends or time runs out."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_secs
        while not any(found(event) for event in self.events[begins:]):
            left = deadline - loop.time()
            if self.over or left <= 0:
                return False
            await self.changed(left)
        return True
