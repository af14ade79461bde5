"""SQLite databases: every cell of every table, and the raw pages, which hold what was deleted."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from calls.scan.artifact import Scanned
from calls.scan.leaves import search_leaf
from calls.scan.texts import parts
from compliance.scan import Search
from compliance.scan.writings import texts_of

MAGIC = b"SQLite format 3\0"
LOG_MAGICS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
"""How a write-ahead log and a rollback journal begin."""

_COMPANIONS = ("-wal", "-journal")


def scan_database(scanned: Scanned, content: bytes, search: Search) -> None:
    """Search the cells of a database, then its pages. What cannot be opened is told in `problem`."""
    try:
        rows = _scan_cells(scanned, search)
    except (sqlite3.Error, OSError) as error:
        scanned.problem = f"the database cannot be opened: {error}"
        rows = 0
    scan_raw(scanned, content, search, "a page")
    scanned.how = f"database: {rows} rows, and its raw pages"


def scan_raw(scanned: Scanned, content: bytes, search: Search, what: str) -> None:
    """Search bytes that are no text."""
    for number, part in parts(content.decode("latin-1")):
        scanned.add(f"{what}, by line {number}", search.raw(part))


def _scan_cells(scanned: Scanned, search: Search) -> int:
    """Open a copy: the opening of a database that another process writes to would change files beside it."""
    with tempfile.TemporaryDirectory(prefix="callwright-scan-") as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(scanned.path, copy)
        for ending in _COMPANIONS:
            beside = Path(f"{scanned.path}{ending}")
            if beside.is_file():
                shutil.copyfile(beside, f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as connection:
            return sum(_scan_table(scanned, connection, table, search) for table in _tables(connection))


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    yield "sqlite_master"
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        yield str(name)


def _scan_table(scanned: Scanned, connection: sqlite3.Connection, table: str, search: Search) -> int:
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')
    names = [column[0] for column in cursor.description]
    count = 0
    for row in cursor:
        count += 1
        for name, cell in zip(names, row, strict=True):
            values = [text for _, text in texts_of(cell)] if isinstance(cell, bytes) else [cell]
            for value in values:
                if isinstance(value, str | int):
                    scanned.add(f"{table}.{name}, row {count}", search_leaf(search, name, value))
    return count
