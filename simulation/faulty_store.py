"""A database that fails when it is told to, under the name `database`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from calls.store import CallStore, StoreError
from simulation.faults import STORING, FaultBoard


def failing(board: FaultBoard) -> Callable[[str], Awaitable[CallStore]]:
    """Opens databases that do what `board` says. Opening them always works."""

    class FailingStore(CallStore):
        """The store as it is, behind a connection that is not always there."""

        @asynccontextmanager
        async def _at_work(self) -> AsyncIterator[None]:
            fault = board.strike("database", STORING)
            if fault is not None:
                await asyncio.sleep(fault.secs)
                if fault.kind != "latency":
                    raise StoreError(f"the database does not answer ({fault.kind})")
            async with super()._at_work():
                yield

    return FailingStore.open
