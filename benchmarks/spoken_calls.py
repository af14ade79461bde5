"""Callers with goals, heard by the local ears: how many end with the visit they wanted.

Each caller speaks with one of three voices, over the telephone's band or a wideband line, on the virtual
clock. Whether a call went right is read from the calendar alone. Alone: `python -m benchmarks.spoken_calls`.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from loguru import logger
from rich.console import Console
from rich.table import Table

from calls.events import AgentSpoke, CallerSpoke
from configs import load_agent
from services.local.engines import CALLER_VOICES
from simulation.goal_outcome import Outcome, booked, outcome
from simulation.goal_people import Band, Person, call_of, people
from simulation.play import Conditions, play

AGENT = "appointments"
CALLS = 20
SEED = 1
GOALS: dict[Band, int] = {"phone": 17, "wide": 19}
"""Right bookings that 20 calls must come to. Wrong ones: none."""

NAMES: dict[Band, str] = {"phone": "phone band", "wide": "wideband"}


@dataclass(frozen=True)
class SpokenCall:
    """What one caller got."""

    person: str
    voice: str
    band: Band
    outcome: Outcome
    turns: int
    """How often the caller spoke or pressed keys."""

    secs: float
    """Length of the call."""

    transcript: tuple[str, ...]
    """What was said, what was heard of it, and what the agent said."""


@dataclass(frozen=True)
class _Task:
    person: Person
    band: Band


def measure(count: int = CALLS, seed: int = SEED, *, jobs: int = 2) -> Iterator[SpokenCall]:
    """Make `count` calls over the phone band, then as many wideband, by the same people."""
    tasks = [_Task(person, band) for band in GOALS for person in people(count, seed)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_call, tasks)


def _call(task: _Task) -> SpokenCall:
    logger.remove()
    person = task.person
    with tempfile.TemporaryDirectory(prefix="callwright-spoken-") as folder:
        scenario = call_of(person, task.band, AGENT)
        played = play(scenario, load_agent(AGENT), Conditions(data=Path(folder)))[0]
        wish = played.wish or person.goal.start
        result = outcome(person.goal, wish, Counter(person.standing), booked(Path(folder)))
    lines = [f"wants {person.goal!r}", *(f"failed: {failure}" for failure in played.failures)]
    lines += [f"said: {deed}" for deed in played.deeds]
    for event in played.events:
        if isinstance(event, CallerSpoke):
            lines.append(f"{event.start_ms / 1000:7.2f} heard: {event.text}")
        elif isinstance(event, AgentSpoke):
            lines.append(f"{event.start_ms / 1000:7.2f} agent: {event.heard}")
    turns, secs = len(played.deeds), played.call_secs
    return SpokenCall(person.name, person.voice, task.band, result, turns, secs, tuple(lines))


def met(calls: Sequence[SpokenCall], band: Band) -> bool:
    """Whether a band's calls reach the goal; for other numbers than 20 the goal is the same share."""
    counts = Counter(call.outcome for call in calls if call.band == band)
    return counts["wrong"] == 0 and counts["right"] * CALLS >= GOALS[band] * counts.total() > 0


def table(calls: Sequence[SpokenCall]) -> Table:
    """Outcomes by band and voice."""
    shown = Table(title="Spoken calls with the local ears: what the calendar says", title_justify="left")
    shown.add_column("line")
    shown.add_column("voice")
    for column in ("right", "none", "wrong", "turns", "goal"):
        shown.add_column(column, justify="right")
    shown.add_column("")
    for band in GOALS:
        for voice in (*CALLER_VOICES, None):
            some = [call for call in calls if call.band == band and voice in (call.voice, None)]
            if not some:
                continue
            counts = Counter(call.outcome for call in some)
            turns = sum(call.turns for call in some) / len(some)
            goal = verdict = ""
            if voice is None:
                goal = f"≥ {GOALS[band]} of {CALLS}, 0 wrong"
                verdict = "[green]met[/green]" if met(calls, band) else "[red]not met[/red]"
            numbers = (str(counts[each]) for each in ("right", "none", "wrong"))
            shown.add_row(NAMES[band], voice or "all", *numbers, f"{turns:.1f}", goal, verdict)
    return shown


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spoken_calls", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, metavar="N", help="calls over each line")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="who calls")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes")
    parser.add_argument("--transcripts", action="store_true", help="print the calls that went not right")
    return parser.parse_args()


def main() -> int:
    """Measure and print. Exit code 0 whatever the figures are; 2 for wrong usage."""
    arguments = _arguments()
    if min(arguments.calls, arguments.jobs) < 1:
        print("--calls and --jobs: allowed is 1 or more", file=sys.stderr)
        return 2
    console = Console()
    calls: list[SpokenCall] = []
    for call in measure(arguments.calls, arguments.seed, jobs=arguments.jobs):
        calls.append(call)
        console.print(f"[dim]{call.outcome:6} {NAMES[call.band]:11} {call.voice:14} {call.person}[/dim]")
    console.print(table(calls))
    for call in calls:
        if arguments.transcripts and call.outcome != "right":
            console.print(f"\n{call.outcome}: {call.person}, {call.voice}, {NAMES[call.band]}")
            console.print("\n".join(call.transcript), markup=False, highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
