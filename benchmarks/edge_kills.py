"""200 calls while workers are killed at random and the database is away for five seconds.

`python -m benchmarks.edge_kills [CALLS KILLS]`. Compares the carrier's own records with ours, and measures
how long the callers of a dead worker wait until somebody tells the carrier what to do. Exits with 1 where a
call has no record or more than one, or where a caller waited for more than three seconds.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.edge_scene import Crowd, Served, served

AT_ONCE = 10
OUTAGE_SECS = 5.0
RESCUE_SECS = 3.0


@dataclass
class Told:
    """What came of it."""

    calls: int = 0
    admitted: set[str] = field(default_factory=set)
    """The carrier's calls that it was given a stream for."""
    recorded: Counter[str] = field(default_factory=Counter)
    """The carrier's calls of our records."""
    unfinished: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    rescue_secs: list[float] = field(default_factory=list)
    """From the death of a worker to the answer to each of its callers' carriers."""
    answer_secs: list[float] = field(default_factory=list)
    """How long the carrier waited for the answer to a call."""

    def complaints(self) -> list[str]:
        """What was promised and not kept."""
        said = []
        if missing := self.admitted - set(self.recorded):
            said.append(f"{len(missing)} calls have no record")
        if more := set(self.recorded) - self.admitted:
            said.append(f"{len(more)} records are of no call")
        if doubled := [one for one, times in self.recorded.items() if times > 1]:
            said.append(f"{len(doubled)} calls have several records")
        if self.unfinished:
            said.append(f"{self.unfinished} records have no end")
        if late := [secs for secs in self.rescue_secs if secs > RESCUE_SECS]:
            said.append(f"{len(late)} callers of dead workers waited for {max(late):.1f} s")
        return said


async def kill_and_call(folder: Path, calls: int, kills: int, seed: int = 3) -> Told:
    """Make the calls and the trouble."""
    crowd, rng, told = Crowd(seed), Random(seed), Told(calls=calls)
    deaths: list[float] = []
    limits = {"calls_per_process": AT_ONCE}
    async with served(folder, crowd, workers=2, limits=limits, lease_secs=2) as server:
        limit = asyncio.Semaphore(AT_ONCE)
        due = [asyncio.Event() for _ in range(kills)]
        done = 0

        async def one() -> None:
            nonlocal done
            async with limit:
                caller = await crowd.call()
                if caller is not None:
                    await asyncio.sleep(rng.uniform(0.2, 4))
                    await caller.hang_up()
                done += 1
                for number, event in enumerate(due):
                    if done >= calls * (number + 0.5) / kills:
                        event.set()

        async def trouble() -> None:
            for number in range(kills):
                await due[number].wait()
                await server.ready(2)
                rng.choice(server.workers).kill()
                deaths.append(time.monotonic())
                if number == kills // 2:
                    await asyncio.to_thread(_outage, server)

        troubling = asyncio.create_task(trouble())
        await asyncio.gather(*(one() for _ in range(calls)))
        await troubling
        told.kills = len(deaths)
        told.admitted = {asked.call_sid for asked in crowd.answers("/voice") if "<Stream" in asked.answer}
        rows = await server.settled(len(told.admitted), 90)
    await crowd.carrier.close()
    told.recorded = Counter(row["carrier_call"] for row in rows)
    told.unfinished = sum(row["end_reason"] is None for row in rows)
    told.reasons = Counter(str(row["end_reason"]) for row in rows)
    told.answer_secs = [asked.secs for asked in crowd.answers("/voice")]
    told.rescue_secs = [
        asked.at - max(death for death in deaths if death < asked.at)
        for asked in crowd.answers("/after-stream")
        if "<Record" in asked.answer and any(death < asked.at for death in deaths)
    ]
    return told


def _outage(server: Served) -> None:
    """Nobody can write to the database for a while."""
    with closing(
        sqlite3.connect(server.data / "callwright.db", timeout=30, isolation_level=None)
    ) as database:
        database.execute("BEGIN EXCLUSIVE")
        time.sleep(OUTAGE_SECS)
        database.execute("ROLLBACK")


def main() -> int:
    """The command."""
    given = [int(text) for text in sys.argv[1:]]
    calls, kills = given if len(given) == 2 else (200, 8)
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(kill_and_call(Path(folder), calls, kills))
    print(f"{told.calls} calls, {told.kills} workers killed, the database away for {OUTAGE_SECS:g} s")
    print(f"{len(told.admitted)} admitted, {sum(told.recorded.values())} records: {dict(told.reasons)}")
    waits = sorted(told.answer_secs)
    p95 = waits[int(len(waits) * 0.95)]
    print(f"the carrier was answered within {waits[-1] * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    if told.rescue_secs:
        latest = max(told.rescue_secs)
        print(f"{len(told.rescue_secs)} callers of dead workers were rescued within {latest:.2f} s")
    said = told.complaints()
    print("; ".join(said) or "every call has its record")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
