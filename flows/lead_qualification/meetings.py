"""When advisors visit people. Pure: wall-clock times of the company, without a zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

HOURS = range(9, 17)
"""The hours at which a visit may start."""

DAYS = range(5)
"""Monday to Friday, as `date.weekday()` counts."""

HORIZON = timedelta(days=60)
"""How far ahead visits are given."""

Trouble = Literal["past", "closed", "off_grid", "too_far"]

NEWS: dict[str, str] = {
    "taken": "That time is taken.",
    "closed": "We make visits from Monday to Friday, and the last one starts at 4 PM.",
    "past": "That has already passed.",
    "off_grid": "Visits start on the hour.",
    "too_far": "I can only book about two months ahead.",
}
"""Why a time cannot be had, as it is said."""


def trouble(start: datetime, now: datetime) -> Trouble | None:
    """Why nobody can come at `start`, or None if somebody may."""
    if start <= now:
        return "past"
    if start - now > HORIZON:
        return "too_far"
    if start.weekday() not in DAYS or start.hour not in HOURS:
        return "closed"
    return "off_grid" if start.minute else None


def slots_of(day: date) -> list[datetime]:
    """Every slot of a day, in order; none at the weekend."""
    return [datetime.combine(day, time(hour)) for hour in HOURS] if day.weekday() in DAYS else []


def days_from(day: date, now: datetime) -> Iterator[date]:
    """The days from `day` (or today, if that is later) on, as far ahead as visits are given."""
    current = max(day, now.date())
    while datetime.combine(current, time()) - now <= HORIZON:
        yield current
        current += timedelta(days=1)
