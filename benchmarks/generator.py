"""The load generator: a process that holds calls with one server and prints what it measured as JSON."""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.conversation import Conversation, Habits
from benchmarks.ratios import percentile
from benchmarks.serving import STREAM_PATH, pin
from benchmarks.stream import Line, hold


@dataclass(frozen=True)
class Job:
    """What a generator does; it is read from stdin as JSON. Times are monotonic seconds."""

    port: int
    core: int
    starts: list[float]
    """When each call begins."""

    until: float
    """When all hang up."""

    turns: list[str]
    """Files of what is said in turn."""

    noise: str
    """File of line noise."""

    barges: list[str]
    barge_every: int = 0
    pause_secs: float = 0.5
    missed_after_secs: float = 2.0
    at_most: int | None = None


def _content(file: str) -> bytes:
    return Path(file).read_bytes()


def _habits(job: Job) -> Habits:
    return Habits(
        turns=[_content(file) for file in job.turns],
        barges=[_content(file) for file in job.barges],
        barge_every=job.barge_every,
        pause_secs=job.pause_secs,
        missed_after_secs=job.missed_after_secs,
        at_most=job.at_most,
    )


async def _call(job: Job, index: int, habits: Habits, noise: bytes) -> dict[str, Any]:
    await asyncio.sleep(max(0.0, job.starts[index] - time.monotonic()))
    line = Line()
    try:
        conversation = await hold(
            job.port, STREAM_PATH, lambda now: Conversation(habits, noise, now), job.until, line
        )
    except OSError as error:
        return {"failed": f"{type(error).__name__}: {error}", "lateness_ms": []}
    return {
        **asdict(conversation.measured),
        "underruns": conversation.hearing.underruns,
        "underrun_ms": conversation.hearing.underrun_secs * 1000,
        "packets_in": line.packets_in,
        "dropped": line.dropped,
        "lateness_ms": line.lateness_ms,
    }


async def run(job: Job) -> dict[str, Any]:
    """Hold all calls of a job."""
    habits = _habits(job)
    noise = _content(job.noise)
    calls = await asyncio.gather(*(_call(job, index, habits, noise) for index in range(len(job.starts))))
    lateness = [ms for call in calls for ms in call.pop("lateness_ms")]
    return {"lateness_p99_ms": percentile(lateness, 99), "calls": calls}


if __name__ == "__main__":
    given = Job(**json.loads(sys.stdin.readline()))
    pin(given.core)
    print(json.dumps(uvloop.run(run(given))))
