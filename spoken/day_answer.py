"""Answers that are days, times, or both, in the zone of the business.

What may be meant for two days ("Monday or Tuesday", "after Friday") is no answer. A day that has passed and
a day that does not exist are told apart, so that the caller can be told which it is.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from spoken.base import Found, Setting
from spoken.correction import segments
from spoken.date import MONTHS, WEEKDAYS, DateKind
from spoken.reading import NOTHING, SEVERAL, UNCLEAR, Problem, Reading, the_one
from spoken.time import TimeKind
from spoken.words import cardinal, listed, ordinal, tokens

_DATES, _TIMES = DateKind(), TimeKind()
_VAGUE = frozenset(listed("after before except but until till not isn't any every by besides"))
"""Words in front of a day or time that make it another one, or many."""

_NOT_A_DAY = [
    saying.split()
    for saying in listed("next month | next week | this week | this month | weekend | next year", "|")
]
_UNIT_SECS = {"minute": 60, "minutes": 60, "hour": 3600, "hours": 3600}


def read_date(text: str, setting: Setting) -> Reading:
    """A day, `YYYY-MM-DD`, from today on."""
    readings = _days(text, setting)
    if not readings:
        return NOTHING
    if readings[-1].problem == "nothing" and any(one.value for one in readings):
        return UNCLEAR  # what was taken back is not used
    return readings[-1]


def _days(text: str, setting: Setting) -> list[Reading]:
    """What each piece of the utterance says of a day."""
    pieces = [_in_order(piece.words) for piece in segments(tokens(text)) if piece.words]
    readings = [_day(words, setting) for words in pieces]
    if len(pieces) > 1 and (month := _month_of(pieces[:-1])) and _only_a_day_number(pieces[-1]):
        readings[-1] = _day([month, *pieces[-1]], setting)
    return readings


def read_time(text: str, setting: Setting) -> Reading:
    """A time of day, `HH:MM`."""
    pieces = [piece.words for piece in segments(_times_in_order(tokens(text))) if piece.words]
    if not pieces:
        return NOTHING
    words = pieces[-1]
    if len(pieces) > 1 and (part := _part_of(pieces[-2])) and not _part_of(words):
        words = [*words, "in", "the", part]
    reading = _time(words, setting)
    if reading.problem == "nothing" and len(pieces) > 1:
        return UNCLEAR
    return reading


def read_moment(text: str, setting: Setting) -> Reading:
    """A day and a time, `YYYY-MM-DDTHH:MM±HH:MM`. An hour that the clocks skip is impossible."""
    later = _later(tokens(text), setting.now)
    if later:
        return Reading(later.isoformat(timespec="minutes"))
    days = [reading for reading in _days(text, setting) if reading.problem != "nothing"]
    day = days[-1] if days else NOTHING
    at = read_time(_without_days(text, setting), setting)
    for one in (day, at):
        if one.problem and one.problem != "nothing":
            return one
    if day.value is None or at.value is None:
        said = day.value or at.value
        missing = ("time",) if day.value else ("day",)
        return Reading(problem="incomplete", partial=said, missing=missing) if said else NOTHING
    return _at(day.value, at.value, setting)


def moment(day: str, clock: str, now: datetime) -> datetime | None:
    """Day and time in the zone of `now`; None when the clocks skip it. The first of two equal hours."""
    naive = datetime.fromisoformat(f"{day}T{clock}")
    local = naive.replace(tzinfo=now.tzinfo)
    there_and_back = local.astimezone(UTC).astimezone(now.tzinfo)
    return local if there_and_back.replace(tzinfo=None) == naive else None


def _at(day: str, clock: str, setting: Setting) -> Reading:
    found = moment(day, clock, setting.now)
    if found is None:
        return Reading(problem="impossible")
    if found < setting.now:
        return Reading(problem="past")
    return Reading(found.isoformat(timespec="minutes"))


def _later(words: list[str], now: datetime) -> datetime | None:
    """`in two hours`, `half an hour from now`: counted in time that passes, whatever the clocks do."""
    text = " ".join(words)
    secs: int | None = None
    if "in half an hour" in text or "half an hour from now" in text:
        secs = 1800
    elif "in an hour" in text or "an hour from now" in text:
        secs = 5400 if "an hour and a half" in text else 3600
    else:
        secs = next((found for at in range(len(words)) if (found := _ahead(words, at))), None)
    if secs is None:
        return None
    return (now.astimezone(UTC) + timedelta(seconds=secs)).astimezone(now.tzinfo or ZoneInfo("UTC"))


def _ahead(words: list[str], at: int) -> int | None:
    """The seconds of `in two hours`, `ninety minutes from now`."""
    number = cardinal(words, at)
    if not number or not words[number[1] :] or words[number[1]] not in _UNIT_SECS:
        return None
    if (at and words[at - 1] == "in") or words[number[1] + 1 : number[1] + 3] == ["from", "now"]:
        return number[0] * _UNIT_SECS[words[number[1]]]
    return None


def _day(words: list[str], setting: Setting) -> Reading:
    found = [one for one in _DATES.find(words, setting) if not one.bare or "fortnight" in words]
    if "ago" in words:
        return Reading(problem="past")
    kept = [one for one in found if not _vague(words, one)]
    if not kept:
        return UNCLEAR if found else _no_day(words)
    if "or" in words or any(words[at : at + 2] == ["after", "next"] for at in range(len(words))):
        return UNCLEAR if len(kept) == 1 else SEVERAL
    reading = the_one(_dated(words, kept))
    if reading.value and any(one.problem for one in kept):
        return Reading(problem="past")
    return reading


def _vague(words: list[str], one: Found) -> bool:
    before = [words[at] for at in range(max(0, one.start - 1), one.end) if words[at] not in ("the", "this")]
    return before[0] in _VAGUE if before else False


def _dated(words: list[str], found: list[Found]) -> list[str]:
    """The days said; a weekday beside a date that falls on it says nothing more."""
    if len(found) != 2:
        return [one.value for one in found]
    weekday = [one for one in found if words[one.end - 1] in WEEKDAYS and one.end - one.start <= 2]
    others = [one for one in found if one not in weekday]
    if len(weekday) == 1 and others:
        on = datetime.fromisoformat(others[0].value).weekday()
        if WEEKDAYS[on] == words[weekday[0].end - 1]:
            return [others[0].value]
    return [one.value for one in found]


def _no_day(words: list[str]) -> Reading:
    """Why there is no day in the words."""
    for at in range(len(words)):
        number = ordinal(words, at) or cardinal(words, at)
        if number and ((number[0] > 31 and ordinal(words, at)) or _beside_month(words, at, number[1])):
            return Reading(problem="impossible")
    if month := next((word for word in words if word in MONTHS[1:] and word not in ("may", "march")), None):
        return Reading(problem="incomplete", partial=month, missing=("day",))
    for saying in _NOT_A_DAY:
        if any(words[at : at + len(saying)] == saying for at in range(len(words))):
            return Reading(problem="incomplete", partial=" ".join(saying), missing=("day",))
    return NOTHING


def _beside_month(words: list[str], start: int, end: int) -> bool:
    """Whether a month is named before or after a number."""
    after = end + (words[end : end + 1] == ["of"])
    near = [*words[max(0, start - 1) : start], *words[after : after + 1]]
    return any(word in MONTHS[1:] for word in near)


def _in_order(words: list[str]) -> list[str]:
    """Other orders of the same words: `next week on tuesday`, `tuesday of next week`, `friday week`."""
    text = f" {' '.join(words)} "
    days = "|".join(WEEKDAYS)
    text = re.sub(rf" (?:next week|the week after)(?: on)? ({days}) ", r" \1 next week ", text)
    text = re.sub(rf" ({days}) of next week ", r" \1 next week ", text)
    text = re.sub(rf" this week(?: on)? ({days}) ", r" this \1 ", text)
    text = re.sub(rf" a week (?:on )?({days}) ", r" a week from \1 ", text)
    text = re.sub(r" (?:a )?fortnight (?:from )?(today|now) ", r" two weeks from \1 ", text)
    text = re.sub(r" in a fortnight ", r" in two weeks ", text)
    text = re.sub(r" in a couple of (days|weeks|months) ", r" in two \1 ", text)
    return text.split()


def _month_of(pieces: list[list[str]]) -> str | None:
    """The month that was last said."""
    named = [word for words in pieces for word in words if word in MONTHS[1:]]
    return named[-1] if named else None


def _only_a_day_number(words: list[str]) -> bool:
    core = [word for word in words if word not in ("the", "on", "it's", "i", "um", "uh")]
    number = ordinal(core, 0) or cardinal(core, 0)
    return number is not None and number[1] == len(core)


def _without_days(text: str, setting: Setting) -> str:
    """The words without those that say the day, whose numbers are no times."""
    words = _in_order(tokens(text))
    taken = {at for one in _DATES.find(words, setting) if not one.bare for at in range(one.start, one.end)}
    return " ".join("," if at in taken else word for at, word in enumerate(words))


def _times_in_order(words: list[str]) -> list[str]:
    text = f" {' '.join(words)} "
    text = re.sub(r" (?:twelve|12) (noon|midnight) ", r" \1 ", text)
    text = re.sub(r" (?:a|the) (half past|quarter) ", r" \1 ", text)
    return text.split()


def _part_of(words: list[str]) -> str | None:
    """The part of the day that is named."""
    for at, word in enumerate(words):
        if word in ("morning", "am") or words[at : at + 2] == ["a", "m"]:
            return "morning"
        if word in ("afternoon", "evening", "night", "tonight", "pm") or words[at : at + 2] == ["p", "m"]:
            return "afternoon"
    return None


def _time(words: list[str], setting: Setting) -> Reading:
    if later := _later(words, setting.now):
        return Reading(later.strftime("%H:%M"))
    if military := _military(words):
        return Reading(military)
    found = _TIMES.find(words, setting)
    kept = [one for one in found if not one.bare] or found
    problem: Problem = "several" if len(kept) > 1 or "or" in words else "unclear"
    if any(_vague(words, one) for one in kept) or (kept and "between" in words):
        return Reading(problem=problem)
    if "or" in words and len(found) > 1:
        return SEVERAL
    return the_one([one.value for one in kept])


def _military(words: list[str]) -> str | None:
    """`fourteen hundred hours`."""
    for at in range(len(words)):
        start = at + 1 if words[at] in ("oh", "zero") else at
        hour = cardinal(words, start)
        if hour and words[hour[1] : hour[1] + 1] == ["hundred"] and hour[0] < 24:
            minutes = cardinal(words, hour[1] + 1)
            return f"{hour[0]:02d}:{minutes[0] if minutes and minutes[0] < 60 else 0:02d}"
    return None
