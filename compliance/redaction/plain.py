"""A change of texts, carried through JSON data."""

from collections.abc import Callable, Mapping
from typing import Any

SHORTEST_NUMBER = 3
"""Digits from which a number may be private."""


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The data with every text and key changed; a number whose digits are changed becomes a text.

    Digits that are told one by one, in a list, are looked at together.
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        text = str(value)
        return value if len(text) < SHORTEST_NUMBER or (new := change(text)) == text else new
    if isinstance(value, Mapping):
        return {
            change(key) if isinstance(key, str) else key: mapped(item, change) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        row = " ".join(str(item) for item in value)
        if all(isinstance(item, str | int) and len(str(item)) <= 6 for item in value) and change(row) != row:
            return [change(row)]
        return [mapped(item, change) for item in value]
    return value
