"""What a caller with a goal got, by the rows of the flow's calendar alone."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from simulation.goal import Goal

Outcome = Literal["right", "none", "wrong"]

CALENDAR = "appointments.sqlite"
"""The calendar's file in the data folder; its table `visits` is that of `flows/appointments/calendar.py`."""


@dataclass(frozen=True)
class Booked:
    """A visit that stands in the calendar."""

    start: datetime
    service: str
    phone: str


def booked(folder: Path) -> Counter[Booked]:
    """The booked visits of a calendar; none if there is none. Blocks: call it off the event loop."""
    file = folder / CALENDAR
    if not file.is_file():
        return Counter()
    with closing(sqlite3.connect(file, timeout=10)) as database:
        rows = database.execute("SELECT start, service, phone FROM visits WHERE status = 'booked'")
        return Counter(Booked(datetime.fromisoformat(start), *rest) for start, *rest in rows)


def outcome(goal: Goal, wish: datetime, before: Counter[Booked], after: Counter[Booked]) -> Outcome:
    """Whether exactly what was wanted was done, nothing at all, or something else.

    `wish` is the moment that the caller wanted in the end: the goal's, or one that was offered and taken.
    """
    new, gone = after - before, before - after
    if not new and not gone:
        return "none"
    made = Counter([Booked(wish, goal.service, goal.phone)])
    if goal.intent == "book":
        return "right" if new == made and not gone else "wrong"
    mine = len(gone) == gone.total() == 1 and next(iter(gone)).phone == goal.phone
    if goal.intent == "move":
        return "right" if mine and new == made else "wrong"
    return "right" if gone == made and not new else "wrong"
