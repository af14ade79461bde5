"""`python -m benchmarks.sizing`: what a call costs: CPU, memory, file handles, and so calls per core.

One worker on one core, with fakes for providers, so the figures are Callwright's own. It takes a minute.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from loguru import logger
from rich.console import Console

from benchmarks import memory, proc
from benchmarks.paired import LEAD_SECS, SPACING_SECS, Plan, job, play
from benchmarks.processes import Server, generate, server
from benchmarks.scene import OURS, Voices, voices

BUSY = 0.6
"""Share of a core that calls may take; the rest is for starts, ends, and the moments when all speak."""

CALLS = 8
SECS = 15.0


@dataclass(frozen=True)
class Size:
    """What calls cost."""

    cpu_ms: float
    """Milliseconds of CPU per second of a call."""

    base_mib: float
    """Memory of a worker without calls."""

    call_mib: float
    """Memory of a call more."""

    files: float
    """File handles of a call more; a real provider adds one each."""

    foreign_cpu_percent: float
    """What other programs used meanwhile; 100 = one core."""

    @property
    def calls_per_core(self) -> int:
        """How many calls keep a core `BUSY`."""
        return int(BUSY * 1000 / self.cpu_ms)


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def _files(one: Server, said: Voices) -> float:
    """File handles per call, from those that are open with and without calls."""
    before = _open_files(one.pid)
    begin = time.monotonic() + LEAD_SECS
    until = begin + CALLS * SPACING_SECS + 3.0
    talking = asyncio.create_task(generate(job(one, said, begin, CALLS, until)))
    await asyncio.sleep(until - 1.0 - time.monotonic())
    during = _open_files(one.pid)
    await talking
    return (during - before) / CALLS


async def measure(folder: Path) -> Size:
    """Start a server, hold calls, and end it."""
    said = await voices(folder / "speech")
    async with server(OURS.name, OURS.module, folder) as one:
        kept = await memory.measure(one, said)
        files = await _files(one, said)
        played = await play([one], Plan(rounds=1, calls=CALLS, secs=SECS), said)
        figures = played.figures[one.name]
        return Size(
            figures.cpu_ms + figures.children_cpu_ms,
            kept.idle_mib,
            kept.per_call_mib,
            files,
            played.foreign_cpu_percent,
        )


def main() -> int:
    """Measure and print."""
    argparse.ArgumentParser(prog="python -m benchmarks.sizing", description=__doc__).parse_args()
    logger.remove()
    console = Console(highlight=False)
    if not Path(proc.PROC).is_dir():
        console.print("The benchmark reads /proc: it runs on Linux only.")
        return 0
    with tempfile.TemporaryDirectory(prefix="callwright-bench-") as name, console.status("holding calls ..."):
        size = asyncio.run(measure(Path(name)))
    console.print(f"CPU per second of a call      {size.cpu_ms:6.1f} ms")
    console.print(f"calls per core at {BUSY:.0%}         {size.calls_per_core:6d}")
    console.print(f"memory of a worker, idle      {size.base_mib:6.0f} MiB")
    console.print(f"memory of one call more       {size.call_mib:6.1f} MiB")
    console.print(f"file handles of one call more {size.files:6.1f}")
    console.print(f"[dim]other programs used {size.foreign_cpu_percent:.0f} % of a core meanwhile[/dim]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
