"""When the office can be visited. Pure: no clock, no database.

All moments here are wall-clock times of the office, without a zone: a visit at nine is at nine, whatever
happens to daylight saving time in between.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

SLOT = timedelta(minutes=30)
OPENS, CLOSES = time(9), time(17)
OPEN_DAYS = range(5)
"""Monday to Friday, as `date.weekday()` counts."""

HORIZON = timedelta(days=180)
"""How far ahead visits are given."""

Trouble = Literal["past", "closed", "off_grid", "too_far"]


def trouble(start: datetime, now: datetime) -> Trouble | None:
    """Why nobody can come at `start`, or None if the office is open then."""
    if start <= now:
        return "past"
    if start - now > HORIZON:
        return "too_far"
    last = datetime.combine(start, CLOSES) - SLOT
    if start.weekday() not in OPEN_DAYS or not datetime.combine(start, OPENS) <= start <= last:
        return "closed"
    if (start - datetime.combine(start, OPENS)) % SLOT:
        return "off_grid"
    return None


def slots_of(day: date) -> list[datetime]:
    """Every slot of a day, in order; none when the office is closed."""
    if day.weekday() not in OPEN_DAYS:
        return []
    first = datetime.combine(day, OPENS)
    count = (datetime.combine(day, CLOSES) - first) // SLOT
    return [first + SLOT * index for index in range(count)]


def days_from(day: date, now: datetime) -> Iterator[date]:
    """The open days from `day` (or today, if that is later) on, as far ahead as visits are given."""
    current = max(day, now.date())
    while datetime.combine(current, OPENS) - now <= HORIZON:
        if current.weekday() in OPEN_DAYS:
            yield current
        current += timedelta(days=1)
