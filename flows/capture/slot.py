"""One value being captured: asking → hypothesis → confirming → complete, or declined. Pure.

What the caller agrees to is exactly what was read back: the agreement counts in a later turn than the
read-back, and a value that came in since makes it stale.
"""

from dataclasses import dataclass
from typing import Any, Literal

from calls.values import Source
from flows.capture.base import GO_ON, Alternative, CaptureType, pressed
from spoken.base import Setting
from spoken.reading import Reading

State = Literal["asking", "hypothesis", "confirming", "complete", "declined"]

Status = Literal[
    "captured", "confirm", "more", "again", "stale", "unconfirmed", "keypad", "spelling", "person", "declined"
]
"""What the caller hears next. `captured`: nothing more. `confirm`: the read-back. `more`: go on, a part is
missing. `again`: the question, with the reason. `stale`, `unconfirmed`: the read-back, since an agreement did
not count. `keypad`, `spelling`, `person`: another way. `declined`: the caller will not tell."""

PATIENCE = 6
"""Parts of one value that may come without an end in sight, before they count as an attempt."""


@dataclass(frozen=True)
class Step:
    """What came of one thing that happened."""

    status: Status
    say: str = ""
    """For the caller."""

    value: Any = None
    """The value as it is understood now, confirmed or not."""

    problem: str | None = None
    """Why an answer was no value."""


class Slot:
    """The capture of one value."""

    def __init__(self, name: str, type: CaptureType, *, optional: bool = False, confirm: bool = True) -> None:
        """`confirm=False`: the value is read back elsewhere, together with others."""
        self.name, self.type, self.optional = name, type, optional
        self.confirms = confirm and type.confirm
        self.state: State = "asking"
        self.attempts = 0
        self.value: Any = None
        self.source: Source | None = None
        self._asked: Any = None
        self._asked_turn: int | None = None
        self._begun: list[str] = []

    @property
    def alternative(self) -> Alternative | None:
        """The other way in which the value is asked for by now."""
        ways = list(self.type.other_ways)
        beyond = self.attempts - self.type.attempts
        return ways[min(beyond, len(ways) - 1)] if ways and beyond >= 0 else None

    def question(self) -> str:
        """How the value is to be asked for now."""
        other = self.alternative
        return self.type.other_ways[other] if other else self.type.question(self.attempts)

    def hear(self, said: str, setting: Setting, source: Source) -> Step:
        """An answer, spoken or from the keypad (`DTMF: 123`)."""
        reading = self._read(said, setting)
        if reading.value is not None:
            self._begun = []
            return self.give(reading.value, source)
        # What is known of the value does not count any more: the caller is saying another.
        self._forget()
        if reading.begun and len(self._begun) < PATIENCE:
            self._begun.append(said)
            ask = [self.type.missing[part] for part in reading.missing if part in self.type.missing]
            return Step("more", ask[0] if ask else GO_ON, problem=reading.problem)
        self._begun = []
        return self._again(self.type.reason(reading), reading.problem)

    def give(self, value: Any, source: Source) -> Step:
        """A value in its canonical form."""
        if self.state == "complete" and self.value == value:
            return Step("captured", value=value)
        self.value, self.source, self.state = value, source, "hypothesis"
        if not self.confirms:
            self.state = "complete"
            return Step("captured", value=value)
        return self.read_back(source.turn)

    def read_back(self, turn: int) -> Step:
        """Read the value back. What was read back before does not count any more."""
        self._asked, self._asked_turn, self.state = self.value, turn, "confirming"
        return Step("confirm", self.type.asking_back(self.value), self.value)

    def agree(self, turn: int, value: Any = None) -> Step:
        """The caller said yes in `turn`. `value`: what they are believed to have agreed to, if it is said."""
        if self.state == "complete":
            return Step("captured", value=self.value)
        if self.state != "confirming" or self._asked_turn is None:
            return Step("unconfirmed", self.question())
        if self._asked != self.value or (value is not None and value != self._asked):
            step = self.read_back(turn)
            return Step("stale", step.say, step.value)
        if turn <= self._asked_turn:
            return Step("unconfirmed", self.type.asking_back(self.value), self.value)
        self.state = "complete"
        return Step("captured", value=self.value)

    def deny(self) -> Step:
        """The caller said that the value is wrong."""
        self._forget()
        return self._again("I'm sorry.", None)

    def decline(self) -> Step:
        """The caller will not tell."""
        if not self.optional:
            return self._again("I'm afraid I need that to go on.", None)
        self._forget()
        self.state = "declined"
        return Step("declined")

    def _forget(self) -> None:
        self.state, self.value, self.source = "asking", None, None
        self._asked, self._asked_turn = None, None

    def _again(self, reason: str, problem: str | None) -> Step:
        self.attempts += 1
        other = self.alternative
        if other:
            return Step(other, self.question(), problem=problem)
        return Step("again", f"{reason} {self.question()}", problem=problem)

    def _read(self, said: str, setting: Setting) -> Reading:
        """The answer alone if it is whole, else together with what was begun."""
        alone = self.type.parse(said, setting)
        if alone.value is not None or not self._begun:
            return alone
        return self.type.parse(_joined([*self._begun, said]), setting)


def _joined(parts: list[str]) -> str:
    """Parts of one answer in a row; keys stay keys only when all of them are."""
    keys = [pressed(part) for part in parts]
    if all(key is not None for key in keys):
        return f"DTMF: {''.join(key or '' for key in keys)}"
    return " ".join(part if key is None else " ".join(key) for part, key in zip(parts, keys, strict=True))
