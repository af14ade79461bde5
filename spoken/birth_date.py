"""Dates of birth: `YYYY-MM-DD` in the past. `march third eighty five`, `3/3/85`, `oh three oh three 1985`."""

import calendar
import random
import re
from datetime import date
from typing import Any

from spoken.base import Found, Setting
from spoken.correction import segments
from spoken.date import MONTHS
from spoken.reading import NOTHING, SEVERAL, Reading
from spoken.words import cardinal, ordinal, say_number, say_ordinal, tokens

OLDEST_YEARS = 120
"""Years of life from which a date of birth is not believed."""

_MONTH = {name.lower(): n for n, name in enumerate(calendar.month_name) if name} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if name
}
_MONTH_FIRST = ("US", "CA", "PR", "PH")
"""Regions in which "three four" is the fourth of March."""

_WRITTEN = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)/(\d\d?)/(\d{2,4})")

Parts = tuple[int | None, int | None, int | None]
"""Year, month, day, as far as said."""


def read_birth_date(text: str, setting: Setting) -> Reading:
    """A day in the past on which a living person can have been born."""
    plain = re.sub(r"\b(\d\d?)[-.](\d\d?)[-.](\d{2,4})\b", r"\1/\2/\3", text)
    pieces = [piece.words for piece in segments(tokens(plain)) if piece.words]
    known: Parts = (None, None, None)
    for words in pieces:
        found = _parts(words, setting)
        if isinstance(found, Reading):
            return found
        if found is None:
            continue
        known = _merged(known, found) if any(known) else found
    return _reading(known, setting.now.date())


def _merged(known: Parts, said: Parts) -> Parts:
    """What was said before, with what is said anew."""
    year, month, day = (new if new is not None else old for old, new in zip(known, said, strict=True))
    return year, month, day


def _reading(parts: Parts, today: date) -> Reading:
    year, month, day = parts
    named = zip(("year", "month", "day"), parts, strict=True)
    missing = tuple(name for name, part in named if part is None)
    if len(missing) == 3:
        return NOTHING
    if missing:
        said = "-".join(str(part) for part in parts if part is not None)
        return Reading(problem="incomplete", partial=said, missing=missing)
    assert year is not None and month is not None and day is not None
    try:
        born = date(year, month, day)
    except ValueError:
        return Reading(problem="impossible")
    if born > today:
        return Reading(problem="future")
    if today.year - born.year > OLDEST_YEARS:
        return Reading(problem="impossible")
    return Reading(born.isoformat())


def _parts(words: list[str], setting: Setting) -> Parts | Reading | None:
    written = [match for word in words if (match := _WRITTEN.fullmatch(word))]
    if len(written) > 1:
        return SEVERAL
    if written:
        return _from_written(written[0], setting)
    months = [(at, _MONTH[word]) for at, word in enumerate(words) if _is_month(words, at)]
    if len({month for _, month in months}) > 1:
        return SEVERAL
    if months:
        return _around(words, *months[0], setting)
    return _numbers(words, setting)


def _is_month(words: list[str], at: int) -> bool:
    if words[at] not in _MONTH:
        return False
    # "may" and "march" are other words too: they count beside a number.
    near = [*words[max(0, at - 2) : at], *words[at + 1 : at + 3]]
    numbers = any(cardinal(near, n) or ordinal(near, n) for n in range(len(near)))
    return numbers or words[at] not in ("may", "march", "mar")


def _from_written(match: re.Match[str], setting: Setting) -> Parts:
    if match[1]:
        return int(match[1]), int(match[2]), int(match[3])
    first, second = int(match[4]), int(match[5])
    month, day = _ordered(first, second, setting)
    return _century(int(match[6]), setting, digits=len(match[6])), month, day


def _ordered(first: int, second: int, setting: Setting) -> tuple[int, int]:
    """Month and day; the order of the region unless only the other one is possible."""
    month_first = setting.region in _MONTH_FIRST
    if first > 12:
        month_first = False
    elif second > 12:
        month_first = True
    return (first, second) if month_first else (second, first)


def _around(words: list[str], at: int, month: int, setting: Setting) -> Parts:
    """A month by its name, the day before or after it, and the year at the end."""
    start = at + 2 if words[at + 1 : at + 2] == ["the"] else at + 1
    before = _day_before(words, at)
    day = None if before is not None else ordinal(words, start) or _day_after(words, start)
    if day:
        return _year(words, day[1], setting), month, day[0]
    return _year(words, at + 1, setting), month, before


def _day_after(words: list[str], at: int) -> tuple[int, int] | None:
    """A day said as a number: `march three`. Not the year: `march nineteen eighty five`."""
    zero = at < len(words) and words[at] in ("oh", "zero") and cardinal(words, at + 1)
    number = zero or _before_thousand(words, cardinal(words, at))
    if not number or number[0] > 31:
        return None
    a_year = _two_digits(words, number[1]) and not _more(words, number[1])
    return None if number[0] in (19, 20) and a_year else number


def _more(words: list[str], at: int) -> bool:
    """Whether after two digits a further number follows, so that a year does."""
    two = _two_digits(words, at)
    return two is not None and _two_digits(words, two[1]) is not None


def _day_before(words: list[str], at: int) -> int | None:
    """`the third of march`, `3 march`."""
    end = at - 1 if at and words[at - 1] == "of" else at
    for start in range(max(0, end - 2), end):
        found = ordinal(words, start) or cardinal(words, start)
        if found and found[1] == end:
            return found[0]
    return None


