"""What fake ears have to say of each phrase, sent in order while they go on hearing."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from simulation.faults import SPOKEN, Fault
from simulation.providers.server import ConnectionGone, Delivery, FakeProvider, Wire


class Outbox:
    """A connection's messages to its client; open inside its `async with`."""

    def __init__(self, wire: Wire, provider: FakeProvider, error: Mapping[str, Any]) -> None:
        """`error`: the provider's own error message."""
        self.wire = wire
        self.provider = provider
        self.error = error
        self._queue: asyncio.Queue[tuple[Phrase, Mapping[str, Any], float, bool]] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Outbox":
        self._task = asyncio.create_task(self._send(), name=f"{self.provider.name} answers")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def phrase(self) -> "Phrase":
        """A phrase begins; what strikes it is settled now."""
        return Phrase(self, self.provider.board.strike(self.provider.name, SPOKEN))

    def put(self, phrase: "Phrase", message: Mapping[str, Any], wait_secs: float, *, last: bool) -> None:
        """Send a message of a phrase, after what is to be sent before it."""
        self._queue.put_nowait((phrase, message, wait_secs, last))

    async def _send(self) -> None:
        try:
            while True:
                phrase, message, wait_secs, last = await self._queue.get()
                await asyncio.sleep(wait_secs)
                await phrase.deliver(message, last=last)
        except ConnectionGone:
            return


class Phrase:
    """What the caller says without a pause, and the fault that strikes it."""

    def __init__(self, outbox: Outbox, fault: Fault | None) -> None:
        self._outbox = outbox
        self._fault = fault
        self._delivery = Delivery(outbox.wire, fault, outbox.provider.rng, error=outbox.error)
        self._begun = False

    @property
    def empty(self) -> bool:
        """Whether it is heard as sound without words."""
        return self._fault is not None and self._fault.kind == "empty"

    def say(self, message: Mapping[str, Any], wait_secs: float = 0.0, *, last: bool = False) -> None:
        """Send a message of this phrase; `last`: its words are complete."""
        if self._fault is None or self._fault.kind != "mute":
            self._outbox.put(self, message, wait_secs, last=last)

    async def deliver(self, message: Mapping[str, Any], *, last: bool) -> None:
        """Send it now, with what the fault does to it. Raises ConnectionGone."""
        if not self._begun:
            self._begun = True
            await self._delivery.begin()
        await self._delivery.send(message)
        if last:
            await self._delivery.end()
