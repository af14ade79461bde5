"""What of a piece of data is words, and what is a name that only we write: declared beside each field.

A text that says nothing of itself counts as words, so that what was forgotten is masked and not kept.
"""

import math
import types
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel

Mask = Callable[[str], str]
"""A text → the text as it may be kept."""


class Says(Enum):
    """What may stand in a text."""

    OWN = "own"
    """Nothing but what our program or the agent file says: an id, a name, a time, a hash."""

    LABEL = "label"
    """The same, and it says what stands beside it: `cvv` beside `123`."""

    KEY = "key"
    """A pressed key. A digit is never kept: nobody knows yet what it belongs to."""

    ANYTHING = "anything"
    """What people, models and other programs put in."""

    UNDECLARED = "undeclared"
    """Nobody has said. Treated as `ANYTHING`."""


Own = Annotated[str, Says.OWN]
Label = Annotated[str, Says.LABEL]
Key = Annotated[str, Says.KEY]
Words = Annotated[str, Says.ANYTHING]

HIDDEN_KEY = "•"
"""Stands for a pressed digit."""

SHORTEST_NUMBER = 3
"""Digits of the shortest number that may be private."""

LONGEST_PIECE = 6
"""Characters of a piece of a number that is told piece by piece."""


class Declared(BaseModel):
    """Data whose fields declare what they hold."""

    def to_json(self) -> str:
        """The data as one line of JSON."""
        return self.model_dump_json()


D = TypeVar("D", bound=Declared)


def masked_data(data: D, mask: Mask) -> D:
    """The data with everything masked that is declared as words; the same object if nothing is changed."""
    plan = _plan(type(data))
    label = str(getattr(data, plan.label)) if plan.label else ""
    changes: dict[str, Any] = {}
    for name in plan.keys:
        if getattr(data, name).isdigit():
            changes[name] = HIDDEN_KEY
    for name in plan.words:
        old = getattr(data, name)
        new = mapped(old, mask, label)
        if new is not old and new != old:
            changes[name] = new
    return data.model_copy(update=changes) if changes else data


def mapped(value: Any, mask: Mask, label: str = "") -> Any:
    """Plain JSON data with every text, number and key in it masked. `label` says what the value is.

    A number that has to be masked becomes a text. Of keys that become the same, the later ones are numbered.
    """
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, str):
        return _text(value, mask, label)
    if isinstance(value, int | float):
        return _number(value, mask, label)
    if isinstance(value, Declared):
        return masked_data(value, mask)
    if isinstance(value, Mapping):
        return _mapping(value, mask)
    if isinstance(value, list | tuple):
        return _list(value, mask, label)
    return value


def undeclared(model: type[Declared]) -> list[str]:
    """The fields that hold texts of which nobody has said what they are."""
    return [name for name, says in _fields(model).items() if Says.UNDECLARED in says]


def _text(text: str, mask: Mask, label: str) -> str:
    """By itself first; then beside its label, which may be all that tells what it is."""
    by_itself = mask(text)
    if not label or not text or by_itself != text:
        return by_itself
    before = f"{label.replace('_', ' ')}: "
    beside = mask(before + text)
    return beside[len(before) :] if beside.startswith(before) else by_itself


def _number(value: int | float, mask: Mask, label: str) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            return value
        text = str(int(value)) if value.is_integer() else repr(value)
    else:
        text = str(value)
    if len(text) < SHORTEST_NUMBER:
        return value
    shown = _text(text, mask, label)
    return value if shown == text else shown


def _mapping(value: Mapping[Any, Any], mask: Mask) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in value.items():
        shown = name = mask(str(key))
        times = 1
        while shown in found:
            times += 1
            shown = f"{name} ({times})"
        found[shown] = mapped(item, mask, str(key))
    return found


def _list(value: list[Any] | tuple[Any, ...], mask: Mask, label: str) -> list[Any]:
    """Each item by itself, and all of them in a row: a number may be told digit by digit."""
    items = [mapped(item, mask, label) for item in value]
    if len(items) > 1 and all(_is_piece(item) for item in items):
        row = " ".join(str(item) for item in items)
        if (shown := _text(row, mask, label)) != row:
            return [shown]
    return items


def _is_piece(item: Any) -> bool:
    """Whether it may be a piece of a number: some digits, or the word for one."""
    return isinstance(item, str | int) and not isinstance(item, bool) and len(str(item)) <= LONGEST_PIECE


class _Plan:
    """Which fields of a class are to be masked."""

    def __init__(self, model: type[Declared]) -> None:
        fields = _fields(model)
        self.label = next((name for name, says in fields.items() if Says.LABEL in says), "")
        self.keys = [name for name, says in fields.items() if says == {Says.KEY}]
        harmless = {Says.OWN, Says.LABEL}
        self.words = [n for n, says in fields.items() if n not in self.keys and not says <= harmless]


@cache
def _plan(model: type[Declared]) -> _Plan:
    return _Plan(model)


def _fields(model: type[Declared]) -> dict[str, frozenset[Says]]:
    return {name: _says(field.annotation, field.metadata) for name, field in model.model_fields.items()}


def _says(kind: Any, metadata: Collection[Any] = ()) -> frozenset[Says]:
    """What the texts may say that a type can hold; nothing if it holds none."""
    said = frozenset(mark for mark in metadata if isinstance(mark, Says))
    if said:
        return said
    if kind is Any:
        return frozenset({Says.ANYTHING})
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *marks = get_args(kind)
        return _says(inner, marks)
    if origin is Literal or kind is None or kind is type(None):
        return frozenset()
    if origin is not None or isinstance(kind, types.UnionType):
        return frozenset().union(*(_says(each) for each in get_args(kind) if each is not Ellipsis))
    if isinstance(kind, type) and issubclass(kind, Declared):
        return frozenset({Says.ANYTHING})
    if isinstance(kind, type) and issubclass(kind, bool | int | float | Enum):
        return frozenset()
    return frozenset({Says.UNDECLARED})
