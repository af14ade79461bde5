"""Memory of a call: how much a server grows from idle to ten calls in conversation."""

import asyncio
import time
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks import proc
from benchmarks.paired import LEAD_SECS, SPACING_SECS, job
from benchmarks.processes import Server, generate
from benchmarks.scene import Voices

CALLS = 10
TALK_SECS = 6.0
"""Seconds after the last start: every call has had a turn by then."""

WARM_UP_SECS = 5.0


@dataclass(frozen=True)
class Memory:
    """Resident memory of one server's own process."""

    idle_mib: float
    """After a call that loaded what is loaded once."""

    talking_mib: float
    """With `CALLS` calls in conversation."""

    greeted: int
    """How many of the `CALLS` were greeted; with fewer, the figure does not count."""

    first_greeting_ms: float | None
    """The greeting of the very first call of the process."""

    ready_secs: float
    """From its start until it listened."""

    @property
    def per_call_mib(self) -> float:
        """Growth per call."""
        return (self.talking_mib - self.idle_mib) / CALLS

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return {**asdict(self), "per_call_mib": self.per_call_mib}


async def measure(server: Server, voices: Voices) -> Memory:
    """One server alone; it must not have held a call before."""
    begin = time.monotonic() + LEAD_SECS
    first = await generate(job(server, voices, begin, 1, begin + WARM_UP_SECS))
    await asyncio.sleep(0.5)
    idle = proc.rss_mib(server.pid)
    begin = time.monotonic() + LEAD_SECS
    until = begin + CALLS * SPACING_SECS + TALK_SECS
    talking = asyncio.create_task(generate(job(server, voices, begin, CALLS, until + 0.3)))
    try:
        await asyncio.sleep(until - time.monotonic())
        full = proc.rss_mib(server.pid)
        held = await talking
    finally:
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
    greeted = sum(call.get("greeting_ms") is not None for call in held["calls"])
    return Memory(idle, full, greeted, first["calls"][0].get("greeting_ms"), server.ready_secs)
