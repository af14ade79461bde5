"""Rows that a scenario puts into a flow's SQLite files, and rows that it expects there afterwards.

Everything here blocks: call it off the event loop.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from simulation.blocks import Row, RowsBlock


class DatabaseWrong(ValueError):
    """The scenario speaks of a file, table or column that the flow does not have."""


def put_rows(folder: Path, given: Mapping[str, Mapping[str, Sequence[Row]]]) -> None:
    """Insert (or replace) rows. Raises DatabaseWrong."""
    for name, tables in given.items():
        with closing(_open(folder, name)) as database, database:
            for table, rows in tables.items():
                for row in rows:
                    columns = ", ".join(map(_quoted, row))
                    values = ", ".join("?" * len(row))
                    sql = f"INSERT OR REPLACE INTO {_quoted(table)} ({columns}) VALUES ({values})"
                    _run(database, name, sql, tuple(row.values()))


def missing_rows(folder: Path, wanted: Mapping[str, Mapping[str, Sequence[RowsBlock]]]) -> list[str]:
    """What is not in the tables as it should be, in words. Raises DatabaseWrong."""
    return [
        complaint
        for name, tables in wanted.items()
        for table, blocks in tables.items()
        for block in blocks
        if (complaint := _count(folder, name, table, block))
    ]


def _count(folder: Path, name: str, table: str, block: RowsBlock) -> str | None:
    terms = [f"{_quoted(column)} IS ?" for column in block.where]
    condition = f" WHERE {' AND '.join(terms)}" if terms else ""
    with closing(_open(folder, name)) as database:
        sql = f"SELECT COUNT(*) FROM {_quoted(table)}{condition}"
        (found,) = _run(database, name, sql, tuple(block.where.values())).fetchone()
        if found == block.count:
            return None
        rows = _run(database, name, f"SELECT * FROM {_quoted(table)} LIMIT 20", ())
        columns = [column[0] for column in rows.description]
        there = [dict(zip(columns, row, strict=True)) for row in rows]
    where = ", ".join(f"{column}={value!r}" for column, value in block.where.items()) or "anything"
    listing = "\n    ".join(map(str, there)) or "(empty)"
    wanted = f"expected {block.count} row(s) with {where} in {name}:{table}"
    return f"{wanted}, found {found}; there is:\n    {listing}"


def _open(folder: Path, name: str) -> sqlite3.Connection:
    path = folder / name
    if not path.is_file():
        files = (file for kind in ("*.db", "*.sqlite", "*.sqlite3") for file in folder.rglob(kind))
        there = ", ".join(sorted(file.relative_to(folder).as_posix() for file in files)) or "none"
        raise DatabaseWrong(f"there is no database {name!r} in the data folder; there are: {there}")
    return sqlite3.connect(path, timeout=10)


def _run(database: sqlite3.Connection, name: str, sql: str, values: tuple[object, ...]) -> sqlite3.Cursor:
    try:
        return database.execute(sql, values)
    except sqlite3.Error as error:
        raise DatabaseWrong(f"{name}: {error} ({sql})") from error


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
