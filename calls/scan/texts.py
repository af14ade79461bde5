"""Text files: as they stand, decoded, and as JSON or lines of JSON."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from calls.scan.artifact import Scanned
from calls.scan.leaves import Columns, leaves, search_leaf
from compliance.scan import Search
from compliance.scan.writings import texts_of

_PART = 200_000
"""Characters that are searched at a time."""

_OVERLAP = 2_000
"""Characters that each part has in common with the next, so that nothing is cut in two."""

_LINE = 4_000
"""A longer line is no sentence."""


def scan_text(scanned: Scanned, content: bytes, search: Search) -> None:
    """Search the bytes of a file as text, in every encoding that they may have."""
    names: list[str] = []
    for name, text in texts_of(content):
        kind = _scan_data(scanned, text, search)
        names.append(f"{kind}, {name}")
        for line, part in parts(text):
            scanned.add(f"line {line}", search.text(part))
        if kind == "text":
            for number, line in enumerate(text.splitlines(), 1):
                if " " in line and len(line) <= _LINE:
                    scanned.add(f"line {number}", search.text(line, prose=True))
    scanned.how = "; ".join(names)


def parts(text: str) -> Iterator[tuple[int, str]]:
    """The text in parts that overlap, each with the number of its first line."""
    for start in range(0, max(1, len(text)), _PART):
        begin = max(0, start - _OVERLAP)
        yield text.count("\n", 0, begin) + 1, text[begin : start + _PART]


def _scan_data(scanned: Scanned, text: str, search: Search) -> str:
    """Search it as JSON, or as lines of it; what it turned out to be."""
    columns = Columns()
    try:
        data = json.loads(text)
    except ValueError:
        lines = list(_json_lines(text))
        if not lines:
            return "text"
        for number, line in lines:
            _scan_json(scanned, line, search, columns, f"line {number} ")
    else:
        lines = []
        _scan_json(scanned, data, search, columns, "")
    for name, found in columns.finds(search):
        scanned.add(name, found)
    return "lines of JSON" if lines else "JSON"


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    """The lines that are JSON objects, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("{"):
            try:
                yield number, json.loads(line)
            except ValueError:
                continue  # a torn line; it is searched as text


def _scan_json(scanned: Scanned, data: Any, search: Search, columns: Columns, place: str) -> None:
    group = str(data.get("type", "")) if isinstance(data, dict) else ""
    for where, key, value in leaves(data):
        scanned.add(f"{place}{where}", search_leaf(search, key, value))
        if key or "[" in where:
            columns.take(group, where, value)


def scan_value(name: Path, value: Any, search: Search) -> Scanned:
    """Search JSON data that is in no file of its own. `name` stands for it in the report."""
    content = json.dumps(value, ensure_ascii=False, default=str).encode()
    scanned = Scanned(name, bytes_read=len(content), sha256=hashlib.sha256(content).hexdigest())
    scan_text(scanned, content, search)
    return scanned
