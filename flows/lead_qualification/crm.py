"""The company's leads and meetings. Everything here blocks: call it off the event loop."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.embedded import Embedded, text_of

from . import meetings

_SCHEMA = """
CREATE TABLE IF NOT EXISTS leads (
    phone TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, need TEXT NOT NULL,
    zip_code TEXT NOT NULL, budget TEXT NOT NULL, timing TEXT NOT NULL, authority TEXT NOT NULL,
    score INTEGER NOT NULL, grade TEXT NOT NULL, step TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS meetings (
    id INTEGER PRIMARY KEY, region TEXT NOT NULL, start TEXT NOT NULL, phone TEXT NOT NULL UNIQUE,
    UNIQUE (region, start));
"""
_FACTS = ("phone", "name", "email", "need", "zip_code", "budget", "timing", "authority", "score", "grade")


class SlotTaken(Exception):
    """The advisor is somewhere else then."""


@dataclass(frozen=True)
class Lead:
    """Somebody who called before."""

    phone: str
    """E.164"""

    name: str
    need: str
    zip_code: str

    meeting: datetime | None = None
    """The visit of the advisor that is to come, in the company's wall-clock time."""


class Crm(Embedded):
    """Who is interested in what, and what was agreed with them. One lead per phone number."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SCHEMA)

    def lead(self, phone: str, now: datetime) -> Lead | None:
        """The lead of a number."""
        with self.connection() as database:
            row = database.execute(
                "SELECT leads.*, start FROM leads LEFT JOIN meetings"
                " ON meetings.phone = leads.phone AND start > ? WHERE leads.phone = ?",
                (text_of(now), phone),
            ).fetchone()
        if row is None:
            return None
        start = datetime.fromisoformat(row["start"]) if row["start"] else None
        return Lead(row["phone"], row["name"], row["need"], row["zip_code"], start)

    def is_free(self, region: str, start: datetime) -> bool:
        """Whether the advisor of a region is free then."""
        with self.connection() as database:
            return text_of(start) not in _busy(database, region, start.date())

    def free_slots(self, region: str, near: datetime, now: datetime, count: int = 3) -> list[datetime]:
        """Up to `count` free slots in order: the nearest of that day, or else the first of the next ones."""
        found: list[datetime] = []
        with self.connection() as database:
            for day in meetings.days_from(near.date(), now):
                busy = _busy(database, region, day)
                free = [slot for slot in meetings.slots_of(day) if slot > now and text_of(slot) not in busy]
                free.sort(key=lambda slot: abs(slot - near))
                found += free[: count - len(found)]
                if len(found) == count:
                    break
        return sorted(found)

    def book(self, key: str, facts: dict[str, Any], region: str, start: datetime, now: datetime) -> int:
        """Keep a meeting with this lead, in the place of an earlier one; gives its number.

        Raises:
            SlotTaken: The advisor is not free at `start`.
        """

        def act(database: sqlite3.Connection) -> dict[str, Any]:
            _keep(database, facts, "meeting", now)
            database.execute("DELETE FROM meetings WHERE phone = ?", (facts["phone"],))
            if text_of(start) in _busy(database, region, start.date()):
                raise SlotTaken(text_of(start))
            done = database.execute(
                "INSERT INTO meetings (region, start, phone) VALUES (?, ?, ?)",
                (region, text_of(start), facts["phone"]),
            )
            return {"id": done.lastrowid}

        return int(self.once(key, act)["id"])

    def keep(self, key: str, facts: dict[str, Any], step: str, now: datetime) -> None:
        """Keep a lead with what is to be done next: `callback`, `guide`."""

        def act(database: sqlite3.Connection) -> dict[str, Any]:
            _keep(database, facts, step, now)
            return {}

        self.once(key, act)


def _keep(database: sqlite3.Connection, facts: dict[str, Any], step: str, now: datetime) -> None:
    """One row per number: a lead who calls again is the same lead."""
    values = [facts[name] for name in _FACTS]
    marks = ", ".join("?" for _ in range(len(_FACTS) + 2))
    database.execute(
        f"INSERT OR REPLACE INTO leads ({', '.join(_FACTS)}, step, updated_at) VALUES ({marks})",
        (*values, step, text_of(now)),
    )


def _busy(database: sqlite3.Connection, region: str, day: date) -> set[str]:
    rows = database.execute(
        "SELECT start FROM meetings WHERE region = ? AND start LIKE ?", (region, f"{day.isoformat()}%")
    ).fetchall()
    return {row["start"] for row in rows}
