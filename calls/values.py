"""What the caller has told in one call: every value with where it came from, and what rests on it.

A value is confirmed only as exactly what it is now: a newer one takes the confirmation away, and drops what
was worked out from the old one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Via = Literal["speech", "keypad", "text", "model", "carrier"]
"""How a value came in. `model`: a language model passed it on; `carrier`: it came with the call."""

HIDDEN = "(hidden)"
"""Stands in a journal for what is kept out of it."""


class StaleConfirmation(ValueError):
    """What was confirmed is not what is known now."""


@dataclass(frozen=True)
class Source:
    """Where a value came from."""

    turn: int
    """Which of the caller's turns, counted from 1; 0 = before the caller spoke."""

    words: str = ""
    """What was said or pressed."""

    via: Via = "speech"

    confidence: float | None = None
    """What the recogniser thought of it, 0 to 1; None = it does not say."""


@dataclass(frozen=True)
class Value:
    """One thing that the caller told."""

    name: str
    kind: str
    """What it is: `phone`, `date` ..."""

    value: Any
    """Its canonical form."""

    source: Source
    confirmed_turn: int | None = None
    """The caller's turn that agreed to exactly this value; None = not yet."""

    depends_on: tuple[str, ...] = ()
    """Names of the values that it rests on. When one of them changes, this one is dropped."""

    secret: bool = False
    """Whether it stays out of journals and logs."""

    @property
    def confirmed(self) -> bool:
        """Whether the caller agreed to it."""
        return self.confirmed_turn is not None


@dataclass(frozen=True)
class Change:
    """Something that happened to a value."""

    value: Value
    what: Literal["told", "confirmed", "dropped"]
    """`dropped`: it does not count any more, because it was taken back or rested on what has changed."""


class Values:
    """The values of one call."""

    def __init__(self, on_change: Callable[[Change], None] | None = None) -> None:
        """`on_change` is told of everything that happens, in order."""
        self._values: dict[str, Value] = {}
        self._on_change = on_change
        self.asking: dict[str, Any] = {}
        """Name to what is remembered of its question while it is open; `flows.capture` keeps it."""

    def put(
        self,
        name: str,
        value: Any,
        *,
        kind: str,
        source: Source,
        depends_on: Sequence[str] = (),
        secret: bool = False,
    ) -> tuple[str, ...]:
        """Keep a value. The same value again keeps its confirmation; another one is not confirmed.

        Returns:
            The names of the values that were dropped because they rested on the old one.
        """
        old = self._values.get(name)
        same = old is not None and old.kind == kind and old.value == value
        new = Value(name, kind, value, source, depends_on=tuple(depends_on), secret=secret)
        if same and old:
            new = replace(new, confirmed_turn=old.confirmed_turn)
        self._values[name] = new
        self._tell(new, "told")
        return () if same or old is None else self._drop_dependents(name)

    def confirm(self, name: str, value: Any, *, turn: int) -> Value:
        """The caller agreed to `value`.

        Raises:
            KeyError: There is no such value.
            StaleConfirmation: It is another by now.
        """
        held = self._values[name]
        if held.value != value:
            raise StaleConfirmation(f"{name} is not what was read back any more")
        self._values[name] = confirmed = replace(held, confirmed_turn=turn)
        self._tell(confirmed, "confirmed")
        return confirmed

    def drop(self, name: str) -> tuple[str, ...]:
        """Forget a value, and what rests on it. Returns the names of everything dropped."""
        held = self._values.pop(name, None)
        self.asking.pop(name, None)
        if held is None:
            return ()
        self._tell(held, "dropped")
        return (name, *self._drop_dependents(name))

    def get(self, name: str) -> Value | None:
        """What is known of `name`, confirmed or not."""
        return self._values.get(name)

    def confirmed(self, name: str) -> Any:
        """The value of `name` if the caller agreed to it, else None."""
        held = self._values.get(name)
        return held.value if held and held.confirmed else None

    def dependents(self, name: str) -> tuple[str, ...]:
        """The names of everything that rests on `name`, directly or not."""
        found: list[str] = []
        for held in self._values.values():
            if name in held.depends_on and held.name not in found:
                found += [held.name, *(one for one in self.dependents(held.name) if one not in found)]
        return tuple(dict.fromkeys(found))

    def last(self) -> Value | None:
        """The value that was told last."""
        return max(self._values.values(), key=lambda held: held.source.turn, default=None)

    def __iter__(self) -> Iterator[Value]:
        return iter(tuple(self._values.values()))

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __len__(self) -> int:
        return len(self._values)

    def _drop_dependents(self, name: str) -> tuple[str, ...]:
        names = self.dependents(name)
        for one in names:
            self.asking.pop(one, None)
            self._tell(self._values.pop(one), "dropped")
        return names

    def _tell(self, value: Value, what: Literal["told", "confirmed", "dropped"]) -> None:
        if self._on_change:
            self._on_change(Change(value, what))
