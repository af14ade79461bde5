"""Finds what is kept of a person: calls in the database and on the disk, and rows of flows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from calls.clock import off_loop
from calls.folders import JOURNAL, RECORD, call_folders
from calls.lock import holding
from calls.privacy.archive import Archive, opened
from calls.privacy.embedded import FoundRows, find_rows
from calls.privacy.mentions import Mentions
from calls.privacy.person import Person
from calls.privacy.places import Place
from calls.privacy.theirs import names_journal, names_record
from calls.store.privacy_rows import Hold, Kept, Suppression

AUDIO = (".wav", ".flac", ".ogg", ".opus", ".sealed")
"""Files that are not searched as text."""


@dataclass(frozen=True)
class FoundCall:
    """A call that is the person's, or names them."""

    call_id: str
    folder: Path | None
    """Its files; None where there are none here."""
    kept: Kept | None
    """Its rows; None where there are none."""
    is_active: bool = False
    """Whether it is still going on."""


@dataclass(frozen=True)
class FoundIn:
    """What one data folder has."""

    place: Place
    calls: Sequence[FoundCall]
    rows: Sequence[FoundRows]
    searched: int
    """Calls that were looked at."""


@dataclass(frozen=True)
class Found:
    """Everything that is kept of a person."""

    places: Sequence[FoundIn]
    holds: Mapping[str, Hold]
    """The legal holds on calls that were found."""
    suppressions: Sequence[Suppression] = ()
    """What is remembered of them apart from their data."""

    @property
    def calls(self) -> list[FoundCall]:
        """All calls, of all places."""
        return [call for place in self.places for call in place.calls]

    @property
    def active(self) -> list[str]:
        """The calls that are still going on."""
        return [call.call_id for call in self.calls if call.is_active]

    @property
    def rows(self) -> int:
        """How many rows flows keep."""
        return sum(len(table.ids) for place in self.places for table in place.rows)

    def __bool__(self) -> bool:
        return bool(self.calls or self.rows)


async def find(archive: Archive, person: Person, also: Sequence[str] = ()) -> Found:
    """Search everything. `also`: calls that are meant too. Raises StoreError, OSError, sqlite3.Error."""
    meant = frozenset({*person.calls, *also})
    mentions = Mentions(replace(person, calls=tuple(sorted(meant))))
    found, holds, remembered = [], {}, []
    for place in await off_loop(archive.places, name="privacy"):
        archive.on_step(f"Searching {place.data}")
        async with opened(place) as store:
            rows = {} if store is None else {kept.call_id: kept async for kept in store.privacy.calls()}
            if store is not None:
                holds |= await store.privacy.holds()
                marks = person.all_marks(archive.keys)
                remembered += [one for every in marks if (one := await store.privacy.suppression(every))]
        work = partial(_in_place, archive, place, rows, mentions)
        found.append(await off_loop(work, name="privacy"))
    ids = {call.call_id for place in found for call in place.calls}
    return Found(found, {key: hold for key, hold in holds.items() if key in ids}, remembered)


def _in_place(archive: Archive, place: Place, rows: dict[str, Kept], mentions: Mentions) -> FoundIn:
    folders = {folder.name: folder for folder in call_folders(place.data)}
    ids = sorted({*rows, *folders})
    theirs = [each for each in ids if _is_theirs(mentions, each, rows.get(each), folders.get(each))]
    calls = [_call(each, folders.get(each), rows.get(each)) for each in theirs]
    return FoundIn(place, calls, find_rows(place.data, archive.tables, mentions, set(theirs)), len(ids))


def _is_theirs(mentions: Mentions, call_id: str, kept: Kept | None, folder: Path | None) -> bool:
    if mentions.in_text(call_id):
        return True
    if kept is not None and (names_record(mentions, kept.record) or mentions.in_value(_said(kept))):
        return True
    return folder is not None and any(_names(mentions, file) for file in _texts(folder))


def _said(kept: Kept) -> list[Any]:
    """What the ledger says of a write."""
    columns = ("arguments", "result", "request", "reason", "read_back")
    return [[row[name] for name in columns] for row in kept.ledger]


def _texts(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and file.suffix not in AUDIO)


def _names(mentions: Mentions, file: Path) -> bool:
    """Whether a file names the person. The record is told by the journal, so only a lonely one is read."""
    if file.name == RECORD and (file.parent / JOURNAL).is_file():
        return False
    content = file.read_bytes()
    if file.name.startswith(JOURNAL):
        return names_journal(mentions, content.splitlines())
    return mentions.in_bytes(content)


def _call(call_id: str, folder: Path | None, kept: Kept | None) -> FoundCall:
    is_active = kept is not None and kept.state == "active"
    if folder is not None and (folder / JOURNAL).is_file():
        with holding(folder / JOURNAL) as ours:
            is_active = not ours
    return FoundCall(call_id, folder, kept, is_active)
