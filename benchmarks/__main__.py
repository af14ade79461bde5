"""`make bench`: Callwright beside a bare Pipecat bot. It prints figures; it fails no test run."""

import argparse
import asyncio
import json
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from loguru import logger
from rich.console import Console

from benchmarks import local_call, memory, paired
from benchmarks.paired import Plan
from benchmarks.processes import server
from benchmarks.report import show
from benchmarks.results import Results
from benchmarks.scene import BARE, CONTESTANTS, OURS, voices

FULL = Plan(rounds=7, calls=5, secs=20)
QUICK = Plan(rounds=2, calls=5, secs=8)
LOCAL_TURNS, LOCAL_TURNS_QUICK = 9, 3


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, metavar="N", help=f"rounds that count ({FULL.rounds})")
    parser.add_argument("--quick", action="store_true", help="a first impression in a minute and a half")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything here as well")
    return parser.parse_args()


async def _compare(results: Results, folder: Path, say: Console) -> None:
    """Memory of each server alone, then the rounds of all together."""
    with say.status("rendering what the callers say ..."):
        said = await voices(folder / "speech")
    async with AsyncExitStack() as stack:
        with say.status("starting the servers ..."):
            servers = [
                await stack.enter_async_context(server(each.name, each.module, folder))
                for each in CONTESTANTS
            ]
        for each in servers:
            if each.name in (BARE.name, OURS.name):
                with say.status(f"memory of {memory.CALLS} calls: {each.name} ..."):
                    results.memory[each.name] = await memory.measure(each, said)
        with say.status(f"{results.plan.rounds} rounds of {results.plan.secs:.0f} s ..."):
            results.rounds = await paired.measure(
                servers, results.plan, said, lambda line: say.print(f"[dim]{line}[/dim]")
            )


async def _run(results: Results, local_turns: int, say: Console) -> None:
    with tempfile.TemporaryDirectory(prefix="callwright-bench-") as name:
        folder = Path(name)
        # A report of what could be measured is worth more than a traceback, so each half may fail alone.
        try:
            await _compare(results, folder, say)
        except Exception as error:
            results.failures.append(f"comparison: {error or type(error).__name__}")
        try:
            with say.status(f"a call of {local_turns} turns with the local engines ..."):
                results.local = await local_call.measure(folder, local_turns)
        except Exception as error:
            results.failures.append(f"local engines: {error or type(error).__name__}")


def main() -> int:
    """Measure and report. Exit code 0 whatever the figures are; 2 for wrong usage, 130 when interrupted."""
    arguments = _arguments()
    plan = QUICK if arguments.quick else FULL
    if arguments.rounds is not None:
        if arguments.rounds < 1:
            print(f"--rounds {arguments.rounds}: allowed is 1 or more", file=sys.stderr)
            return 2
        plan = Plan(arguments.rounds, plan.calls, plan.secs)
    logger.remove()
    console = Console()
    if not sys.platform.startswith("linux"):
        console.print("The benchmark reads /proc and pins processes to cores: it runs on Linux only.")
        return 0
    results = Results(plan)
    try:
        asyncio.run(_run(results, LOCAL_TURNS_QUICK if arguments.quick else LOCAL_TURNS, console))
    except KeyboardInterrupt:
        console.print("interrupted; every process of the benchmark has been ended")
        return 130
    show(results, console)
    if arguments.json:
        arguments.json.write_text(json.dumps(results.as_json(), indent=2) + "\n", encoding="utf-8")
        console.print(f"[dim]{arguments.json}[/dim]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
