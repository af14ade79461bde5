"""The office's calendar: an embedded SQLite database that many calls and processes share.

Every change is one `BEGIN IMMEDIATE` transaction and a unique index on (chair, start) has the last word, so
no slot is given twice. Everything here blocks: call it off the event loop.
"""

import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from flows.embedded import Embedded, text_of

from . import hours

_SCHEMA = """
CREATE TABLE IF NOT EXISTS patients (phone TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS visits (
    id INTEGER PRIMARY KEY, chair INTEGER NOT NULL, start TEXT NOT NULL, service TEXT NOT NULL,
    phone TEXT NOT NULL, name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('booked', 'cancelled')), updated_at TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS one_visit_per_chair ON visits (chair, start) WHERE status = 'booked';
CREATE INDEX IF NOT EXISTS visits_by_phone ON visits (phone, start);
CREATE TABLE IF NOT EXISTS bookings (key TEXT PRIMARY KEY, visit_id INTEGER NOT NULL REFERENCES visits (id));
CREATE TABLE IF NOT EXISTS messages (
    key TEXT PRIMARY KEY, call_id TEXT NOT NULL, phone TEXT NOT NULL, reason TEXT NOT NULL,
    taken_at TEXT NOT NULL);
"""
_COLUMNS = "id, start, service, phone, name, status"


class SlotTaken(Exception):
    """Somebody else has it."""


class NoSuchVisit(Exception):
    """There is no booked visit with that id."""


@dataclass(frozen=True)
class Visit:
    """One appointment."""

    id: int
    start: datetime
    """Wall-clock time of the office."""

    service: str
    phone: str
    """E.164"""

    name: str = ""
    """The patient, as far as known."""

    status: str = "booked"
    """`booked` or `cancelled`"""


