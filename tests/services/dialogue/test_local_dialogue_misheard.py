"""What a recogniser mishears must not book, end a call, or turn digits into a time."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from configs.script import Script
from services.local.finder import dictated
from services.local.place import Place
from services.local.understand import understand, vouched
from spoken.base import Setting

SCRIPT = Script.model_validate(yaml.safe_load((Path(__file__).parent / "script.yaml").read_text()))
SETTING = Setting(now=datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("America/New_York")))


def at(node: str | None) -> Place:
    return Place(SCRIPT, SETTING, node)


@pytest.mark.parametrize(
    ("first", "second", "borne_out"),
    [
        ("yes", "yes please", True),
        ("yes please", "yes book it a check", True),
        ("yes", "next tuesday", False),
        ("yes", "no", False),
        ("yes", "", False),
        ("bye bye", "goodbye", True),
        ("bye bye m", "nine a m", False),
        ("bye", "", False),
        ("no", "yes", True),
        ("next tuesday", "today", True),
        ("gibberish", "", True),
    ],
)
def test_a_yes_and_a_goodbye_need_a_second_reading_that_bears_them_out(
    first: str, second: str, borne_out: bool
) -> None:
    assert vouched(first, second, at("confirm")) is borne_out


def test_a_yes_that_changes_something_needs_none_since_it_is_read_back() -> None:
    assert vouched("yes on friday", "next friday", at("confirm"))


@pytest.mark.parametrize(
    "text",
    ["no use seven one eight", "six one seven five double five oh five oh seven", "five zero five five"],
)
@pytest.mark.parametrize("node", [None, "confirm", "collect"])
def test_digits_of_a_number_are_no_time(text: str, node: str | None) -> None:
    assert "time" not in understand(text, at(node)).values


@pytest.mark.parametrize("text", ["at three oh five", "three oh five p m"])
def test_a_time_said_with_oh_stays_one(text: str) -> None:
    assert understand(text, at("collect")).values["time"] == "15:05"


def test_only_digits_said_in_a_row_are_dictated() -> None:
    assert dictated(["no", "use", "seven", "one", "eight"]) == {2, 3, 4}
    assert dictated(["double", "five", "five"]) == {0, 1, 2}
    assert dictated(["on", "the", "second", "at", "ten", "thirty"]) == set()
    assert dictated(["one", "or", "two"]) == set()
