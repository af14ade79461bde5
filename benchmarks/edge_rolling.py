"""A rolling restart of two servers behind HAProxy while 20 calls are held: none is dropped.

`python -m benchmarks.edge_rolling [CALLS]`. Both servers replace their workers, one after the other, and
HAProxy reloads in between; then the callers hang up. Exits with 1 where one was cut short.
"""

import asyncio
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from benchmarks.edge_scene import Crowd, Served, free_port, served
from benchmarks.haproxy import haproxy
from simulation.carrier import TwilioCaller

PATIENT = {"calls_per_process": 14, "loop_lag_ms": 5000}
REPLACED_SECS = 120.0


async def answering(server: Served) -> str:
    """The worker that takes the next call."""
    return (await server.ask("/health/active-calls"))[1]["worker"]


async def replaced(server: Served) -> float:
    """Replace the worker of a server; seconds until the new one takes calls."""
    old, began = await answering(server), time.monotonic()
    server.tell(signal.SIGHUP)
    while time.monotonic() - began < REPLACED_SECS:
        if await answering(server) != old:
            return time.monotonic() - began
        await asyncio.sleep(0.25)
    raise TimeoutError(f"{old} was not replaced within {REPLACED_SECS:g} s")


async def roll(folder: Path, calls: int) -> list[str]:
    """What went wrong."""
    crowd, said = Crowd(), list[str]()
    async with AsyncExitStack() as running:
        options: dict[str, Any] = {"workers": 1, "limits": PATIENT}
        a = await running.enter_async_context(served(folder, crowd, name="a", **options))
        b = await running.enter_async_context(served(folder, crowd, name="b", **options))
        front = free_port()
        proxy = await running.enter_async_context(haproxy(folder, front, {"a": a.port, "b": b.port}))
        crowd.reach(front)
        await asyncio.sleep(1.5)
        held = [caller for _ in range(calls) if (caller := await crowd.call()) is not None]
        before = [(await server.ask("/health/active-calls"))[1]["active_calls"] for server in (a, b)]
        print(f"{len(held)} calls are held, {before[0]} by a and {before[1]} by b", flush=True)
        for server in (a, b):
            print(f"a worker was replaced in {await replaced(server):.1f} s", flush=True)
            proxy.reload()
            await asyncio.sleep(2)
        late = await crowd.call()
        if late is None:
            said.append("a call after the restart was not taken")
        said += await hung_up(held, late)
        rows = await a.settled(len(held) + 1, 60)
        reasons = Counter(str(row["end_reason"]) for row in rows)
        print(f"{len(rows)} records: {dict(reasons)}")
        if len(held) != calls or any(not reason.startswith("caller_hung_up") for reason in reasons):
            said.append("not every call was held to its end")
        for server in (a, b):
            if len(server.workers) != 1:
                said.append(f"{len(server.workers)} workers are there instead of one")
    await crowd.carrier.close()
    return said


async def hung_up(held: list[TwilioCaller], late: TwilioCaller | None) -> list[str]:
    """Hang up; what had broken off before."""
    broken = [caller for caller in held if caller.ended.is_set()]
    for caller in [*held, *([late] if late else [])]:
        await caller.hang_up()
    await asyncio.sleep(6)
    return [f"{len(broken)} calls were dropped"] if broken else []


def main() -> int:
    """The command."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        said = asyncio.run(roll(Path(folder), calls))
    print("; ".join(said) or "no call was dropped")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
