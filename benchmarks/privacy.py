"""The proof that nothing private is kept: calls that tell it in every way, and a scan of what was written.

Then the same calls with masking switched off, of which the scan must find everything. Alone:
`python -m benchmarks.privacy`.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.private_calls import WAY, PrivateCall, calls
from benchmarks.private_holding import Holding, Searched, hold_and_search
from cli.console import quiet_libraries
from simulation.processes import in_processes

CALLS = 200
SEED = 1


def measure(
    held: Sequence[PrivateCall], folder: Path, holding: Holding, *, jobs: int = 2
) -> Iterator[Searched]:
    """Hold the calls, each in a folder of its own below `folder`, and tell what a scan finds of each."""
    work = partial(_hold, folder=folder, holding=holding)
    yield from in_processes(work, held, jobs, prepare=quiet_libraries)


def _hold(call: PrivateCall, *, folder: Path, holding: Holding) -> Searched:
    return hold_and_search(call, folder, holding)


def missing(done: Searched) -> list[str]:
    """The secrets that were told and not found."""
    return [value for value in done.told if value not in done.found]


def table(masked: Sequence[Searched], unmasked: Sequence[Searched]) -> Table:
    """By way of telling: calls in which something was found, with masking and without."""
    shown = Table(title="What a scan finds of calls that tell secrets", title_justify="left")
    shown.add_column("the caller")
    for column in ("calls", "with sound", "finds", "unmasked", "found all", "goal"):
        shown.add_column(column, justify="right")
    for way in (*WAY, None):
        some = [one for one in masked if way in (one.call.way, None)]
        others = [one for one in unmasked if way in (one.call.way, None)]
        if not some:
            continue
        leaking = sum(bool(one.where) for one in some)
        whole = sum(not missing(one) for one in others)
        met = not leaking and whole == len(others)
        verdict = "[green]met[/green]" if met else "[red]not met[/red]"
        name = "all" if way is None else way.replace("_", " ")
        sounds = sum(one.recording for one in some)
        shown.add_row(name, *map(str, (len(some), sounds, leaking, len(others), whole)), verdict)
    return shown


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.privacy", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, metavar="N", help="how many")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="who calls")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave what was written here")
    return parser.parse_args()


def _both(held: Sequence[PrivateCall], folder: Path, jobs: int, console: Console) -> list[list[Searched]]:
    results: list[list[Searched]] = []
    for name, holding in (("masked", Holding()), ("unmasked", Holding(masking=False, listen=False))):
        place = folder / name
        place.mkdir(parents=True)
        results.append([])
        for number, one in enumerate(measure(held, place, holding, jobs=jobs), 1):
            results[-1].append(one)
            found = f"{len(one.where)} finds" if holding.masking else f"{len(missing(one))} missing"
            console.print(f"[dim]{name} {number}/{len(held)} {found}  {one.call.name}[/dim]")
    return results


def main() -> int:
    """Measure and print. Exit code 0 whatever the figures are; 2 for wrong usage."""
    given = _arguments()
    if min(given.calls, given.jobs) < 1:
        print("--calls and --jobs: allowed is 1 or more", file=sys.stderr)
        return 2
    if given.keep is not None and given.keep.exists():
        print(f"--keep {given.keep}: it is there already; allowed is a new folder", file=sys.stderr)
        return 2
    console = Console()
    with tempfile.TemporaryDirectory(prefix="callwright-privacy-") as temporary:
        held = list(calls(given.calls, given.seed))
        masked, unmasked = _both(held, given.keep or Path(temporary), given.jobs, console)
    for one in masked:
        for line in (*one.where, *one.problems):
            console.print(f"{one.call.name}: {line}", markup=False, highlight=False, soft_wrap=True)
    console.print(table(masked, unmasked))
    return 0


if __name__ == "__main__":
    sys.exit(main())
