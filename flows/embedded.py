"""The embedded database of a use case: one SQLite file that many calls and processes share.

Every change is one `BEGIN IMMEDIATE` transaction, and `once` makes it happen once for a key, however often it
is asked. Everything here blocks: call it off the event loop.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

BUSY_SECS = 5.0
"""Seconds to wait for another writer."""

_DEEDS = "CREATE TABLE IF NOT EXISTS deeds (key TEXT PRIMARY KEY, result TEXT NOT NULL);"


class Embedded:
    """A database in one file. Safe for threads and processes: each operation has its own connection."""

    def __init__(self, path: Path, schema: str) -> None:
        """Open the file, and create it if there is none. `schema`: `CREATE ... IF NOT EXISTS` statements."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.connection() as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(_DEEDS + schema)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """For reading: rows have their columns' names."""
        database = sqlite3.connect(self.path, timeout=BUSY_SECS, isolation_level=None)
        database.row_factory = sqlite3.Row
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """For changes: all of them or none."""
        with self.connection() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    def once(self, key: str, act: Callable[[sqlite3.Connection], Mapping[str, Any]]) -> dict[str, Any]:
        """Do something once for this key and give its result, which must be plain data (JSON).

        Asked again with the same key, it does nothing and gives the first result. What `act` raises undoes
        what it did, and the key may be used again.
        """
        with self.transaction() as database:
            row = database.execute("SELECT result FROM deeds WHERE key = ?", (key,)).fetchone()
            if row:
                return json.loads(row["result"])
            result = dict(act(database))
            database.execute("INSERT INTO deeds VALUES (?, ?)", (key, json.dumps(result)))
            return result


def text_of(moment: datetime) -> str:
    """A wall-clock moment as it is kept: `2026-03-03T10:00`."""
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")
