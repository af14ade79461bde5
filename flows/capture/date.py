"""Days from today on, and dates of birth."""

import re

from flows.capture.base import CaptureType
from spoken.base import Setting
from spoken.birth_date import BirthDateKind, read_birth_date
from spoken.date import DateKind
from spoken.day_answer import read_date
from spoken.reading import Reading


def date_keys(keys: str, setting: Setting) -> Reading:
    """Month and day in four keys, or with the year in eight."""
    digits = keys.rstrip("#")
    if len(digits) == 4:
        return read_date(f"{digits[:2]}/{digits[2:]}", setting)
    if len(digits) == 8:
        return read_date(f"{digits[4:]}-{digits[:2]}-{digits[2:4]}", setting)
    short = len(digits) < 4
    return Reading(problem="incomplete" if short else "impossible", partial=digits if short else None)


def birth_date_keys(keys: str, setting: Setting) -> Reading:
    """Month, day and year in eight keys."""
    digits = keys.rstrip("#")
    if re.fullmatch(r"\d{8}", digits):
        return read_birth_date(digits, setting)
    short = len(digits) < 8 and not keys.endswith("#")
    return Reading(problem="incomplete" if short else "impossible", partial=digits if short else None)


DATE = CaptureType(
    name="date",
    read=read_date,
    say=DateKind().spoken,
    ask=("What day would suit you?", "Which day is that? For example, next Tuesday or March third."),
    keys=date_keys,
    other_ways={
        "keypad": "Please key in the month and the day, two digits each.",
        "person": "I can't get the day right. Let me get somebody who can help.",
    },
    reasons={
        "past": "That day has already passed.",
        "impossible": "There is no such day.",
        "several": "I heard more than one day.",
        "unclear": "I need one particular day.",
        "incomplete": "Which day exactly?",
    },
    schema={
        "type": "string",
        "format": "date",
        "description": "Calendar date as YYYY-MM-DD, or the caller's own words for it",
    },
)
"""Kept as `YYYY-MM-DD`."""

BIRTH_DATE = CaptureType(
    name="birth_date",
    read=read_birth_date,
    say=BirthDateKind().spoken,
    ask=(
        "What's your date of birth?",
        "Please say the month, the day and the year of your birth.",
    ),
    keys=birth_date_keys,
    other_ways={
        "keypad": "Please key it in with eight digits: month, day and the whole year.",
        "person": "I can't get the date right. Let me get somebody who can help.",
    },
    reasons={
        "impossible": "There is no such date of birth.",
        "future": "That date lies in the future.",
        "several": "I heard more than one date.",
    },
    missing={
        "year": "And in which year?",
        "day": "And on which day of the month?",
        "month": "In which month?",
    },
    schema={
        "type": "string",
        "format": "date",
        "description": "Date of birth as YYYY-MM-DD, or the caller's own words for it",
    },
)
"""Kept as `YYYY-MM-DD`."""
