"""Spoken text with placeholders: filling it, and recognising it again in the history."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from configs.script import ParameterScript
from services.local.kinds import spoken
from spoken.words import normal

_HOLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_STRAY = re.compile(r"\{\{.*?\}\}|\{\{|\}\}")
_OPENING = re.compile(r"^(\{\{[^{}]*\}\})\s+(?=[A-Z])")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")

Lookup = Callable[[str], str | None]
"""A placeholder's path to what is said for it; None when there is no such value."""


def sentences(text: str) -> list[str]:
    """The sentences of a text, with their punctuation."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def is_question(text: str | None) -> bool:
    """Whether a text ends by asking."""
    return bool(text) and str(text).rstrip().endswith("?")


def fill(sayings: Sequence[str], nth: int, lookup: Lookup) -> str:
    """The `nth` saying (counted round), filled; one whose every value is known goes first.

    When no saying has all its values, sentences that lack one are left out. A raw placeholder is never said.
    """
    turned = [*sayings[nth % len(sayings) :], *sayings[: nth % len(sayings)]]
    for saying in turned:
        filled = _filled(saying, lookup)
        if filled is not None:
            return filled
    # A placeholder that opens a sentence may be a whole sentence of its own: "{{ done }} Anything else?"
    parts = [part for sentence in sentences(turned[0]) for part in _OPENING.split(sentence) if part]
    kept = [_filled(part, lookup) for part in parts]
    return " ".join(sentence for sentence in kept if sentence)


def _filled(text: str, lookup: Lookup) -> str | None:
    values = {path: lookup(path) for path in _HOLE.findall(text)}
    if any(value is None for value in values.values()):
        return None
    return _STRAY.sub("", _HOLE.sub(lambda hole: values[hole[1]] or "", text)).strip()


def looker(
    sources: Sequence[Mapping[str, Any]], parameters: Mapping[str, ParameterScript]
) -> Callable[[str], str | None]:
    """Finds placeholders in `sources`, the first that has one; a parameter's value is said as its kind is."""

    def lookup(path: str) -> str | None:
        for source in sources:
            value: Any = source
            for part in path.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
            if value is not None and value != "":
                return _said(path.rpartition(".")[2], value, parameters)
        return None

    return lookup


def _said(name: str, value: Any, parameters: Mapping[str, ParameterScript]) -> str:
    if isinstance(value, list | tuple):
        parts = [_said(name.removesuffix("s"), one, parameters) for one in value]
        return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    parameter = parameters.get(name)
    return spoken(parameter, value) if parameter else str(value)


@lru_cache(maxsize=2048)
def _pattern(saying: str) -> re.Pattern[str]:
    literals = [re.escape(normal(part)) for part in _HOLE.split(saying)[::2]]
    return re.compile(r"\b" + r".*?".join(rf"\s*{part}\s*" for part in literals))


@lru_cache(maxsize=2048)
def _normal(text: str) -> str:
    return normal(text)


def position(text: str, sayings: Sequence[str]) -> int:
    """Where in the spoken text the last saying ends, in characters of its normal form; -1 = nowhere."""
    plain = _normal(text)
    telling = [saying for saying in sayings if _normal(_HOLE.sub("", saying))]
    ends = [match.end() for saying in telling for match in _pattern(saying).finditer(plain)]
    return max(ends, default=-1)


def begins(text: str, saying: str) -> bool:
    """Whether a text is a saying, or its beginning: what is left of one that was interrupted."""
    plain = _normal(text)
    return bool(plain) and _normal(saying).startswith(plain)
