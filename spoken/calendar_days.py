"""Days named by the calendar: ends of months, months from now, holidays of the United States."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from spoken.words import cardinal, ordinal

Span = tuple[date, int]

_END = [["the", "last", "day", "of"], ["last", "day", "of"], ["the", "end", "of"], ["end", "of"]]
_FIXED = {
    ("new", "year's", "eve"): (12, 31),
    ("new", "years", "eve"): (12, 31),
    ("new", "year's", "day"): (1, 1),
    ("new", "years", "day"): (1, 1),
    ("new", "year's"): (1, 1),
    ("christmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("christmas",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("valentine's", "day"): (2, 14),
    ("halloween",): (10, 31),
    ("independence", "day"): (7, 4),
    ("juneteenth",): (6, 19),
    ("veterans", "day"): (11, 11),
}
_MOVING = {
    ("thanksgiving",): (11, calendar.THURSDAY, 4),
    ("labor", "day"): (9, calendar.MONDAY, 1),
    ("memorial", "day"): (5, calendar.MONDAY, -1),
    ("mother's", "day"): (5, calendar.SUNDAY, 2),
    ("father's", "day"): (6, calendar.SUNDAY, 3),
    ("columbus", "day"): (10, calendar.MONDAY, 2),
    ("presidents", "day"): (2, calendar.MONDAY, 3),
}
"""Month, weekday, which of them in the month (-1 = the last)."""


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def read_calendar_day(
    words: list[str], at: int, today: date, month_of: Callable[[str], int | None]
) -> Span | None:
    """The day that starts at `at`, and where it ends. `month_of` knows the names of months."""
    return (
        _end_of_month(words, at, today, month_of)
        or _of_next_month(words, at, today)
        or _in_months(words, at, today)
        or _holiday(words, at, today)
    )


def _next_month(words: list[str], at: int) -> tuple[int, int] | None:
    """How many months ahead, and where it ends: `next month`, `the month`, `this month`."""
    if words[at : at + 2] in (["next", "month"], ["the", "month"], ["this", "month"]):
        return (1 if words[at] == "next" else 0), at + 2
    if words[at : at + 3] == ["the", "next", "month"]:
        return 1, at + 3
    return None


def _end_of_month(
    words: list[str], at: int, today: date, month_of: Callable[[str], int | None]
) -> Span | None:
    """`the end of the month`, `the last day of february`."""
    lead = next((len(saying) for saying in _END if words[at : at + len(saying)] == saying), 0)
    if not lead or at + lead >= len(words):
        return None
    after = at + lead
    if ahead := _next_month(words, after):
        first = months_later(today.replace(day=1), ahead[0])
        return _last(first.year, first.month), ahead[1]
    if month := month_of(words[after]):
        year = today.year if _last(today.year, month) >= today else today.year + 1
        return _last(year, month), after + 1
    return None


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _of_next_month(words: list[str], at: int, today: date) -> Span | None:
    """`the first of next month`, `the fifteenth of this month`."""
    start = at + 1 if words[at] == "the" else at
    day = ordinal(words, start)
    if not day or words[day[1] : day[1] + 1] != ["of"]:
        return None
    ahead = _next_month(words, day[1] + 1)
    if not ahead:
        return None
    first = months_later(today.replace(day=1), ahead[0])
    last = calendar.monthrange(first.year, first.month)[1]
    return (first.replace(day=day[0]), ahead[1]) if 1 <= day[0] <= last else None


def _in_months(words: list[str], at: int, today: date) -> Span | None:
    """`in two months`, `a month from today`, `in a year`."""
    lead = words[at] == "in"
    start = at + 1 if lead else at
    one = words[start : start + 1] in (["a"], ["one"])
    count = (1, start + 1) if one else cardinal(words, start)
    if not count or count[1] >= len(words):
        return None
    unit = {"month": 1, "months": 1, "year": 12, "years": 12}.get(words[count[1]])
    if not unit or count[0] < 1:
        return None
    end = count[1] + 1
    since = words[end : end + 2] in (["from", "now"], ["from", "today"])
    return (months_later(today, count[0] * unit), end + 2 * since) if lead or since else None


def _holiday(words: list[str], at: int, today: date) -> Span | None:
    for name, (month, day) in _FIXED.items():
        if tuple(words[at : at + len(name)]) == name:
            this = date(today.year, month, day)
            return (this if this >= today else date(today.year + 1, month, day)), at + len(name)
    for name, (month, weekday, which) in _MOVING.items():
        if tuple(words[at : at + len(name)]) == name:
            this = _nth(today.year, month, weekday, which)
            ahead = this if this >= today else _nth(today.year + 1, month, weekday, which)
            return ahead, at + len(name)
    return None


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    last = date(year, month, calendar.monthrange(year, month)[1])
    if which < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
