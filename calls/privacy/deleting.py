"""Deletes the files of calls. Everything here blocks."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from calls.folders import JOURNAL, RECORD
from calls.lock import holding
from calls.privacy.gone import Gone
from calls.privacy.shelved import take_down


def delete_folder(folder: Path, data: Path) -> list[Gone] | None:
    """Delete a call's folder with all that is in it, and its recording where it was taken.

    None if the call's process, or a recovery, works in it.

    The journal goes first and the record last, so that what a crash leaves is never taken for a call that
    has yet to be recovered. Raises OSError.
    """
    journal = folder / JOURNAL
    with holding(journal) as ours:
        if not ours and journal.exists():
            return None
        files = [file for file in folder.rglob("*") if not file.is_dir() or file.is_symlink()]
        gone = [*take_down(folder), *delete_files(sorted(files, key=_order), data)]
    for below in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        below.rmdir()
    folder.rmdir()
    if not any(folder.parent.iterdir()):
        folder.parent.rmdir()
    return gone


def delete_files(files: Iterable[Path], data: Path) -> list[Gone]:
    """Delete files, and make sure that the disk has forgotten their names. Raises OSError."""
    gone, folders = [], set()
    for file in files:
        gone.append(_gone(file, data))
        file.unlink()
        folders.add(file.parent)
    for folder in folders:
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
    return gone


def _order(file: Path) -> tuple[bool, bool, str]:
    return (not file.name.startswith(JOURNAL), file.name == RECORD, str(file))


def _gone(file: Path, data: Path) -> Gone:
    if file.is_symlink():
        return Gone(str(file.relative_to(data)), 0, "")
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Gone(str(file.relative_to(data)), file.stat().st_size, digest)
