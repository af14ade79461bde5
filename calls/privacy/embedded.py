"""Rows of people in the embedded databases of flows: found, and deleted or blanked.

Everything here blocks: call it off the event loop. A table that a flow declared and never made is empty.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calls.privacy.mentions import Mentions
from calls.privacy.tables import PersonalTable

BUSY_SECS = 10


@dataclass(frozen=True)
class FoundRows:
    """The rows of one table that are of a person."""

    table: PersonalTable
    ids: tuple[int, ...]
    """SQLite's row ids."""
    rows: tuple[Mapping[str, Any], ...]


def find_rows(
    data: Path, tables: Iterable[PersonalTable], mentions: Mentions, calls: Collection[str]
) -> list[FoundRows]:
    """What the flows keep of a person in a data folder. Raises sqlite3.Error."""
    found = []
    for file, of_file in _by_file(tables).items():
        if (data / file).is_file():
            with closing(_connect(data / file)) as database:
                found += _find(database, of_file, mentions, calls)
    return found


def erase_rows(
    data: Path, tables: Iterable[PersonalTable], mentions: Mentions, calls: Collection[str]
) -> dict[str, int]:
    """Delete or blank them, in one transaction for each file. `file:table` to how many rows."""
    changed: dict[str, int] = {}
    for file, of_file in _by_file(tables).items():
        if not (data / file).is_file():
            continue
        with closing(_connect(data / file)) as database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("BEGIN IMMEDIATE")
            for found in _find(database, of_file, mentions, calls):
                _erase(database, found)
                changed[f"{file}:{found.table.table}"] = len(found.ids)
            database.execute("COMMIT")
    return changed


def _find(
    database: sqlite3.Connection, tables: list[PersonalTable], mentions: Mentions, calls: Collection[str]
) -> list[FoundRows]:
    """Tables that others belong to come first, whatever the order in which they are declared."""
    found: dict[str, FoundRows] = {}
    waiting = sorted(tables, key=lambda table: table.belongs is not None)
    for table in waiting:
        parents = _parents(table, found)
        every = (row for row in _rows(database, table.table) if not _is_blank(row, table))
        rows = [row for row in every if _is_theirs(row, table, mentions, calls, parents)]
        if rows:
            ids = tuple(row["rowid"] for row in rows)
            plain = ({name: row[name] for name in row if name != "rowid"} for row in rows)
            found[table.table] = FoundRows(table, ids, tuple(plain))
    return list(found.values())


def _is_theirs(
    row: Mapping[str, Any],
    table: PersonalTable,
    mentions: Mentions,
    calls: Collection[str],
    parents: Collection[Any],
) -> bool:
    if table.call is not None and row[table.call] in calls:
        return True
    if table.belongs is not None and row[table.belongs[0]] in parents:
        return True
    return mentions.in_value([value for name, value in row.items() if name != "rowid"])


def _is_blank(row: Mapping[str, Any], table: PersonalTable) -> bool:
    """Whether a row that has to stay was blanked before."""
    return bool(table.blank) and all(row[name] == value for name, value in table.blank.items())


def _parents(table: PersonalTable, found: Mapping[str, FoundRows]) -> set[Any]:
    """What a row of the table must point to in order to belong to a row that was found."""
    if table.belongs is None or table.belongs[1] not in found:
        return set()
    _, parent, column = table.belongs
    return {row[column] for row in found[parent].rows}


def _rows(database: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    known = database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    if known.fetchone() is None:
        return
    rows = database.execute(f"SELECT rowid AS rowid, * FROM {quoted(table)}")
    names = [column[0] for column in rows.description]
    for row in rows:
        yield dict(zip(names, row, strict=True))


def _erase(database: sqlite3.Connection, found: FoundRows) -> None:
    table, each = quoted(found.table.table), [(rowid,) for rowid in found.ids]
    if not found.table.blank:
        database.executemany(f"DELETE FROM {table} WHERE rowid = ?", each)
        return
    columns = ", ".join(f"{quoted(name)} = ?" for name in found.table.blank)
    values = tuple(found.table.blank.values())
    database.executemany(f"UPDATE {table} SET {columns} WHERE rowid = ?", [(*values, *one) for one in each])


def _by_file(tables: Iterable[PersonalTable]) -> dict[str, list[PersonalTable]]:
    files: dict[str, list[PersonalTable]] = {}
    for table in tables:
        files.setdefault(table.file, []).append(table)
    return files


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECS, isolation_level=None)


def quoted(identifier: str) -> str:
    """A name of a table or column as SQL has it."""
    return '"' + identifier.replace('"', '""') + '"'
