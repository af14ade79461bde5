"""The values of JSON data with the keys that lead to them."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from compliance.scan import Find, Search

Leaf = tuple[str, str, str | int]
"""Where it is (`turns[2].text`), the key it is the value of (`text`), and the value."""


def leaves(data: Any, where: str = "", key: str = "") -> Iterator[Leaf]:
    """Every text and whole number of JSON data, the keys too. Fractions and truth values hold nothing."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield where, "", str(name)
            yield from leaves(value, f"{where}.{name}" if where else str(name), str(name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, f"{where}[{index}]", key)
    elif isinstance(data, str) or (isinstance(data, int) and not isinstance(data, bool)):
        yield where, key, data


def search_leaf(search: Search, key: str, value: str | int) -> list[Find]:
    """The finds in one value. JSON within a text is read as such."""
    if isinstance(value, int):
        return search.text(f"{key}: {value}")
    is_data = value[:1] in ("{", "[")
    found = search.text(value, key=key, prose=" " in value and not is_data)
    if is_data:
        try:
            inner = json.loads(value)
        except ValueError:
            return found
        for _, name, leaf in leaves(inner):
            found += search_leaf(search, name, leaf)
    return found


class Columns:
    """Values under the same key, one after the other: a number may be told in several of them."""

    def __init__(self) -> None:
        """None yet."""
        self._said: defaultdict[str, list[str]] = defaultdict(list)

    def take(self, group: str, where: str, value: str | int) -> None:
        """Another value. `group`: the kind of line that it is in. Of whole numbers only those of one digit
        may be a piece of a number; others are times and counts."""
        if isinstance(value, int) and not 0 <= value <= 9:
            return
        bare = "".join(part.split("]", 1)[-1] for part in where.split("["))
        self._said[f"{group} {bare}".strip()].append(str(value))

    def finds(self, search: Search) -> Iterator[tuple[str, list[Find]]]:
        """The finds in each column of several values, with its name."""
        for name, said in self._said.items():
            if len(said) > 1 and (found := search.turns(said)):
                yield f"all {name}", found
