"""What tells of a danger, when an electrician can come, and that nobody is sent to two places."""

import importlib
from datetime import date, datetime, time
from pathlib import Path
from types import ModuleType

import pytest

from flows.reading.loader import load_flow

FOLDER = Path(__file__).resolve().parents[2] / "flows" / "home_services"
NOW = datetime(2026, 3, 2, 9, 15)  # noqa: DTZ001 - the wall clock of the business
THURSDAY = date(2026, 3, 5)


def part(name: str) -> ModuleType:
    """A module of the use case."""
    return importlib.import_module(f"{load_flow(FOLDER).tools.__package__}.{name}")


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("My outlet is sparking.", "sparks"),
        ("There's a burning smell from the panel.", "fire"),
        ("It smells a bit burnt.", "fire"),
        ("There is smoke and there are sparks!", "fire"),
        ("I got a shock from the light switch.", "shock"),
        ("No, but I got a shock.", "shock"),
        ("Water is dripping on the breaker box.", "water"),
        ("There is water in the basement near the outlets.", "water"),
        ("A power line is down in my yard.", "wire_down"),
        ("No sparks, no smoke.", None),
        ("I don't smell anything burning.", None),
        ("It's not smoking.", None),
        ("The smoke detector beeps.", None),
        ("I want to have a water heater installed.", None),
        ("My breaker keeps tripping.", None),
    ],
)
def test_the_callers_own_words_tell_of_a_danger(words: str, danger: str | None) -> None:
    assert part("screen").danger_in(words) == danger


def test_every_danger_has_a_sentence_that_says_whom_to_call() -> None:
    assert all("9 1 1" in sentence for sentence in part("screen").SAFETY.values())


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 2), time(13)),  # today at 9:15, the window from 10 on is too near
        (date(2026, 3, 3), time(8)),
        (date(2026, 3, 1), None),
        (date(2026, 3, 8), None),  # a Sunday
        (date(2026, 4, 2), None),
    ],
)
def test_windows_are_given_with_notice_on_open_days_only(day: date, first: time | None) -> None:
    starts = part("windows").windows_of(day, NOW)
    assert (starts[0].time() if starts else None) == first


def test_no_electrician_is_sent_to_two_places(tmp_path: Path) -> None:
    dispatch = part("dispatch")
    plan = dispatch.Dispatch(tmp_path / "home_services.sqlite", technicians=1)
    place = dispatch.Place("12 Court Street", "11201", "+12125550188")
    start = datetime.combine(THURSDAY, time(8))
    visit = plan.book("key", start, "outlet", place, call_id="call-1", now=NOW)
    assert plan.book("key", start, "outlet", place, call_id="call-1", now=NOW) == visit
    with pytest.raises(dispatch.WindowTaken):
        plan.book("another", start, "outlet", place, call_id="call-2", now=NOW)
    plan.cancel(visit.id, NOW)
    assert plan.book("another", start, "outlet", place, call_id="call-2", now=NOW).id != visit.id
