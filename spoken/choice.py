"""A choice among known values, each with its ways of being said."""

import random
from typing import Any

from rapidfuzz import fuzz

from spoken.base import Found, Setting
from spoken.words import tokens

SURE = 92
"""Similarity (0 to 100) from which a near miss counts wherever it is said."""

LIKELY = 80
"""Similarity from which a near miss counts as the answer to the question."""


class ChoiceKind:
    """Choices; the canonical form is the value's name in `words`."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """Every choice, longest saying first; near misses only where nothing fits exactly."""
        sayings = sorted(
            ((tokens(saying), value) for value, ways in setting.choices.items() for saying in (value, *ways)),
            key=lambda pair: -len(pair[0]),
        )
        found = self._exact(words, sayings)
        return found or self._near(words, sayings)

    def _exact(self, words: list[str], sayings: list[tuple[list[str], str]]) -> list[Found]:
        taken: set[int] = set()
        found = []
        for saying, value in sayings:
            for at in range(len(words) - len(saying) + 1):
                span = set(range(at, at + len(saying)))
                if saying and words[at : at + len(saying)] == saying and not span & taken:
                    taken |= span
                    found.append(Found(at, at + len(saying), value))
        return sorted(found, key=lambda one: one.start)

    def _near(self, words: list[str], sayings: list[tuple[list[str], str]]) -> list[Found]:
        best: tuple[float, Found] | None = None
        for saying, value in sayings:
            wanted = " ".join(saying)
            if len(wanted) < 4:
                continue
            for at in range(len(words)):
                for size in {max(1, len(saying) - 1), len(saying), len(saying) + 1}:
                    window = words[at : at + size]
                    score = fuzz.ratio(wanted, " ".join(window))
                    if score >= LIKELY and (best is None or score > best[0]):
                        best = (score, Found(at, at + len(window), value, bare=score < SURE))
        return [best[1]] if best else []

    def spoken(self, value: Any) -> str:
        """The value's name."""
        return str(value).replace("_", " ")

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """One of the ways of saying one of the values."""
        if not setting.choices:
            return ""
        value = rng.choice(sorted(setting.choices))
        return " ".join(tokens(rng.choice([*setting.choices[value], value])))
