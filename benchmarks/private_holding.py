"""Holds one call that tells secrets, and searches everything that was written of it.

As a program it holds one call in a process that kills itself in the middle.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.private_calls import PrivateCall, calls
from calls.events import CallerSpoke
from calls.journal_file import JournalProblem, read_journal
from calls.keys import KeyRing
from calls.logs import set_up_logs
from calls.recovery import recover
from calls.scan import Scanned
from calls.store import CallStore, default_url
from compliance.redaction.entities import Span
from compliance.redaction.finding import Finder, Heard, SpeechFinder
from compliance.redaction.finding.reading import Reader
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redactor
from compliance.scan import Plant, Search
from configs import load_agent
from pipeline import Switchboard
from pipeline.scanning import ScanPlan, scan
from services.local import engines
from simulation.play import Conditions, play
from simulation.scenario import Scenario, load_scenarios
from simulation.stage import Session

LOG = "callwright.log"
_CHILD_SECS = 120


@dataclass(frozen=True)
class Holding:
    """How a call is held."""

    masking: bool = True
    """False: nothing that the caller tells is masked, so that the scan must find it."""

    listen: bool = True
    """Whether the recording is searched by recognition."""


@dataclass
class Searched:
    """What became of one call."""

    call: PrivateCall
    told: tuple[str, ...] = ()
    """The secrets that the caller came to tell."""

    found: set[str] = field(default_factory=set)
    """The values that were found."""

    where: list[str] = field(default_factory=list)
    """Where: file, place and writing, without values."""

    problems: list[str] = field(default_factory=list)
    """Files that could not be searched, and calls that did not come to be."""

    files: int = 0
    recording: bool = False
    """Whether there is sound."""


def hold_and_search(call: PrivateCall, folder: Path, holding: Holding) -> Searched:
    """Hold the call in a folder of its own below `folder` and search what is there afterwards. Blocking."""
    place = folder / call.name
    place.mkdir(parents=True)
    if call.kills_ms is None:
        told = hold(call, folder, place, holding)
    else:
        _hold_in_a_child(call, folder, holding)
        told = call.told
    files = asyncio.run(_recovered_and_scanned(call, place, holding))
    return _searched(call, place, files, told)


def hold(call: PrivateCall, folder: Path, place: Path, holding: Holding) -> tuple[str, ...]:
    """Hold the call; returns what was told in it. Its data and its log lie in `place`, its scenario in
    `folder`.
    """
    scenario = load_scenarios(call.write(folder))[0]
    agent = load_agent(call.agent)
    with (place / LOG).open("w", encoding="utf-8") as log:
        set_up_logs("DEBUG", stream=log)
        off = None if holding.masking else _without_masking
        result = play(scenario, agent, Conditions(data=place, on_session=_mishap(call), on_switchboard=off))[
            0
        ]
        set_up_logs("ERROR")
    return call.told_in(result.turns_played)


class _Blind(Finder):
    """Finds nothing, so that nothing is masked: no agent file can ask for that."""

    def spans(self, text: str, asked: Collection[str] = ()) -> list[Span]:
        """None."""
        return []

    def speech(self) -> SpeechFinder:
        """For one call."""
        return _Deaf(Reader("US", {}))


class _Deaf(SpeechFinder):
    """Finds nothing in what is said."""

    _turn = -1

    def caller(self, text: str, *, asked: Collection[str] = (), final: bool = True) -> Heard:
        """No spans."""
        self._turn += final
        return Heard(self._turn + (not final), [])


def _without_masking(switchboard: Switchboard) -> None:
    switchboard.make_redactor = lambda _: Redactor(Policy({}), _Blind())


def _mishap(call: PrivateCall) -> Callable[[Scenario, Session], None] | None:
    """What happens in the middle of the call: its voice dies, or its whole process."""
    if call.kills_ms is not None:
        return lambda _, session: _start(_killed(session, call.kills_ms or 0))
    if call.fails:
        return lambda _, session: _start(_voice_dies(session))
    return None


_running: set[asyncio.Task[None]] = set()


def _start(work: object) -> None:
    task = asyncio.get_running_loop().create_task(work)  # type: ignore[arg-type]
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _told(session: Session, turns: int) -> None:
    """Wait until the caller has been understood so many times."""
    for _ in range(turns):
        begins = len(session.feed.events)
        await session.feed.until(
            lambda event: isinstance(event, CallerSpoke), begins=begins, timeout_secs=600
        )


async def _killed(session: Session, after_ms: int) -> None:
    """After the card and the code, in the middle of what comes then."""
    await _told(session, 3)
    await asyncio.sleep(after_ms / 1000)
    os.kill(os.getpid(), signal.SIGKILL)


async def _voice_dies(session: Session) -> None:
    """After the card, twice."""
    await _told(session, 2)
    await engines.close()
    await _told(session, 1)
    await engines.close()


def _hold_in_a_child(call: PrivateCall, folder: Path, holding: Holding) -> None:
    program = [sys.executable, "-m", "benchmarks.private_holding"]
    options = [] if holding.masking else ["--unmasked"]
    command = [*program, str(call.number), str(call.seed), str(folder), *options]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=False, timeout=_CHILD_SECS, stdout=quiet, stderr=quiet)


async def _recovered_and_scanned(call: PrivateCall, place: Path, holding: Holding) -> list[Scanned]:
    if call.kills_ms is not None:
        store = await CallStore.open(default_url(place))
        await recover(place, store)
        await store.close()
    search = Search([Plant.of(value) for value in call.secrets.values])
    plan = ScanPlan(search, listen=holding.listen, ring=KeyRing.open(place))
    return await scan([place], plan)


def _searched(call: PrivateCall, place: Path, files: list[Scanned], told: Sequence[str]) -> Searched:
    done = Searched(call, told=tuple(told), files=len(files))
    for scanned in files:
        name = scanned.path.relative_to(place)
        done.recording |= scanned.holds_sound
        if scanned.problem:
            done.problems.append(f"{name}: {scanned.problem}")
        for one in scanned.finds:
            done.found.add(one.find.value)
            done.where.append(f"{name}: {one.place}: {one.find.what}, {one.find.writing}, {one.find.shown}")
    if not _spoke(place):
        done.problems.append("the caller was not heard once")
    return done


def _spoke(place: Path) -> bool:
    """Whether a journal has words or keys of the caller: a call that never was proves nothing."""
    kinds = {"caller_spoke", "key_pressed"}
    try:
        return any(
            event.type in kinds for journal in place.rglob("journal.jsonl") for event in read_journal(journal)
        )
    except (JournalProblem, OSError):
        return False


def main() -> int:
    """Hold one call in this process, to its bitter end."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.private_holding", description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unmasked", action="store_true")
    given = parser.parse_args()
    *_, call = calls(given.number + 1, given.seed)
    hold(call, given.folder, given.folder / call.name, Holding(masking=not given.unmasked))
    return 1


if __name__ == "__main__":
    sys.exit(main())
