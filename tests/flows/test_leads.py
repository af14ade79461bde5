"""Juniper Solar: what a lead is worth, who it is for, and what is kept of it."""

import importlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.reading.loader import load_flow
from simulation.suite import find_files, load_suite

FOLDER = Path(__file__).resolve().parents[2] / "flows" / "lead_qualification"
EVERYONE = load_suite(find_files([FOLDER]))


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A wall-clock time of the company, in March 2026; the 2nd is a Monday."""
    return datetime.fromisoformat("2026-03-01") + timedelta(days=day - 1, hours=hour, minutes=minute)


NOW = at(2)

SITUATIONS = {
    "hot_lead_step_by_step",
    "warm_lead_is_called_back",
    "cold_lead_gets_the_guide",
    "time_corrected_at_the_read_back",
    "budget_corrected_makes_a_lead_hot",
    "lead_who_says_it_all_at_once",
    "address_corrected_before_anything_is_sent",
    "no_budget_and_no_guide",
    "asks_about_a_competitor",
    "asks_for_a_person",
    "hangs_up_in_the_middle",
    "slow_system",
    "lead_who_is_known_and_asks_again",
    "lives_elsewhere",
    "asks_for_what_is_not_done",
}
"""What people do who call because they are interested."""

ADA: dict[str, Any] = {
    "phone": "+12125550188",
    "name": "Ada Moreno",
    "email": "",
    "need": "panels",
    "zip_code": "11201",
    "budget": "high",
    "timing": "now",
    "authority": "alone",
    "score": 100,
    "grade": "hot",
}


def part(name: str) -> Any:
    """A module of the flow, as its tools import it."""
    package = load_flow(FOLDER).tools.__name__.rpartition(".")[0]
    return importlib.import_module(f"{package}.{name}")


@pytest.fixture
def crm(tmp_path: Path) -> Any:
    return part("crm").Crm(tmp_path / "leads.sqlite")


@pytest.mark.parametrize(
    ("facts", "points", "grade"),
    [
        (("panels", "high", "now", "alone"), 100, "hot"),
        (("panels", "medium", "soon", "someone_else"), 65, "warm"),
        (("battery", "medium", "no_plan", "alone"), 60, "warm"),
        (("charger", "no_budget", "now", "together"), 50, "warm"),
        (("panels", "no_budget", "no_plan", "together"), 40, "cold"),
        (("charger", "no_budget", "no_plan", "someone_else"), 10, "cold"),
    ],
)
def test_a_lead_is_worth_its_need_budget_timing_and_authority(
    facts: tuple[Any, ...], points: int, grade: str
) -> None:
    rules = part("rules")

    assert rules.score(*facts) == points
    assert rules.grade(points) == grade


@pytest.mark.parametrize(("points", "grade"), [(70, "hot"), (69, "warm"), (45, "warm"), (44, "cold")])
def test_the_grades_begin_where_they_say(points: int, grade: str) -> None:
    assert part("rules").grade(points) == grade


@pytest.mark.parametrize(
    ("zip_code", "advisor"),
    [
        ("10027", "Rosa"),
        ("14999", "Rosa"),
        ("07030", "Ben"),
        ("06010", "Ruth"),
        ("90210", None),
        ("01000", None),
    ],
)
def test_a_zip_code_leads_to_the_advisor_of_its_region(zip_code: str, advisor: str | None) -> None:
    region = part("rules").region_of(zip_code)

    assert (region.advisor if region else None) == advisor


def test_the_same_booking_twice_is_one_meeting(crm: Any) -> None:
    start = NOW + timedelta(days=1)

    first = crm.book("key", ADA, "new_york", start, NOW)

    assert crm.book("key", ADA, "new_york", start, NOW) == first
    assert crm.lead(ADA["phone"], NOW).meeting == start


def test_an_advisor_is_at_one_place_at_a_time_and_regions_do_not_meet(crm: Any) -> None:
    start = NOW + timedelta(days=1)
    crm.book("one", ADA, "new_york", start, NOW)
    other = {**ADA, "phone": "+12125550142"}

    with pytest.raises(part("crm").SlotTaken):
        crm.book("two", other, "new_york", start, NOW)

    assert crm.lead(other["phone"], NOW) is None, "nothing of a booking that failed is kept"
    assert not crm.is_free("new_york", start)
    assert crm.book("three", other, "new_jersey", start, NOW)


def test_a_new_meeting_takes_the_place_of_the_old_one(crm: Any) -> None:
    start, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
    crm.book("one", ADA, "new_york", start, NOW)

    crm.book("two", ADA, "new_york", later, NOW)

    assert crm.lead(ADA["phone"], NOW).meeting == later
    assert crm.is_free("new_york", start)


def test_a_meeting_that_lies_behind_is_no_meeting_any_more(crm: Any) -> None:
    crm.book("one", ADA, "new_york", NOW + timedelta(days=1), NOW)

    assert crm.lead(ADA["phone"], NOW + timedelta(days=2)).meeting is None


def test_somebody_who_calls_again_is_one_lead(crm: Any) -> None:
    crm.keep("one", ADA, "callback", NOW)
    crm.keep("two", {**ADA, "name": "Ada M."}, "guide", NOW)

    with crm.connection() as database:
        rows = database.execute("SELECT name, step FROM leads").fetchall()
    assert [tuple(row) for row in rows] == [("Ada M.", "guide")]


def test_other_times_are_near_the_one_that_is_taken(crm: Any) -> None:
    tuesday = at(3)
    crm.book("one", ADA, "new_york", tuesday, NOW)

    free = crm.free_slots("new_york", tuesday, NOW)

    assert free == [at(3, hour) for hour in (9, 11, 12)]


@pytest.mark.parametrize(
    ("start", "trouble"),
    [
        (at(3, 9), None),
        (at(3, 16), None),
        (at(3, 17), "closed"),
        (at(7, 10), "closed"),
        (at(3, 9, 30), "off_grid"),
        (NOW, "past"),
        (at(93), "too_far"),
    ],
)
def test_visits_are_made_on_the_hour_on_working_days(start: datetime, trouble: str | None) -> None:
    meetings = part("meetings")

    assert meetings.trouble(start, NOW) == trouble
    assert trouble is None or trouble in meetings.NEWS


def test_every_situation_has_a_scenario() -> None:
    assert {scenario.short_name for scenario in EVERYONE} >= SITUATIONS