class Calendar(Embedded):
    """The calendar in one file. Safe for threads and processes: each operation has its own connection."""

    def __init__(self, path: Path, *, chairs: int = 1) -> None:
        """Open the calendar, and create it if there is none.

        Args:
            path: The database file.
            chairs: How many patients can be seen at once.
        """
        super().__init__(path, _SCHEMA)
        self.chairs = chairs

    def is_free(self, start: datetime) -> bool:
        """Whether a chair is free at `start`. The office hours are not looked at."""
        with self.connection() as database:
            return self._free_chair(database, start) is not None

    def free_slots(self, near: datetime, now: datetime, count: int = 3) -> list[datetime]:
        """Up to `count` free slots, in order: the nearest of that day, or else the first of the next ones."""
        found: list[datetime] = []
        with self.connection() as database:
            for day in hours.days_from(near.date(), now):
                free = self._free_on(database, day, now)
                if day == near.date():
                    free = sorted(free, key=lambda slot: abs(slot - near))
                found += free[: count - len(found)]
                if len(found) == count:
                    break
        return sorted(found)

    def book(
        self, key: str, start: datetime, service: str, phone: str, name: str = "", *, now: datetime
    ) -> Visit:
        """Book a visit. The same key books the same slot once, however often it is asked.

        Raises:
            SlotTaken: No chair is free at `start`.
        """
        with self.transaction() as database:
            row = database.execute("SELECT visit_id FROM bookings WHERE key = ?", (key,)).fetchone()
            earlier = self._visit(database, row[0]) if row else None
            if earlier and earlier.status == "booked" and earlier.start == start:
                return earlier
            chair = self._free_chair(database, start)
            if chair is None:
                raise SlotTaken(text_of(start))
            done = database.execute(
                "INSERT INTO visits (chair, start, service, phone, name, status, updated_at)"
                " VALUES (?, ?, ?, ?, ?, 'booked', ?)",
                (chair, text_of(start), service, phone, name, text_of(now)),
            )
            visit = Visit(int(done.lastrowid or 0), start, service, phone, name)
            database.execute("INSERT OR REPLACE INTO bookings VALUES (?, ?)", (key, visit.id))
            return visit

    def move(self, visit_id: int, start: datetime, now: datetime) -> Visit:
        """Move a visit to another slot. Moving it to where it is already changes nothing.

        Raises:
            NoSuchVisit: It does not exist or was cancelled.
            SlotTaken: No chair is free at `start`.
        """
        with self.transaction() as database:
            visit = self._visit(database, visit_id)
            if visit is None or visit.status != "booked":
                raise NoSuchVisit(str(visit_id))
            if visit.start == start:
                return visit
            chair = self._free_chair(database, start)
            if chair is None:
                raise SlotTaken(text_of(start))
            database.execute(
                "UPDATE visits SET chair = ?, start = ?, updated_at = ? WHERE id = ?",
                (chair, text_of(start), text_of(now), visit_id),
            )
            return replace(visit, start=start)

    def cancel(self, visit_id: int, now: datetime) -> Visit:
        """Cancel a visit. Cancelling it again changes nothing.

        Raises:
            NoSuchVisit: It does not exist.
        """
        with self.transaction() as database:
            visit = self._visit(database, visit_id)
            if visit is None:
                raise NoSuchVisit(str(visit_id))
            database.execute(
                "UPDATE visits SET status = 'cancelled', updated_at = ? WHERE id = ? AND status = 'booked'",
                (text_of(now), visit_id),
            )
            return replace(visit, status="cancelled")

    def visits_of(self, phone: str, now: datetime) -> list[Visit]:
        """The visits to come that are booked under a number, the next one first."""
        with self.connection() as database:
            rows = database.execute(
                f"SELECT {_COLUMNS} FROM visits"
                " WHERE phone = ? AND status = 'booked' AND start > ? ORDER BY start",
                (phone, text_of(now)),
            ).fetchall()
        return [_read(row) for row in rows]

    def patient(self, phone: str) -> str | None:
        """The name under which a number is known."""
        with self.connection() as database:
            row = database.execute("SELECT name FROM patients WHERE phone = ?", (phone,)).fetchone()
        return row[0] if row else None

    def add_patient(self, phone: str, name: str) -> None:
        """Make a number known, or rename it."""
        with self.transaction() as database:
            database.execute("INSERT OR REPLACE INTO patients VALUES (?, ?)", (phone, name))

    def leave_message(self, key: str, call_id: str, phone: str, reason: str, now: datetime) -> None:
        """Keep a message for the office. The same key keeps one message; the last words count."""
        with self.transaction() as database:
            database.execute(
                "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?)",
                (key, call_id, phone, reason, text_of(now)),
            )

    def _free_chair(self, database: sqlite3.Connection, start: datetime) -> int | None:
        rows = database.execute(
            "SELECT chair FROM visits WHERE start = ? AND status = 'booked'", (text_of(start),)
        ).fetchall()
        busy = {row[0] for row in rows}
        return next((chair for chair in range(1, self.chairs + 1) if chair not in busy), None)

    def _free_on(self, database: sqlite3.Connection, day: date, now: datetime) -> list[datetime]:
        rows = database.execute(
            "SELECT start, COUNT(*) FROM visits WHERE start LIKE ? AND status = 'booked' GROUP BY start",
            (f"{day.isoformat()}%",),
        ).fetchall()
        full = {start for start, busy in rows if busy >= self.chairs}
        return [slot for slot in hours.slots_of(day) if slot > now and text_of(slot) not in full]

    def _visit(self, database: sqlite3.Connection, visit_id: int) -> Visit | None:
        row = database.execute(f"SELECT {_COLUMNS} FROM visits WHERE id = ?", (visit_id,)).fetchone()
        return _read(row) if row else None


def _read(row: tuple[int, str, str, str, str, str]) -> Visit:
    visit_id, start, *rest = row
    return Visit(visit_id, datetime.fromisoformat(start), *rest)
