"""Who goes where: visits of the technicians, and pages to the one on call. An embedded database.

A unique index on (technician, start) has the last word, so no technician is sent to two places. Moments are
wall-clock times of the business. Everything here blocks: call it off the event loop.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.embedded import Embedded, text_of

from . import windows

_SCHEMA = """
CREATE TABLE IF NOT EXISTS visits (
    id INTEGER PRIMARY KEY, technician INTEGER NOT NULL, start TEXT NOT NULL, problem TEXT NOT NULL,
    address TEXT NOT NULL, zip_code TEXT NOT NULL, phone TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'cancelled')), call_id TEXT NOT NULL,
    updated_at TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS one_visit_at_a_time ON visits (technician, start) WHERE status = 'booked';
CREATE INDEX IF NOT EXISTS visits_by_phone ON visits (phone, start);
CREATE TABLE IF NOT EXISTS pages (
    id INTEGER PRIMARY KEY, danger TEXT NOT NULL, address TEXT NOT NULL, zip_code TEXT NOT NULL,
    phone TEXT NOT NULL, call_id TEXT NOT NULL, paged_at TEXT NOT NULL);
"""


class WindowTaken(Exception):
    """All technicians are somewhere else then."""


class NoSuchVisit(Exception):
    """There is no booked visit with that id."""


@dataclass(frozen=True)
class Place:
    """Where somebody is sent, and whom they find there."""

    address: str
    """Street and number."""
    zip_code: str
    phone: str
    """E.164"""


@dataclass(frozen=True)
class Visit:
    """A technician's visit."""

    id: int
    start: datetime
    """When its window begins."""
    problem: str
    place: Place


class Dispatch(Embedded):
    """The plan of the technicians in one file."""

    def __init__(self, path: Path, *, technicians: int = 2) -> None:
        super().__init__(path, _SCHEMA)
        self.technicians = technicians

    def free_on(self, day: date, now: datetime) -> list[datetime]:
        """The free windows of a day, in order."""
        with self.connection() as database:
            return [start for start in windows.windows_of(day, now) if self._technician(database, start)]

    def free_from(self, day: date, now: datetime, count: int) -> list[datetime]:
        """The first free windows from a day on."""
        found: list[datetime] = []
        for each in windows.days_from(day, now):
            found += self.free_on(each, now)
            if len(found) >= count:
                break
        return found[:count]

    def book(
        self, key: str, start: datetime, problem: str, place: Place, *, call_id: str, now: datetime
    ) -> Visit:
        """Send a technician. The same key books one visit.

        Raises:
            WindowTaken: Nobody is free in that window.
        """

        def act(database: sqlite3.Connection) -> dict[str, Any]:
            technician = self._technician(database, start)
            if technician is None:
                raise WindowTaken(text_of(start))
            done = database.execute(
                "INSERT INTO visits"
                " (technician, start, problem, address, zip_code, phone, call_id, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (technician, text_of(start), problem, *_columns(place), call_id, text_of(now)),
            )
            return {"id": done.lastrowid}

        return Visit(self.once(key, act)["id"], start, problem, place)

    def cancel(self, visit_id: int, now: datetime) -> None:
        """Cancel a visit. Cancelling it again changes nothing.

        Raises:
            NoSuchVisit: It does not exist.
        """
        with self.transaction() as database:
            changed = database.execute(
                "UPDATE visits SET status = 'cancelled', updated_at = ? WHERE id = ?",
                (text_of(now), visit_id),
            )
            if not changed.rowcount:
                raise NoSuchVisit(str(visit_id))

    def visits_of(self, phone: str, now: datetime) -> list[Visit]:
        """The visits to come that are booked under a number, the next one first."""
        with self.connection() as database:
            rows = database.execute(
                "SELECT * FROM visits WHERE phone = ? AND status = 'booked' AND start > ? ORDER BY start",
                (phone, text_of(now - windows.LENGTH)),
            ).fetchall()
        return [_read(row) for row in rows]

    def page(self, key: str, danger: str, place: Place, *, call_id: str, now: datetime) -> int:
        """Page the electrician on call and give the page's number. The same key pages once."""
        row = (danger, *_columns(place), call_id, text_of(now))
        return self._insert(key, "pages (danger, address, zip_code, phone, call_id, paged_at)", row)

    def _insert(self, key: str, table: str, row: tuple[Any, ...]) -> int:
        def act(database: sqlite3.Connection) -> dict[str, Any]:
            values = ", ".join("?" * len(row))
            return {"id": database.execute(f"INSERT INTO {table} VALUES ({values})", row).lastrowid}

        return self.once(key, act)["id"]

    def _technician(self, database: sqlite3.Connection, start: datetime) -> int | None:
        """A technician who is free then."""
        rows = database.execute(
            "SELECT technician FROM visits WHERE start = ? AND status = 'booked'", (text_of(start),)
        ).fetchall()
        busy = {row["technician"] for row in rows}
        return next((one for one in range(1, self.technicians + 1) if one not in busy), None)


def _columns(place: Place) -> tuple[str, str, str]:
    return place.address, place.zip_code, place.phone


def _read(row: sqlite3.Row) -> Visit:
    place = Place(row["address"], row["zip_code"], row["phone"])
    return Visit(row["id"], datetime.fromisoformat(row["start"]), row["problem"], place)
