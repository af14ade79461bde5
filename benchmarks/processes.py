"""The processes of a benchmark: servers on one core, generators on another. None outlives the benchmark."""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.generator import Job
from pipeline.no_reports import VARIABLE

ROOT = Path(__file__).resolve().parent.parent
READY_SECS = 60.0
"""Seconds a server may take until it listens."""

LATE_SECS = 30.0
"""Seconds after its job's end that a generator may still take."""


class BenchmarkFailed(RuntimeError):
    """A process of the benchmark did not do its part."""


def cores() -> tuple[int, int]:
    """The servers' core and the generators'; the same one on a machine that has only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


class Server:
    """A running server."""

    def __init__(self, name: str, process: Process, port: int, ready_secs: float) -> None:
        self.name = name
        self.process = process
        self.pid = process.pid
        self.port = port
        self.ready_secs = ready_secs
        """Seconds from its start until it listened."""


@asynccontextmanager
async def server(name: str, module: str, folder: Path) -> AsyncIterator[Server]:
    """Start a server and wait until it listens; end it on exit. Raises BenchmarkFailed."""
    folder = folder / name.replace(" ", "-")
    folder.mkdir(parents=True)
    log = folder / "server.log"
    core, _ = cores()
    command = [sys.executable, "-m", module, "--core", str(core), "--folder", str(folder)]
    # What ONNX Runtime reports to its maker is no part of either.
    environ = {**os.environ, VARIABLE: "1"}
    began = time.monotonic()
    with log.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environ, stdin=PIPE, stdout=PIPE, stderr=stderr
        )
    try:
        yield Server(name, process, await _port(name, process, log), time.monotonic() - began)
    finally:
        await _end(process)


async def _port(name: str, process: Process, log: Path) -> int:
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_SECS):
            line = await process.stdout.readline()
        return json.loads(line)["port"]
    except (TimeoutError, ValueError, KeyError):
        raise BenchmarkFailed(f"the server {name!r} did not start: {_tail(log)}") from None


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


async def _end(process: Process) -> None:
    """A server ends by itself when its stdin closes; it is killed if it does not."""
    if process.returncode is not None:
        return
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def generate(job: Job) -> dict[str, Any]:
    """Run a generator to its end; returns what it measured. Raises BenchmarkFailed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.generator", cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(job.until - time.monotonic() + LATE_SECS):
            out, err = await process.communicate(json.dumps(asdict(job)).encode() + b"\n")
    except TimeoutError:
        raise BenchmarkFailed("a load generator did not end") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise BenchmarkFailed(f"a load generator failed: {err.decode(errors='replace')[-2000:]}")
    return json.loads(out)
