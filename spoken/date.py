"""Dates: `YYYY-MM-DD`, understood from what lies ahead of today in the zone of the business.

A weekday alone is the next one after today. "Next Tuesday" is the Tuesday of the next calendar week (weeks
start on Monday). A day of the month is the next such day from today on. Only what names a past day ("last
Monday", "yesterday", a year gone by) gives a past date, and it is marked as such.
"""

import calendar
import random
import re
from datetime import date, datetime, timedelta
from typing import Any

import dateparser
from rapidfuzz import fuzz

from spoken.base import Found, Setting
from spoken.calendar_days import read_calendar_day
from spoken.words import cardinal, ordinal, say_ordinal

WEEKDAYS = [name.lower() for name in calendar.day_name]
MONTHS = [name.lower() for name in calendar.month_name]
_SHORT = {name[:3]: n for n, name in enumerate(MONTHS) if name} | {"sept": 9}
_DAYS = {name[:3]: n for n, name in enumerate(WEEKDAYS)} | {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}
_LEADS = ("the", "on", "for", "this", "coming", "of")
_RELATIVE = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_LIKE = 60
"""Likeness (0 to 100) of two spoken ordinals from which one may have been taken for the other."""

_TWINS = ({"twentieth", "twenty eighth"},)
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}

Span = tuple[date, int]


def _month(word: str) -> int | None:
    if word in MONTHS[1:]:
        return MONTHS.index(word)
    # "may", "mar" and "sun" are words of their own; the short forms count only where a day follows.
    return _SHORT.get(word)


def _weekday(word: str) -> int | None:
    singular = word.removesuffix("s") if word.removesuffix("s") in WEEKDAYS else word
    if singular in WEEKDAYS:
        return WEEKDAYS.index(singular)
    return _DAYS.get(word) if word not in ("sun", "sat") else None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ahead(today: date, month: int, day: int) -> date | None:
    """The next `month`/`day` from today on; looks far enough to find a 29 February."""
    found = (_make(today.year + n, month, day) for n in range(9))
    return next((d for d in found if d and d >= today), None)


def _day_ahead(today: date, day: int) -> date | None:
    """The next day of the month with this number, from today on."""
    year, month = today.year, today.month
    for _ in range(13):
        if (found := _make(year, month, day)) and found >= today:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _year(words: list[str], at: int) -> tuple[int, int] | None:
    """A year such as `2026` or `twenty twenty six`, which follows a day and month."""
    if at < len(words) and re.fullmatch(r"20\d\d", words[at]):
        return int(words[at]), at + 1
    if words[at : at + 1] == ["twenty"] and (low := cardinal(words, at + 1)) and 20 <= low[0] <= 59:
        return 2000 + low[0], low[1]
    return None


def _day_number(words: list[str], at: int, *, ordinal_only: bool) -> tuple[int, int] | None:
    found = ordinal(words, at) or (None if ordinal_only else cardinal(words, at))
    return found if found and 1 <= found[0] <= 31 else None


def _on_day(words: list[str], today: date, month: int, day: int, end: int) -> Span | None:
    if year := _year(words, end):
        exact = _make(year[0], month, day)
        return (exact, year[1]) if exact else None
    ahead = _ahead(today, month, day)
    return (ahead, end) if ahead else None


def _month_day(words: list[str], at: int, today: date) -> Span | None:
    """`december third`, `december the 3rd`, `dec 3 2026`."""
    month = _month(words[at])
    if not month:
        return None
    after = at + 2 if words[at + 1 : at + 2] == ["the"] else at + 1
    day = _day_number(words, after, ordinal_only=False)
    return _on_day(words, today, month, *day) if day else None


def _day_month(words: list[str], at: int, today: date) -> Span | None:
    """`the third`, `the third of december`, `3 december`."""
    day = _day_number(words, at, ordinal_only=False)
    if not day:
        return None
    after = day[1] + 1 if words[day[1] : day[1] + 1] == ["of"] else day[1]
    month = _month(words[after]) if after < len(words) else None
    if month and (words[after] != "may" or after > day[1]):
        return _on_day(words, today, month, day[0], after + 1)
    alone = ordinal(words, at)
    # "first" and "second" alone are also other words: they need "the" in front, and no "one" behind.
    if alone and words[alone[1] : alone[1] + 1] == ["one"]:
        return None
    before = at - 2 if words[at - 1 : at] == ["the"] else at - 1
    if before >= 0 and _month(words[before]):
        return None  # the end of a day that does not exist: "february thirtieth"
    if alone and (words[at] not in ("first", "second") or words[at - 1 : at] == ["the"]):
        ahead = _day_ahead(today, alone[0])
        return (ahead, alone[1]) if ahead else None
    return None


def _weekday_span(words: list[str], at: int, today: date) -> Span | None:
    """`tuesday`, `next tuesday`, `this friday`, `last monday`, `tuesday next week`, `a week from tuesday`."""
    which = words[at] if words[at] in ("next", "last", "this", "coming") else None
    index = at + 1 if which else at
    weekday = _weekday(words[index]) if index < len(words) else None
    if weekday is None:
        return None
    monday, end = today - timedelta(days=today.weekday()), index + 1
    if which == "next" or words[end : end + 2] == ["next", "week"]:
        end += 0 if which == "next" else 2
        return monday + timedelta(days=7 + weekday), end
    if which == "last":
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1), end
    if which == "this":
        return today + timedelta(days=(weekday - today.weekday()) % 7), end
    ahead = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if (found := _dated_weekday(words, end, today, weekday)) is not None:
        return found
    return ahead, end


