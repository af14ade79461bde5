"""The look afterwards: whether any byte below a data folder still names the person. Blocking."""

import mmap
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from calls.privacy.embedded import quoted
from calls.privacy.finding import AUDIO
from calls.privacy.mentions import Mentions
from calls.privacy.person import Person

_SQLITE = b"SQLite format 3\0"
_LOOK = 4096
"""A zero in so many first bytes says that a file is no text."""


def leftovers(data: Path, person: Person, elsewhere: Iterable[Path] = ()) -> tuple[list[str], int]:
    """The files that name the person, relative to the data folder, and how many were read.

    `elsewhere`: SQLite files that are not below it; their logs are read too. Recordings are not listened to:
    those of the person's calls are gone with their calls. Ids of calls are no personal data, and stay in
    audit lines and receipts. Raises OSError.
    """
    if not (person.phones or person.emails):
        return [], 0
    mentions = Mentions(replace(person, calls=()))
    left, count = [], 0
    for file in (*_files(data), *_elsewhere(elsewhere, data)):
        count += 1
        if mentions.in_text(file.name) or _names(mentions, file):
            left.append(str(file.relative_to(data) if file.is_relative_to(data) else file))
    return left, count


def _files(data: Path) -> Iterator[Path]:
    for file in sorted(data.rglob("*")):
        if file.suffix not in AUDIO and file.is_file() and not file.is_symlink():
            yield file


def _elsewhere(files: Iterable[Path], data: Path) -> Iterator[Path]:
    for file in files:
        if not file.resolve().is_relative_to(data.resolve()):
            yield from sorted(file.parent.glob(f"{file.name}*"))


def _names(mentions: Mentions, file: Path) -> bool:
    """Whether a file names them. A match in a database's pages, which are fresh, counts if a value does."""
    try:
        if not file.stat().st_size:
            return False
        with file.open("rb") as content, mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as view:
            if not mentions.in_pages(view):
                return False
            if view[: len(_SQLITE)] == _SQLITE:
                return any(mentions.in_value(value) for value in _values(file))
            return mentions.in_bytes(view) or b"\0" in view[:_LOOK]
    except FileNotFoundError:
        return False


def _values(file: Path) -> Iterator[object]:
    """Every value of a SQLite file."""
    with closing(sqlite3.connect(file, timeout=10)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f"SELECT * FROM {quoted(table)}"):
                yield [value.decode("latin-1") if isinstance(value, bytes) else value for value in row]
