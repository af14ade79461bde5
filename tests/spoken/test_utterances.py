"""What callers say to a question, and what it means: the table in `utterances.yaml`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from spoken.answers import READERS
from spoken.base import Setting

ZONE = ZoneInfo("America/New_York")
AT_LEAST = 0.97
"""Share of the utterances that must be understood exactly."""

NEVER_WRONG = ("phone", "digits", "card")
"""Kinds of which a wrong value is worse than another question."""

Row = tuple[str, str, Setting, Any]


def _rows() -> Iterator[Row]:
    table = yaml.safe_load((Path(__file__).parent / "utterances.yaml").read_text("utf-8"))
    for group in table:
        setting = Setting(
            now=datetime.fromisoformat(group["now"]).replace(tzinfo=ZONE),
            region=group.get("region", "US"),
            choices=group.get("choices", {}),
        )
        for said, meant in group["answers"]:
            yield group["kind"], said, setting, meant


ROWS = list(_rows())


def understood(row: Row) -> Any:
    """What was read, in the form of the table."""
    kind, said, setting, meant = row
    reading = READERS[kind](said, setting)
    if reading.problem is None:
        return reading.value
    read = {"problem": reading.problem, "partial": reading.partial}
    return {key: read[key] for key in meant} if isinstance(meant, dict) else read


def told(row: Row) -> str:
    return f"{row[0]}: {row[1]!r} is {row[3]!r}, read as {understood(row)!r}"


def test_the_table_is_large_and_holds_no_utterance_twice() -> None:
    assert len(ROWS) >= 300
    keys = [(kind, said, setting.now, setting.region) for kind, said, setting, _ in ROWS]
    assert len(set(keys)) == len(keys)


def test_nearly_all_utterances_are_understood_exactly() -> None:
    missed = [row for row in ROWS if understood(row) != row[3]]
    share = 1 - len(missed) / len(ROWS)
    print(f"{share:.1%} of {len(ROWS)} utterances", *map(told, missed), sep="\n")
    assert share >= AT_LEAST, "\n".join(map(told, missed))


@pytest.mark.parametrize("kind", NEVER_WRONG)
def test_no_number_is_silently_wrong(kind: str) -> None:
    wrong = [
        row
        for row in ROWS
        if row[0] == kind and not isinstance(understood(row), dict) and understood(row) != row[3]
    ]
    assert not wrong, "\n".join(map(told, wrong))
