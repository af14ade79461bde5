"""Values as a voice reads them out."""

from datetime import date, datetime, time

import phonenumbers


def say_digits(digits: str) -> str:
    """48213 → "4 8 2 1 3"."""
    return " ".join(digits)


def say_money(cents: int) -> str:
    """3990 → "39 dollars and 90 cents"; 8900 → "89 dollars"; 50 → "50 cents"."""
    dollars, rest = divmod(cents, 100)
    parts = [f"{dollars} dollar{_s(dollars)}"] if dollars or not rest else []
    parts += [f"{rest} cent{_s(rest)}"] if rest else []
    return " and ".join(parts)


def say_near_day(day: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", or else the day: "on Tuesday, March 3rd"."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get((day - today).days) or f"on {say_day(day)}"


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


def _s(count: int) -> str:
    return "" if count == 1 else "s"
