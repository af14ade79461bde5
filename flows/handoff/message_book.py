"""Messages and callbacks for the people of the business, kept in an embedded database.

Everything here blocks: call it off the event loop.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.embedded import Embedded, text_of

FILE = "messages.sqlite"
"""In the data folder."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, call_id TEXT NOT NULL, phone TEXT NOT NULL, name TEXT NOT NULL,
    message TEXT NOT NULL, words TEXT NOT NULL, recording TEXT, start_ms INTEGER, end_ms INTEGER,
    taken_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY, call_id TEXT NOT NULL, phone TEXT NOT NULL, name TEXT NOT NULL,
    at TEXT NOT NULL, reason TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'booked', booked_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS callbacks_by_time ON callbacks (status, at);
"""


@dataclass(frozen=True)
class Message:
    """What a caller left."""

    call_id: str
    phone: str
    """E.164"""

    message: str
    """What it is about."""

    name: str = ""
    words: str = ""
    """What the caller said, as it was understood."""

    recording: str | None = None
    """The call's recording, relative to the data folder; None when nothing is recorded."""

    start_ms: int | None = None
    """Where in the recording the words begin."""

    end_ms: int | None = None


@dataclass(frozen=True)
class Callback:
    """A time at which the caller is to be called."""

    call_id: str
    phone: str
    """E.164"""

    at: datetime
    """Wall-clock time of the business."""

    reason: str
    name: str = ""


class MessageBook:
    """The book in one file; see `flows.embedded`."""

    def __init__(self, data_dir: Path) -> None:
        """Open the book of a data folder, and make it if there is none."""
        self._database = Embedded(data_dir / FILE, _SCHEMA)

    def take(self, key: str, message: Message, *, now: datetime) -> None:
        """Write a message down, once for a key."""
        row = {**asdict(message), "taken_at": text_of(now)}
        self._database.once(key, lambda database: _insert(database, "messages", row))

    def book(self, key: str, callback: Callback, *, now: datetime) -> None:
        """Book a callback, once for a key."""
        row = {**asdict(callback), "at": text_of(callback.at), "booked_at": text_of(now)}
        self._database.once(key, lambda database: _insert(database, "callbacks", row))

    def messages(self) -> list[dict[str, Any]]:
        """All messages, oldest first."""
        return self._all("messages")

    def callbacks(self) -> list[dict[str, Any]]:
        """All callbacks that are booked, in order of time."""
        return [row for row in self._all("callbacks", "at") if row["status"] == "booked"]

    def _all(self, table: str, order: str = "id") -> list[dict[str, Any]]:
        with self._database.connection() as database:
            return [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY {order}")]


def _insert(database: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    cursor = database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", dict(row))
    return {"id": cursor.lastrowid}
