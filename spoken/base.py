"""What every kind of value can do: be found in a sentence, be said, and give examples of itself."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Setting:
    """What a sentence is understood against."""

    now: datetime
    """The wall clock in the zone of the business."""

    region: str = "US"
    """Region of telephone numbers without a country code (ISO 3166)."""

    hours: tuple[int, int] = (8, 18)
    """Opening hours that decide between morning and afternoon."""

    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For a choice or a name: value to the ways of saying it."""


@dataclass(frozen=True)
class Found:
    """A value in a sentence."""

    start: int
    """Index of its first token."""

    end: int
    """Index after its last token."""

    value: Any
    """The canonical, JSON-ready form."""

    bare: bool = False
    """True: only a value when it was asked for ("ten" after "What time?")."""

    partial: str | None = None
    """Digits of a number that has begun and is not complete; `value` is None then."""

    problem: str | None = None
    """Why the value cannot be meant (`past`); None = nothing is wrong."""


class ValueKind(Protocol):
    """One kind of value."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """Every value of this kind in a sentence's tokens, in order, without overlap."""
        ...

    def spoken(self, value: Any) -> str:
        """How a value is said to a caller."""
        ...

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """One way in which a caller may say such a value, as plain lower-case words."""
        ...
