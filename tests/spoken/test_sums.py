"""Sums of money are no times of day."""

from datetime import UTC, datetime

import pytest

from spoken.base import Setting
from spoken.time import TimeKind
from spoken.words import tokens

SETTING = Setting(now=datetime(2026, 3, 2, 9, tzinfo=UTC), region="US")


@pytest.mark.parametrize("said", ["about twenty thousand", "for ten dollars", "at five percent"])
def test_a_sum_is_no_time(said: str) -> None:
    assert TimeKind().find(tokens(said), SETTING) == []


def test_the_same_number_alone_is_one() -> None:
    assert [found.value for found in TimeKind().find(tokens("about ten"), SETTING)] == ["10:00"]