def _numbers(words: list[str], setting: Setting) -> Parts | None:
    """Nothing but numbers: `three three eighty five`, `oh three oh three 1985`, `03031985`."""
    whole = [word for word in words if re.fullmatch(r"\d{6}|\d{8}", word)]
    if whole:
        first, second, year = int(whole[0][:2]), int(whole[0][2:4]), whole[0][4:]
        return (_century(int(year), setting, digits=len(year)), *_ordered(first, second, setting))
    at = next((n for n in range(len(words)) if _two_digits(words, n)), None)
    if at is None:
        return None
    one = _two_digits(words, at)
    two = _before_thousand(words, _two_digits(words, _after_slash(words, one[1]))) if one else None
    if not one or not two:
        year = _year(words, at, setting)
        return (year, None, None) if year and year > 31 else None
    year = _year(words, _after_slash(words, two[1]), setting)
    if year is None:
        alone = _year(words, at, setting)
        return (alone, None, None) if alone else None
    if not (1 <= one[0] <= 31 and 1 <= two[0] <= 31):
        return None
    return (year, *_ordered(one[0], two[0], setting))


def _before_thousand(words: list[str], found: tuple[int, int] | None) -> tuple[int, int] | None:
    """ "Twenty two thousand" after a month is the twentieth, and the year 2000."""
    if found and found[0] > 20 and found[0] % 10 == 2 and words[found[1] : found[1] + 1] == ["thousand"]:
        return found[0] - 2, found[1] - 1
    return found


def _after_slash(words: list[str], at: int) -> int:
    return at + 1 if words[at : at + 1] in (["slash"], ["dash"], ["dot"]) else at


def _two_digits(words: list[str], at: int) -> tuple[int, int] | None:
    """A number below 100, also as `oh three`."""
    if words[at : at + 1] in (["oh"], ["o"], ["zero"]):
        unit = cardinal(words, at + 1)
        return unit if unit and unit[0] <= 9 else None
    return cardinal(words, at)


def _year(words: list[str], at: int, setting: Setting) -> int | None:
    """The year that is said from `at` on: `nineteen eighty five`, `two thousand and five`, `'85`."""
    while at < len(words) and words[at] in ("of", "in", "and", "the", "year", "born", "slash"):
        at += 1
    if at >= len(words):
        return None
    if re.fullmatch(r"\d{4}", words[at]):
        return int(words[at])
    first = cardinal(words, at)
    if first is None:
        zero = _two_digits(words, at)
        return _century(zero[0], setting) if zero else None
    if words[first[1] : first[1] + 1] in (["thousand"], ["hundred"]):
        base = first[0] * (1000 if words[first[1]] == "thousand" else 100)
        rest = cardinal(words, first[1] + 1 + (words[first[1] + 1 : first[1] + 2] == ["and"]))
        return base + (rest[0] if rest else 0)
    second = _two_digits(words, first[1])
    if second and first[0] in (18, 19, 20):
        if first[0] == 20 and second[0] < 10 and words[first[1]] not in ("oh", "o", "zero"):
            return None
        return first[0] * 100 + second[0]
    if first[0] == 1 and second and second[0] == 9:
        return _digit_year(words, at)
    return _century(first[0], setting)


def _digit_year(words: list[str], at: int) -> int | None:
    """`one nine eight five`."""
    digits = ""
    while len(digits) < 4 and (one := _two_digits(words, at)) and one[0] <= 9:
        digits, at = digits + str(one[0]), one[1]
    return int(digits) if len(digits) == 4 else None


def _century(year: int, setting: Setting, digits: int = 2) -> int:
    """`85` → 1985: the last such year that is not in the future."""
    if digits > 2:
        return year
    century = setting.now.year // 100 * 100
    return century + year if century + year <= setting.now.year else century - 100 + year


class BirthDateKind:
    """Dates of birth in the canonical form `YYYY-MM-DD`."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """The whole utterance as a date of birth, bare."""
        reading = read_birth_date(" ".join(words), setting)
        if reading.value:
            return [Found(0, len(words), reading.value, bare=True)]
        return []

    def spoken(self, value: Any) -> str:
        """`March third, nineteen eighty five`."""
        born = date.fromisoformat(str(value)[:10])
        return f"{calendar.month_name[born.month]} {say_ordinal(born.day)}, {say_year(born.year)}"

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A day between 1930 and 2010 in one of the usual forms."""
        year, month, day = rng.randint(1930, 2010), rng.randint(1, 12), rng.randint(1, 28)
        name, said = MONTHS[month], say_year(year)
        forms = (
            f"{name} {say_ordinal(day)} {said}",
            f"the {say_ordinal(day)} of {name} {said}",
            f"{name} the {say_ordinal(day)} {said}",
            f"{say_number(month)} {say_number(day)} {said}",
        )
        return rng.choice(forms)


def say_year(year: int) -> str:
    """`nineteen eighty five`, `nineteen oh five`, `two thousand five`, `twenty twelve`."""
    century, rest = divmod(year, 100)
    if century == 20 and rest < 10:
        return "two thousand" + (f" {say_number(rest)}" if rest else "")
    if rest == 0:
        return f"{say_number(century)} hundred"
    return f"{say_number(century)} {'oh ' if rest < 10 else ''}{say_number(rest)}"
