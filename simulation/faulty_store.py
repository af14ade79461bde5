"""A database that fails when it is told to, under the name `database`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from calls.store import CallStore, StoreError
from simulation.faults import STALL_SECS, STORING, FaultBoard

DONE = frozenset({"latency", "drop"})
"""Faults with which the database does what it is asked for."""


def failing(board: FaultBoard) -> Callable[[str], Awaitable[CallStore]]:
    """Opens databases that do what `board` says. Opening them always works."""

    class FailingStore(CallStore):
        """The store as it is, behind a connection that is not always there."""

        @asynccontextmanager
        async def _at_work(self) -> AsyncIterator[None]:
            fault = board.strike("database", STORING)
            if fault is not None:
                await asyncio.sleep(STALL_SECS if fault.kind == "connect_stall" else fault.secs)
                if fault.kind not in DONE:
                    raise StoreError(f"the database does not answer ({fault.kind})")
            async with super()._at_work():
                yield
            if fault is not None and fault.kind == "drop":
                raise StoreError("the database did it, and its answer was lost")

    return FailingStore.open
