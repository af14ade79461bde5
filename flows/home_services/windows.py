"""When a technician can come. Pure: no clock, no database.

Visits are given as windows of two hours, by the wall clock of the business: the technician arrives within.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

from flows.saying import say_day

LENGTH = timedelta(hours=2)
STARTS = (time(8), time(10), time(13), time(15))
OPEN_DAYS = range(6)
"""Monday to Saturday, as `date.weekday()` counts. Emergencies are not bound to it."""

NOTICE = timedelta(hours=1)
"""The least time between booking a window and its beginning."""

HORIZON_DAYS = 30
"""How far ahead windows are given."""

Part = Literal["morning", "afternoon"]
Trouble = Literal["past", "closed", "too_far"]


def trouble(day: date, now: datetime) -> Trouble | None:
    """Why nobody comes on a day at all."""
    if day < now.date():
        return "past"
    if day > now.date() + timedelta(days=HORIZON_DAYS):
        return "too_far"
    return None if day.weekday() in OPEN_DAYS else "closed"


def windows_of(day: date, now: datetime) -> list[datetime]:
    """The windows of a day that can still be given, by their beginnings."""
    if trouble(day, now):
        return []
    starts = [datetime.combine(day, start) for start in STARTS]
    return [start for start in starts if start - now >= NOTICE]


def days_from(day: date, now: datetime) -> Iterator[date]:
    """The open days from `day` (or today, if that is later) on."""
    current = max(day, now.date())
    while trouble(current, now) != "too_far":
        if trouble(current, now) is None:
            yield current
        current += timedelta(days=1)


def fits(start: datetime, part: Part | None, at: time | None) -> bool:
    """Whether a window is the one that is wanted: it contains the time, or lies in that part of the day."""
    if at is not None:
        return start.time() <= at < (start + LENGTH).time()
    return part is None or (part == "morning") == (start.hour < 12)


def say_window(start: datetime) -> str:
    """`Thursday, March 5th, between 8 and 10 AM`"""
    end = start + LENGTH
    first, last = (moment.hour % 12 or 12 for moment in (start, end))
    return f"{say_day(start.date())}, between {first} and {last}{' AM' if end.hour < 12 else ' PM'}"


def say_windows(starts: list[datetime]) -> str:
    """Several windows: `Thursday, March 5th, between 8 and 10 AM; or Friday, ...`"""
    return ", or ".join(say_window(start) for start in starts)
