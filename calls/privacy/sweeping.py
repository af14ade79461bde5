"""The sweep: what is older than an agent file says is deleted. May run at any time, in several processes."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from calls.clock import off_loop, utc_now
from calls.folders import JOURNAL, call_folder, is_call_id
from calls.lock import holding
from calls.privacy.archive import Archive, opened
from calls.privacy.deleting import delete_files, delete_folder
from calls.privacy.finding import AUDIO
from calls.privacy.pages import PagesBusy, scrub
from calls.privacy.places import Place
from calls.privacy.shelved import is_shelved, take_down
from calls.store import CallStore, CallSummary

_PAGE = 500


@dataclass(frozen=True)
class Keep:
    """How long what an agent's calls leave is kept, in days; None = for ever."""

    recording_days: int | None = None
    call_days: int | None = None


@dataclass
class Swept:
    """What was deleted, or would be."""

    calls: list[str] = field(default_factory=list)
    """Calls of which nothing is left."""
    recordings: list[str] = field(default_factory=list)
    """Calls that lost their recording and nothing else."""
    held: list[str] = field(default_factory=list)
    """Calls that are old enough and under a legal hold."""
    left: list[str] = field(default_factory=list)
    """What could not be deleted now, in words."""


async def sweep(
    archive: Archive,
    keep: Mapping[str, Keep],
    *,
    now: datetime | None = None,
    dry_run: bool = False,
    why: str = "",
) -> Swept:
    """Delete what is too old. `keep`: agent to how long; calls of other agents are not touched.

    The age of a call counts from its beginning. Raises StoreError, OSError.
    """
    moment = now or utc_now()
    swept = Swept()
    place = (await off_loop(archive.places, name="privacy"))[0]
    async with opened(place) as store:
        if store is None:
            return swept
        old, silent = await _due(store, keep, moment, swept)
        silent = await off_loop(lambda: _sounding(archive.data, silent), name="privacy")
        if not dry_run:
            await off_loop(lambda: _silence(archive.data, silent), name="privacy")
            old = await off_loop(lambda: _delete(archive.data, old, swept), name="privacy")
            await store.privacy.delete([call.call_id for call in old])
            await store.privacy.vacuum()
    swept.calls = [call.call_id for call in old]
    swept.recordings = [call.call_id for call in silent]
    if not dry_run and (swept.calls or swept.recordings):
        await off_loop(lambda: _afterwards(archive, place, swept, why), name="privacy")
    return swept


async def _due(
    store: CallStore, keep: Mapping[str, Keep], now: datetime, swept: Swept
) -> tuple[list[CallSummary], list[CallSummary]]:
    """The calls that are to go, and those whose recording is, if they have one."""
    holds = await store.privacy.holds()
    old, silent, held = [], [], []
    for agent, wanted in keep.items():
        gone: set[str] = set()
        async for call in _older(store, agent, wanted.call_days, now):
            gone.add(call.call_id)
            (held if call.call_id in holds else old).append(call)
        async for call in _older(store, agent, wanted.recording_days, now):
            if call.call_id not in gone and call.call_id not in holds:
                silent.append(call)
    swept.held = [call.call_id for call in held]
    return old, silent


async def _older(store: CallStore, agent: str, days: int | None, now: datetime) -> AsyncIterator[CallSummary]:
    """The calls of an agent that ended and began longer ago than so many days; none for None."""
    before: str | None = None
    until = now - timedelta(days=days) if days else None
    while until and (
        page := await store.list(agent=agent, state="ended", until=until, before=before, limit=_PAGE)
    ):
        for call in page:
            if is_call_id(call.call_id):
                yield call
        before = page[-1].call_id


def _audio(data: Path, call: CallSummary) -> list[Path]:
    folder = call_folder(data, call.call_id, call.started_at)
    return sorted(file for file in folder.glob("*") if file.suffix in AUDIO)


def _sounding(data: Path, calls: Sequence[CallSummary]) -> list[CallSummary]:
    """The calls whose recording is there still."""
    folders = {call.call_id: call_folder(data, call.call_id, call.started_at) for call in calls}
    return [call for call in calls if _audio(data, call) or is_shelved(folders[call.call_id])]


def _silence(data: Path, calls: Sequence[CallSummary]) -> None:
    for call in calls:
        folder = call_folder(data, call.call_id, call.started_at)
        with holding(folder / JOURNAL):
            take_down(folder)
            delete_files(_audio(data, call), data)


def _delete(data: Path, calls: Sequence[CallSummary], swept: Swept) -> list[CallSummary]:
    """The calls whose files are gone."""
    done = []
    for call in calls:
        folder = call_folder(data, call.call_id, call.started_at)
        if folder.is_dir() and delete_folder(folder, data) is None:
            swept.left.append(f"{call.call_id}: somebody is at work in its folder")
            continue
        done.append(call)
    return done


def _afterwards(archive: Archive, place: Place, swept: Swept, why: str) -> None:
    if swept.calls and place.file is not None:
        try:
            scrub(place.file)
        except PagesBusy as error:
            swept.left.append(str(error))
    counts: dict[str, int | str] = {"calls": len(swept.calls), "recordings": len(swept.recordings)}
    archive.audit.write("privacy.sweep", "retention", why=why or "retention is over", detail=counts)
