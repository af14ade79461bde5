"""Times of day: `HH:MM`, 24 hours. Opening hours decide between morning and afternoon when nobody says."""

import random
import re
from typing import Any

from spoken.base import Found, Setting
from spoken.words import cardinal, listed, say_number

_CALLED = {"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)}
_AFTERNOON = ("afternoon", "evening", "tonight", "night")
_LEADS = ("at", "around", "about", "by", "for")
_NOT_TIMES = (
    "of",
    "people",
    "persons",
    "days",
    "day",
    "weeks",
    "week",
    "months",
    "times",
    "years",
    "hundred",
    "thousand",
    "dollars",
    "percent",
)

_POINTING = frozenset(
    listed("""
        another the that this other last first second third wrong right different which same new next earlier
        later any each
    """)
)
"""Words after which "one" stands for a thing: "the last one" is no time."""

Clock = tuple[int, int, int]
"""Hour, minute, index after the last token."""


def _hour(words: list[str], at: int) -> tuple[int, int] | None:
    found = cardinal(words, at)
    return found if found and 0 <= found[0] <= 23 else None


def _minutes(words: list[str], at: int) -> tuple[int, int] | None:
    """Minutes after an hour: `thirty`, `oh five`, `45`."""
    if words[at : at + 1] in (["oh"], ["o"], ["zero"]):
        unit = cardinal(words, at + 1)
        return unit if unit and 1 <= unit[0] <= 9 else None
    found = cardinal(words, at)
    return found if found and 10 <= found[0] <= 59 else None


def _from_hour(words: list[str], at: int) -> Clock | None:
    """`half past two`, `quarter to three`, `ten past four`, `twenty minutes to five`."""
    index = at + 1 if words[at] == "a" else at
    if words[index : index + 1] == ["half"]:
        minutes, after = 30, index + 1
    elif words[index : index + 1] == ["quarter"]:
        minutes, after = 15, index + 1
    elif (count := cardinal(words, index)) and 1 <= count[0] <= 59:
        minutes, after = count[0], count[1]
        after += words[after : after + 1] == ["minutes"]
    else:
        return None
    side = words[after] if after < len(words) else ""
    if side not in ("past", "after", "to", "till", "before") or (minutes == 30 and side != "past"):
        return None
    if words[after + 1 : after + 2] == ["noon"]:
        hour: tuple[int, int] | None = (12, after + 2)
    else:
        hour = _hour(words, after + 1)
    if not hour:
        return None
    if side in ("past", "after"):
        return hour[0], minutes, hour[1]
    return (hour[0] - 1) % 24 or 12, 60 - minutes, hour[1]


def _written(words: list[str], at: int) -> Clock | None:
    match = re.fullmatch(r"(\d\d?):(\d\d)", words[at])
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return int(match[1]), int(match[2]), at + 1
    return None


def _daypart(words: list[str], at: int) -> tuple[str | None, int]:
    """`am`, `pm` or None, and where what says so ends. Reads `a m`, `pm`, `in the morning`, `at night`."""
    if words[at : at + 1] in (["am"], ["pm"]):
        return words[at], at + 1
    if words[at : at + 2] in (["a", "m"], ["p", "m"]):
        return words[at] + "m", at + 2
    index = at
    while index < len(words) and words[index] in ("in", "the", "at", "this"):
        index += 1
    if index < len(words) and words[index] == "morning":
        return "am", index + 1
    if index < len(words) and words[index] in _AFTERNOON:
        return "pm", index + 1
    return None, at


def _resolve(hour: int, part: str | None, hours: tuple[int, int]) -> int:
    """The hour of the day. Without a part of the day, the reading inside the opening hours is taken."""
    if part == "am":
        return 0 if hour == 12 else hour
    if part == "pm":
        return hour if hour >= 12 else hour + 12
    if hour > 12 or hour == 0:
        return hour
    morning, afternoon = hour % 12, hour % 12 + 12
    opens, closes = hours
    if opens <= morning < closes:
        return morning
    return afternoon if opens <= afternoon < closes or hour == 12 else morning


class TimeKind:
    """Times in the canonical form `HH:MM`."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """Every time. A number alone is bare; not so with "at" or minutes."""
        found: list[Found] = []
        spread = "pm" if any(w in _AFTERNOON for w in words) else "am" if "morning" in words else None
        at = 0
        while at < len(words):
            one = self._at(words, at, spread, setting)
            if one is None:
                at += 1
                continue
            found.append(one)
            at = one.end
        return found

    def _at(self, words: list[str], at: int, spread: str | None, setting: Setting) -> Found | None:
        start = at - 1 if at and words[at - 1] in _LEADS else at
        pointed = words[at] == "one" and at > 0 and words[at - 1] in _POINTING
        if words[at] in _CALLED:
            hour, minute = _CALLED[words[at]]
            return Found(start, at + 1, f"{hour:02d}:{minute:02d}")
        bare = False
        if clock := _from_hour(words, at) or _written(words, at):
            hour, minute, end = clock
        elif spoken := _hour(words, at):
            hour, end = spoken
            following = _minutes(words, end)
            minute, end = following or (0, end)
            oclock = words[end : end + 1] == ["oclock"]
            end += oclock
            bare = not (following or oclock or (start < at and words[start] != "for"))
        else:
            return None
        part, end = _daypart(words, end)
        if end < len(words) and words[end] in _NOT_TIMES and part is None:
            return None
        bare = bare and part is None
        if bare and pointed:
            return None
        resolved = _resolve(hour, part or spread, setting.hours)
        return Found(start, end, f"{resolved:02d}:{minute:02d}", bare=bare) if resolved < 24 else None

    def spoken(self, value: Any) -> str:
        """`ten thirty a m`, `three p m`, `noon`."""
        hour, minute = (int(part) for part in str(value).split(":")[:2])
        if minute == 0 and hour in (0, 12):
            return "noon" if hour else "midnight"
        words = [say_number(hour % 12 or 12)]
        if minute:
            words.append(f"oh {say_number(minute)}" if minute < 10 else say_number(minute))
        return " ".join([*words, "a m" if hour < 12 else "p m"])

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A time within the opening hours, at a quarter of the hour."""
        hour = rng.randrange(setting.hours[0], max(setting.hours[1], setting.hours[0] + 1))
        name, minute = say_number(hour % 12 or 12), rng.choice((0, 0, 0, 30, 30, 15, 45))
        part = "a m" if hour < 12 else "p m"
        day = "in the morning" if hour < 12 else "in the afternoon"
        if minute == 0:
            forms = (
                name,
                f"{name} o'clock",
                f"{name} {part}",
                f"{name} {day}",
                "noon" if hour == 12 else name,
            )
        else:
            clock = f"{name} {say_number(minute)}"
            past = {30: f"half past {name}", 15: f"quarter past {name}"}.get(minute, clock)
            forms = (clock, f"{clock} {part}", past, clock, f"{clock} {day}")
        return rng.choice(forms)
