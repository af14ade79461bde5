"""Values that callers speak: argument types that check them, and words that a voice can read out."""

from datetime import date, datetime, time
from typing import Annotated

import phonenumbers
from pydantic import BeforeValidator, WithJsonSchema

DEFAULT_REGION = "US"
"""Where a number without a country code belongs."""


def e164(text: object, region: str = DEFAULT_REGION) -> str:
    """A phone number as +CCNNN.

    Raises:
        ValueError: It has too few or too many digits, or is no phone number at all.
    """
    try:
        number = phonenumbers.parse(str(text), region)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number; give all digits with the area code") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a complete phone number; give all digits with the area code")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def e164_or_none(text: str | None, region: str = DEFAULT_REGION) -> str | None:
    """The caller's address as a phone number, or None if it is withheld or no number."""
    try:
        return e164(text, region) if text else None
    except ValueError:
        return None


Phone = Annotated[
    str,
    BeforeValidator(e164),
    WithJsonSchema({"type": "string", "description": "Phone number with area code, e.g. +12125550142"}),
]
"""A phone number, kept as E.164."""


Day = Annotated[
    date, WithJsonSchema({"type": "string", "format": "date", "description": "Calendar date as YYYY-MM-DD"})
]
"""A day."""

Clock = Annotated[
    time,
    WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d$", "description": "24-hour time as HH:MM"}),
]
"""A time of day."""


def say_phone(number: str) -> str:
    """+12125550142 → "2 1 2, 5 5 5, 0 1 4 2"; a voice reads it digit by digit, in groups."""
    parsed = phonenumbers.parse(number, None)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    groups = "".join(char if char.isdigit() else " " for char in national).split()
    return ", ".join(" ".join(group) for group in groups)


def say_day(day: date) -> str:
    """2026-03-03 → "Tuesday, March 3rd"."""
    return f"{day:%A}, {day:%B} {day.day}{_ending(day.day)}"


def say_time(moment: time | datetime) -> str:
    """14:30 → "2:30 PM", 9:00 → "9 AM"."""
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{hour}{minutes} {'AM' if moment.hour < 12 else 'PM'}"


def say_list(items: list[str], word: str = "or") -> str:
    """["a", "b", "c"] → "a, b or c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
