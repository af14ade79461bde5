"""The structured data of a call: the fields that the agent file asks for, filled from what is known. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Literal

from configs.schema.after_call import FieldBlock, FieldType

Source = Literal["facts", "model"]


@dataclass
class Extraction:
    """The fields of one call."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    """Field to why its value was not taken."""

    def missing(self, fields: Mapping[str, FieldBlock]) -> list[str]:
        """The required fields that nobody knew."""
        return [name for name, about in fields.items() if about.required and name not in self.values]

    def open(self, fields: Mapping[str, FieldBlock]) -> list[str]:
        """The fields without a value."""
        return [name for name in fields if name not in self.values]


def extract(
    fields: Mapping[str, FieldBlock],
    known: Mapping[str, Any],
    source: Source,
    into: Extraction | None = None,
) -> Extraction:
    """Fill the open fields from what is known. A value that does not fit is told, not taken."""
    found = into or Extraction()
    for name in found.open(fields):
        about = fields[name]
        value = known.get((about.note if source == "facts" else None) or name)
        if value is None or value == "":
            continue
        try:
            found.values[name] = _CHECKS[about.type](value, about)
            found.sources[name] = source
            found.wrong.pop(name, None)
        except (ValueError, TypeError) as error:
            found.wrong[name] = str(error)
    return found


def _text(value: Any, _: FieldBlock) -> str:
    return str(value)


def _number(value: Any, _: FieldBlock) -> int | float:
    if isinstance(value, bool):
        raise ValueError("is no number")
    number = float(str(value).replace(",", ""))
    return int(number) if number.is_integer() else number


def _yes_no(value: Any, _: FieldBlock) -> bool:
    known = {"true": True, "yes": True, "false": False, "no": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() not in known:
        raise ValueError("is neither yes nor no")
    return known[str(value).lower()]


def _date(value: Any, _: FieldBlock) -> str:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise ValueError("is no date like 2026-03-05") from None


def _time(value: Any, _: FieldBlock) -> str:
    text = str(value)
    try:
        return time.fromisoformat(text.partition("T")[2] or text).isoformat(timespec="minutes")
    except ValueError:
        raise ValueError("is no time like 14:30") from None


def _choice(value: Any, about: FieldBlock) -> str:
    for choice in about.choices:
        if str(value).lower() == choice.lower():
            return choice
    raise ValueError(f"is none of {', '.join(about.choices)}")


_CHECKS: dict[FieldType, Callable[[Any, FieldBlock], Any]] = {
    "text": _text,
    "number": _number,
    "yes_no": _yes_no,
    "date": _date,
    "time": _time,
    "choice": _choice,
}
