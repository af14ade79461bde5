"""When somebody is there."""

from datetime import datetime

import pytest

from configs.schema.destinations import DestinationBlock
from flows.handoff.openings import is_open, opens_next


def destination(**more: object) -> DestinationBlock:
    return DestinationBlock.model_validate({"targets": [{"number": "+12125550142"}], **more})


WEEKDAYS = {"days": ["mon", "tue", "wed", "thu", "fri"], "opens": "09:00", "closes": "17:00"}
NIGHTS = {"days": ["fri", "sat"], "opens": "22:00", "closes": "02:00"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        ("2026-03-02T08:59", False),
        ("2026-03-02T09:00", True),
        ("2026-03-02T16:59", True),
        ("2026-03-02T17:00", False),
        ("2026-03-01T12:00", False),
        ("2026-03-04T12:00", False),
    ],
)
def test_office_hours_end_when_they_say_and_holidays_have_none(moment: str, there: bool) -> None:
    assert is_open(destination(open=[WEEKDAYS], closed_on=["2026-03-04"]), at(moment)) is there


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        ("2026-03-06T21:59", False),
        ("2026-03-06T23:00", True),
        ("2026-03-07T01:59", True),
        ("2026-03-07T02:00", False),
        ("2026-03-08T01:00", True),
        ("2026-03-06T01:00", False),
    ],
)
def test_hours_that_run_past_midnight_belong_to_the_day_they_begin_on(moment: str, there: bool) -> None:
    assert is_open(destination(open=[NIGHTS]), at(moment)) is there


def test_without_hours_somebody_is_always_there_but_on_holidays() -> None:
    always = destination(closed_on=["2026-12-25"])
    assert is_open(always, at("2026-12-24T23:59"))
    assert not is_open(always, at("2026-12-25T12:00"))
    assert opens_next(always, at("2026-12-25T12:00")) == at("2026-12-26T00:00")


def test_the_next_opening_skips_the_weekend_and_the_holiday() -> None:
    hours = destination(open=[WEEKDAYS], closed_on=["2026-03-09"])
    assert opens_next(hours, at("2026-03-06T17:30")) == at("2026-03-10T09:00")
    assert opens_next(hours, at("2026-03-10T07:00")) == at("2026-03-10T09:00")


def test_who_never_opens_within_two_weeks_is_not_promised() -> None:
    days = [f"2026-03-{day:02d}" for day in range(1, 32)]
    assert opens_next(destination(open=[WEEKDAYS], closed_on=days), at("2026-03-02T10:00")) is None