def _dated_weekday(words: list[str], at: int, today: date, weekday: int) -> Span | None:
    """`tuesday the third`, `tuesday december third`: the date decides, unless a weekday like it was meant."""
    index = at + 1 if words[at : at + 1] == ["the"] else at
    if index >= len(words):
        return None
    dated = _month_day(words, index, today)
    if dated is None and ordinal(words, index):
        dated = _day_month(words, index, today)
    return (_as_weekday(dated[0], weekday, today), dated[1]) if dated else None


def _as_weekday(day: date, weekday: int, today: date) -> date:
    """The day of that month that is such a weekday and sounds like `day`; `day` itself if none does.

    "Friday the fifth", when the sixth is a Friday: people know the weekday they mean, and recognisers take
    one ordinal for another. What was made of it is read back.
    """
    if day.weekday() == weekday:
        return day
    said = say_ordinal(day.day)
    others = [_make(day.year, day.month, n) for n in range(1, 32)]
    fitting = [one for one in others if one and one >= today and one.weekday() == weekday]
    best = max(fitting, key=lambda one: _alike(said, say_ordinal(one.day)), default=day)
    return best if _alike(said, say_ordinal(best.day)) >= _LIKE else day


def _alike(one: str, other: str) -> float:
    """How alike two ordinals sound, 0 to 100."""
    if {one, other} in _TWINS:
        return 100.0
    return fuzz.ratio(one, other)


def _relative(words: list[str], at: int, today: date) -> Span | None:
    """`tomorrow`, `the day after tomorrow`, `in two weeks`, `a week from today`, `next week`."""
    word = words[at]
    if words[at : at + 3] == ["day", "after", "tomorrow"]:
        return today + timedelta(days=2), at + 3
    if word in _RELATIVE:
        return today + timedelta(days=_RELATIVE[word]), at + 1
    start = at + 1 if word == "in" else at
    count = (1, start + 1) if words[start : start + 1] in (["a"], ["one"]) else cardinal(words, start)
    if not count or count[1] >= len(words) or words[count[1]] not in _UNITS:
        return None
    days, end = count[0] * _UNITS[words[count[1]]], count[1] + 1
    if words[end : end + 2] in (["from", "now"], ["from", "today"]):
        return today + timedelta(days=days), end + 2
    if words[end : end + 1] == ["from"] and end + 1 < len(words):
        base = _relative(words, end + 1, today) or _weekday_span(words, end + 1, today)
        return (base[0] + timedelta(days=days), base[1]) if base else None
    return (today + timedelta(days=days), end) if word == "in" else None


def _calendar(words: list[str], at: int, today: date) -> Span | None:
    return read_calendar_day(words, at, today, _month)


def _written(words: list[str], at: int, today: date) -> Span | None:
    """`2026-12-03` and `12/3`, through dateparser."""
    if not re.fullmatch(r"\d{4}-\d\d?-\d\d?|\d\d?/\d\d?(/\d{2,4})?", words[at]):
        return None
    base = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - dateparser wants local wall time
    read = dateparser.parse(
        words[at], languages=["en"], settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"}
    )
    return (read.date(), at + 1) if read else None


def _anything(words: list[str], today: date) -> date | None:
    """A whole answer that only dateparser knows ("a fortnight from now", "in one month")."""
    base = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - dateparser wants local wall time
    text = " ".join(words)
    if not re.search(r"month|year|fortnight|week|day", text):
        return None
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "REQUIRE_PARTS": ["day"]}
    read = dateparser.parse(text, languages=["en"], settings=settings)
    return read.date() if read else None


class DateKind:
    """Dates in the canonical form `YYYY-MM-DD`."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """Every date. One that lies before today has the problem `past`."""
        today, found, at = setting.now.date(), [], 0
        readers = (_written, _calendar, _relative, _weekday_span, _month_day, _day_month)
        while at < len(words):
            span = next((s for s in (read(words, at, today) for read in readers) if s), None)
            if span is None:
                at += 1
                continue
            start = at
            while start and words[start - 1] in _LEADS and (not found or start > found[-1].end):
                start -= 1
            found.append(self._found(span[0], start, span[1], today))
            at = span[1]
        if not found and 1 < len(words) <= 6 and (day := _anything(words, today)):
            found.append(self._found(day, 0, len(words), today, bare=True))
        return found

    def _found(self, day: date, start: int, end: int, today: date, bare: bool = False) -> Found:
        problem = "past" if day < today else None
        return Found(start, end, day.isoformat(), bare=bare, problem=problem)

    def spoken(self, value: Any) -> str:
        """`Tuesday, December third`. The year is left out."""
        day = date.fromisoformat(str(value)[:10])
        return f"{calendar.day_name[day.weekday()]}, {calendar.month_name[day.month]} {say_ordinal(day.day)}"

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A weekday, a relative day, a day of the month, or a month and day."""
        weekday = rng.choice(WEEKDAYS)
        month = rng.choice(MONTHS[1:])
        day = say_ordinal(rng.randint(1, 31))
        forms = ("tomorrow", "today", "the day after tomorrow", f"{weekday} next week")
        plain = (weekday, f"next {weekday}", f"this {weekday}", weekday)
        dated = (f"{month} {day}", f"the {day}", f"{weekday} the {day}", f"{month} the {day}")
        return rng.choice(rng.choices((forms, plain, dated), weights=(1, 3, 3))[0])
