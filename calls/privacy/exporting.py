"""Gives a person everything that is kept of them: one folder, or one zip, with a manifest."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from calls.clock import iso, off_loop, utc_now
from calls.folders import RECORD, RECORDING
from calls.keys import KeyRing
from calls.privacy.archive import Archive
from calls.privacy.finding import AUDIO, Found, FoundCall, FoundIn, find
from calls.privacy.mentions import Mentions
from calls.privacy.person import Person
from calls.privacy.shelved import shelved
from calls.recordings import is_sealed, wav_pieces
from calls.recordings.shelf import fetched

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Exported:
    """What was given."""

    found: Found
    path: Path | None
    """The folder or zip; None if nothing is kept of them."""
    files: int


async def export(
    archive: Archive, person: Person, into: Path, *, zipped: bool = False, who: str = "", why: str = ""
) -> Exported:
    """Write everything into a new folder, readable by this account alone. Recordings are opened for it.

    Raises:
        FileExistsError: `into` is there.
        ValueError: The reason names the person.
        StoreError, KeyRingError, RecordingBroken, OSError: It could not be read, or not be written.
    """
    if Mentions(person).in_text(f"{who} {why}"):
        raise ValueError("the reason names the person, and it would stay in the audit log; leave that out")
    target = into.with_suffix(".zip") if zipped else into
    _refuse_to_overwrite(into, target)
    found = await find(archive, person)
    counts = {"calls": len(found.calls), "rows": found.rows}
    # Before the first byte: what cannot be audited is not given.
    archive.audit.write("privacy.export", person.subject(archive.keys), who=who, why=why, detail=counts)
    if not found:
        return Exported(found, None, 0)
    archive.on_step(f"Writing {target}")
    files = await off_loop(lambda: _write(archive, person, found, into), name="privacy")
    if zipped:
        await off_loop(lambda: _zip(into, target), name="privacy")
    return Exported(found, target, files)


def _refuse_to_overwrite(*paths: Path) -> None:
    for path in paths:
        if path.exists():
            raise FileExistsError(f"{path} is there; name another folder")


def _write(archive: Archive, person: Person, found: Found, into: Path) -> int:
    into.mkdir(parents=True, mode=0o700)
    for place in found.places:
        name = "" if place.place.data == archive.data else str(place.place.data.relative_to(archive.data))
        _write_place(archive.keys, place, into / name)
    if found.suppressions:
        moments = [(one.opted_out_at, one.erased_at) for one in found.suppressions]
        known = [{"opted_out_at": opted_out, "erased_at": erased} for opted_out, erased in moments]
        _json(into / "remembered.json", known)
    for folder in into.rglob("*/"):
        folder.chmod(0o700)  # `mkdir` gives its mode to the last folder of a path only
    files = list(_listed(into))
    about = {
        "of": {"phones": person.phones, "emails": person.emails, "calls": person.calls},
        "exported_at": iso(utc_now()),
        "still_going_on": found.active,
        "files": files,
    }
    _json(into / MANIFEST, about)
    return len(files)


def _write_place(keys: KeyRing, place: FoundIn, into: Path) -> None:
    for call in place.calls:
        _write_call(keys, call, into / "calls" / call.call_id)
    for table in place.rows:
        _json(into / "tables" / Path(table.table.file).stem / f"{table.table.table}.json", table.rows)


def _write_call(keys: KeyRing, call: FoundCall, into: Path) -> None:
    into.mkdir(parents=True, mode=0o700)
    for file in sorted(call.folder.rglob("*")) if call.folder else ():
        if file.is_file():
            target = into / file.relative_to(call.folder or file)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copy(keys, file, target)
    if call.folder is not None and (url := shelved(call.folder)) is not None:
        with fetched(url) as copy:
            _copy(keys, copy, into / copy.name)
    if call.kept is not None:
        if call.kept.record and not (into / RECORD).exists():
            _json(into / RECORD, call.kept.record)
        if call.kept.ledger:
            _json(into / "ledger.json", call.kept.ledger)


def _copy(keys: KeyRing, file: Path, target: Path) -> None:
    """A copy; of an encrypted recording, what is in it."""
    if file.suffix not in AUDIO or not is_sealed(file):
        shutil.copyfile(file, target)
        target.chmod(0o600)
        return
    with _new(target.with_name(RECORDING)) as opened:
        for piece in wav_pieces(file, keys):
            opened.write(piece)


def _listed(into: Path) -> Iterator[Mapping[str, Any]]:
    for file in sorted(into.rglob("*")):
        if file.is_file():
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            yield {"path": str(file.relative_to(into)), "bytes": file.stat().st_size, "sha256": digest}


def _json(path: Path, data: Mapping[str, Any] | Sequence[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _new(path) as file:
        file.write(json.dumps(data, indent=2, ensure_ascii=False, default=_plain).encode() + b"\n")


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else str(value)


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _zip(folder: Path, target: Path) -> None:
    """The folder as one file; the folder goes."""
    with _new(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, path.relative_to(folder))
    shutil.rmtree(folder)
