"""A weekday that does not fit the day of the month: people know the weekday, and numbers are misheard."""

from datetime import UTC, datetime

import pytest

from spoken.base import Setting
from spoken.date import DateKind
from spoken.words import tokens

SETTING = Setting(now=datetime(2026, 3, 2, 9, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("friday the fifth", "2026-03-06"),
        ("friday march thirtieth", "2026-03-13"),
        ("friday the twenty eighth", "2026-03-20"),
        ("monday march fifteenth", "2026-03-16"),
        ("on tuesday the seventh at ten", "2026-03-17"),
    ],
)
def test_the_day_that_sounds_like_it_and_is_such_a_weekday_is_meant(said: str, meant: str) -> None:
    assert [found.value for found in DateKind().find(tokens(said), SETTING)] == [meant]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("friday the sixth", "2026-03-06"),
        ("tuesday the third", "2026-03-03"),
        ("saturday march twenty eighth", "2026-03-28"),
        ("wednesday december third", "2026-12-03"),
        ("the fifth", "2026-03-05"),
    ],
)
def test_what_fits_or_is_like_nothing_that_fits_stays(said: str, meant: str) -> None:
    assert [found.value for found in DateKind().find(tokens(said), SETTING)] == [meant]


def test_a_day_that_has_passed_is_not_meant() -> None:
    late = Setting(now=datetime(2026, 3, 10, 9, tzinfo=UTC))
    (found,) = DateKind().find(tokens("friday march fifth"), late)
    assert found.value > "2026-03-10"
