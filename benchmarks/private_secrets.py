"""Cards, security codes and social security numbers, and the many ways in which callers say them."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from compliance.scan.cards import is_luhn

UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen")
_TEENS = (*_TEENS, "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FILLERS = ("uh", "um", "and then", "let's see", "er")

_CARDS = (("4", 16), ("51", 16), ("55", 16), ("34", 15), ("37", 15), ("6011", 16), ("3530", 16), ("36", 14))
"""First digits and length of cards of six issuers."""


@dataclass(frozen=True)
class Secrets:
    """What one caller must not find anywhere again."""

    card: str
    cvv: str
    ssn: str

    @property
    def values(self) -> tuple[str, str, str]:
        """All of them."""
        return (self.card, self.cvv, self.ssn)


def secrets(chance: Random) -> Secrets:
    """Those of one caller. No two digits in a row of the code are like a clock's or a house's number."""
    start, length = chance.choice(_CARDS)
    body = start + "".join(chance.choice("0123456789") for _ in range(length - len(start) - 1))
    card = next(body + digit for digit in "0123456789" if is_luhn(body + digit))
    cvv = "".join(chance.sample("23456789", 3))
    area, group, serial = chance.randint(100, 665), chance.randint(10, 99), chance.randint(1000, 9999)
    return Secrets(card, cvv, f"{area}{group}{serial}")


Say = Callable[[str, Random], str]
"""Writes digits as a caller says them."""


def one_by_one(digits: str, chance: Random) -> str:
    """Four five three nine."""
    return " ".join(UNITS[int(digit)] for digit in digits)


def in_groups(digits: str, chance: Random) -> str:
    """Four five three nine, five seven eight seven."""
    size = 4 if len(digits) > 9 else 3
    return ", ".join(one_by_one(digits[at : at + size], chance) for at in range(0, len(digits), size))


def with_oh(digits: str, chance: Random) -> str:
    """A zero is an oh."""
    return in_groups(digits, chance).replace("zero", "oh")


def doubled(digits: str, chance: Random) -> str:
    """What comes twice or three times in a row is said so."""
    words, at = [], 0
    while at < len(digits):
        count = next((n for n in (3, 2) if digits[at : at + n] == digits[at] * n), 1)
        words.append({3: "triple ", 2: "double ", 1: ""}[count] + UNITS[int(digits[at])])
        at += count
    return " ".join(words)


def in_pairs(digits: str, chance: Random) -> str:
    """Forty five thirty nine."""
    words = []
    for at in range(0, len(digits) - 1, 2):
        tens, unit = int(digits[at]), int(digits[at + 1])
        if tens == 0:
            words.append(f"oh {UNITS[unit]}")
        elif tens == 1:
            words.append(_TEENS[unit])
        else:
            words.append(_TENS[tens] + (f" {UNITS[unit]}" if unit else ""))
    return " ".join([*words, *([UNITS[int(digits[-1])]] if len(digits) % 2 else [])])


def with_fillers(digits: str, chance: Random) -> str:
    """Four five, uh, three nine, um."""
    words = []
    for at, digit in enumerate(digits):
        if at and at % 3 == 0 and chance.random() < 0.7:
            words.append(f", {chance.choice(_FILLERS)},")
        words.append(UNITS[int(digit)])
    return " ".join(words).replace(" ,", ",")


def numerals(digits: str, chance: Random) -> str:
    """As a good recogniser writes it."""
    size = 4 if len(digits) > 9 else 3
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))


WAYS: tuple[Say, ...] = (in_groups, one_by_one, with_oh, doubled, in_pairs, with_fillers, numerals)
