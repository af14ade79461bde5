"""What every type of value knows: how to ask for it, how to read the answer, how to say it back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from spoken.answers import Reader
from spoken.base import Setting
from spoken.reading import Problem, Reading

Alternative = Literal["keypad", "spelling", "person"]
"""Another way when an answer is not understood again and again."""

Say = Callable[[Any], str]

_PRESSED = re.compile(r"^\s*DTMF:\s*([0-9#*]*)\s*$", re.IGNORECASE)

GO_ON = "Go on."
"""Said in the middle of a value that takes several breaths."""

REASONS: Mapping[Problem, str] = {
    "nothing": "Sorry, I didn't get that.",
    "unclear": "Sorry, I'm not sure that I got that right.",
    "several": "That sounded like more than one answer.",
    "incomplete": "I don't have all of it yet.",
    "impossible": "That doesn't seem to exist.",
    "past": "That has already passed.",
    "future": "That lies in the future.",
    "too_short": "That seems too short.",
    "too_long": "That seems too long.",
}
"""Why an answer is no value, as the caller is told; a type may have its own words."""


def pressed(said: str) -> str | None:
    """The keys of an utterance that came from the keypad, or None. A `*` starts over."""
    match = _PRESSED.match(said)
    return match[1].rpartition("*")[2] if match else None


@dataclass(frozen=True)
class CaptureType:
    """One type of value."""

    name: str
    read: Reader
    """What an answer in words means."""

    say: Say
    """The value as it is read back."""

    ask: tuple[str, ...]
    """How to ask: first, again, and so on; the last one stays."""

    read_back: str = "That's {said}. Is that right?"
    """The question that confirms it; `{said}` is the value as it is said."""

    confirm: bool = True
    """Whether it has to be read back. What costs nothing to correct has not."""

    keys: Reader | None = None
    """What digits from the keypad mean, `#` at the end included; None = it has no keys."""

    other_ways: Mapping[Alternative, str] = field(default_factory=dict)
    """The other ways of giving it, in their order, with how to ask for it so."""

    attempts: int = 2
    """Answers without a value, or denied values, before the next other way is tried."""

    reasons: Mapping[Problem, str] = field(default_factory=dict)
    """Its own words for `REASONS`."""

    missing: Mapping[str, str] = field(default_factory=dict)
    """Part of it to how that part is asked for when only it is missing."""

    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    """JSON Schema for a language model."""

    secret: bool = False
    """Whether it stays out of journals and logs."""

    def parse(self, said: str, setting: Setting) -> Reading:
        """What an answer means, spoken or pressed."""
        keys = pressed(said)
        if keys is None:
            return self.read(said, setting)
        if self.keys is None or not keys.strip("#"):
            return Reading(problem="nothing")
        return self.keys(keys, setting)

    def question(self, attempt: int) -> str:
        """How to ask for the `attempt`-th time, counted from 0."""
        return self.ask[min(attempt, len(self.ask) - 1)]

    def reason(self, reading: Reading) -> str:
        """Why an answer is no value."""
        problem: Problem = reading.problem or "nothing"
        return self.reasons.get(problem) or REASONS[problem]

    def asking_back(self, value: Any) -> str:
        """The question that confirms a value."""
        return self.read_back.format(said=self.say(value))


def by_keys(read: Reader) -> Reader:
    """A reader of keys for a value that is said as digits: the same reader, digit by digit."""

    def read_keys(keys: str, setting: Setting) -> Reading:
        return read(" ".join(keys), setting)

    return read_keys
