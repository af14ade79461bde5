"""The way to a carrier's REST without a network, and what goes wrong there on purpose."""

import asyncio
from collections.abc import Sequence
from typing import Literal, Protocol

from simulation.carrier.blocks import FaultBlock
from simulation.carrier.people import forever
from transports.phone.rest import Body, RestAnswer

REST_SECS = 0.08
"""Seconds that a request takes."""

Operation = Literal[
    "create_call", "redirect_call", "end_call", "read_call", "find_conference", "participants"
]
"""What is asked for, whatever a carrier calls it."""


class Desk(Protocol):
    """Answers requests. A request that was sent is done, whether or not anybody waits for its answer."""

    asked: list[Operation]
    """Everything that was asked for, in order."""

    async def handle(self, method: str, path: str, body: Body) -> RestAnswer:
        """Answer a request. `path` may have a query."""
        ...

    def is_ours(self, authorization: str) -> bool:
        """Whether a request's credentials are the account's."""
        ...


class MemoryWire:
    """The way to a desk without a network, on any clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def send(self, method: str, path: str, body: Body) -> RestAnswer:
        """See `transports.phone.rest.Wire`."""
        await asyncio.sleep(REST_SECS / 2)
        answer = await self._desk.handle(method, path, body)
        await asyncio.sleep(REST_SECS / 2)
        return answer

    async def close(self) -> None:
        """There is nothing to let go of."""


class Faults:
    """The faults that a scenario orders, each as often as it says."""

    def __init__(self, faults: Sequence[FaultBlock]) -> None:
        self._left = [(fault, [fault.times]) for fault in faults]

    def next(self, operation: Operation) -> FaultBlock | None:
        """The fault that a request meets, if it does."""
        for fault, left in self._left:
            if fault.request == operation and left[0] > 0:
                left[0] -= 1
                return fault
        return None


async def faulty(fault: FaultBlock, answer: RestAnswer) -> RestAnswer:
    """The answer of a faulty request; for a fault without a status there never is one."""
    if fault.status == 0:
        await forever()
    return answer
