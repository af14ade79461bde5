"""Whole numbers, through text2num."""

import random
from typing import Any

from spoken.base import Found, Setting
from spoken.words import say_number, whole_number


class NumberKind:
    """Whole numbers; the canonical form is an `int`."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """Every number. They are bare: a number means something only when it was asked for."""
        found, at = [], 0
        while at < len(words):
            number = whole_number(words, at)
            if number is None:
                at += 1
                continue
            found.append(Found(at, number[1], number[0], bare=True))
            at = number[1]
        return found

    def spoken(self, value: Any) -> str:
        """In words up to 59, else in figures."""
        return say_number(value) if isinstance(value, int) and 0 <= value < 60 else str(value)

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A number from 1 to 20."""
        return say_number(rng.randint(1, 20))
