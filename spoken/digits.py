"""A string of digits: a code, a reference, a PIN."""

import random
from typing import Any

from spoken.base import Found, Setting
from spoken.phone import digit_run
from spoken.words import say_number


class DigitsKind:
    """Digits; the canonical form is a string of them, so that leading zeros stay."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """Every run of digits, bare."""
        found, at = [], 0
        while at < len(words):
            digits, end = digit_run(words, at)
            if not digits:
                at += 1
                continue
            found.append(Found(at, end, digits.lstrip("+"), bare=True))
            at = end
        return found

    def spoken(self, value: Any) -> str:
        """Digit by digit."""
        return " ".join(say_number(int(c)) for c in str(value) if c.isdigit())

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """Four to six digits."""
        return " ".join(say_number(rng.randint(0, 9)) for _ in range(rng.randint(4, 6)))
