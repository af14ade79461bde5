"""Figures as a voice reads them out."""

from datetime import date

from flows.values import say_day


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


def _s(count: int) -> str:
    return "" if count == 1 else "s"
