"""500 short calls to one worker: tasks, sockets and file handles come back, and memory stays flat.

`python -m benchmarks.edge_leaks [CALLS] [AT_ONCE]`. Prints figures; exits with 1 where something is left.
"""

import asyncio
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.edge_scene import Crowd, Served, served

HOLD_SECS = 1.5
GROWTH_MB = 12.0
"""How much the memory of the last quarter (median) may exceed that after the first fifth."""


@dataclass(frozen=True)
class Reading:
    """A worker at rest."""

    calls: int
    rss_mb: float
    fds: int
    sockets: int
    tasks: int

    def __str__(self) -> str:
        return f"{self.calls:5} calls  {self.rss_mb:7.1f} MB  {self.fds:4} handles  {self.sockets:3} sockets  {self.tasks:3} tasks"  # noqa: E501


async def reading(server: Served, calls: int) -> Reading:
    """The worker, once no call is left on it."""
    (worker,) = server.workers
    for _ in range(100):
        told = (await server.ask("/health/active-calls"))[1]
        if not told["active_calls"]:
            break
        await asyncio.sleep(0.2)
    await asyncio.sleep(3)
    tasks = (await server.ask("/health/active-calls"))[1]["tasks"]
    with worker.oneshot():
        memory, sockets = worker.memory_info().rss / 1e6, len(worker.net_connections())
        return Reading(calls, memory, worker.num_fds(), sockets, tasks)


async def measure(folder: Path, calls: int, at_once: int, every: int) -> tuple[list[Reading], int]:
    """Readings before, between and after, and how many calls were refused."""
    crowd = Crowd()
    refused = 0
    async with served(folder, crowd, workers=1, limits={"calls_per_process": at_once + 2}) as server:
        readings = [await reading(server, 0)]

        async def one() -> None:
            nonlocal refused
            caller = await crowd.call()
            if caller is None:
                refused += 1
                return
            await asyncio.sleep(HOLD_SECS)
            await caller.hang_up()

        for done in range(0, calls, every):
            limit = asyncio.Semaphore(at_once)

            async def taken(limit: asyncio.Semaphore = limit) -> None:
                async with limit:
                    await one()

            await asyncio.gather(*(taken() for _ in range(min(every, calls - done))))
            readings.append(await reading(server, min(done + every, calls)))
            print(readings[-1], flush=True)
        rows = await server.settled(calls - refused)
        assert len(rows) == calls - refused, f"{len(rows)} records of {calls - refused} calls"
    return readings, refused


def complaints(readings: list[Reading]) -> list[str]:
    """What is left."""
    first, last = readings[1], readings[-1]
    said = []
    if last.tasks > first.tasks + 1:
        said.append(f"{last.tasks - first.tasks} tasks are left")
    if last.fds > first.fds + 2 or last.sockets > first.sockets + 1:
        said.append(f"{last.fds - first.fds} handles, {last.sockets - first.sockets} sockets are left")
    warm = [one for one in readings if one.calls >= readings[-1].calls / 5]
    tail = warm[-max(1, len(warm) // 4) :]
    grown = statistics.median(one.rss_mb for one in tail) - warm[0].rss_mb
    if grown > GROWTH_MB:
        said.append(f"memory grew by {grown:.1f} MB over the last {last.calls - warm[0].calls} calls")
    return said


def main() -> int:
    """The command."""
    given = [int(text) for text in sys.argv[1:]]
    calls, at_once = given if len(given) == 2 else (500, 8)
    with tempfile.TemporaryDirectory() as folder:
        readings, refused = asyncio.run(measure(Path(folder), calls, at_once, max(1, calls // 10)))
    print("before", readings[0])
    said = complaints(readings)
    print(f"{refused} refused; " + ("; ".join(said) or "nothing is left"))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
