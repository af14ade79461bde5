"""What a caller with a goal got is read from the calendar alone."""

import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from simulation.goal import Goal
from simulation.goal_outcome import CALENDAR, Booked, booked, outcome

at = datetime.fromisoformat
GOAL = Goal(service="cleaning", day=date(2026, 3, 10), time="10:00", phone="+12025550143")
WANTED = Booked(GOAL.start, "cleaning", GOAL.phone)
STRANGERS = Booked(at("2026-03-11T09:00"), "filling", "+12125550199")
EARLIER = replace(WANTED, start=at("2026-03-04T09:00"))


def of(before: list[Booked], after: list[Booked], intent: str = "book") -> str:
    goal = GOAL.model_copy(update={"intent": intent})
    return outcome(goal, GOAL.start, Counter(before), Counter(after))


def test_exactly_what_was_wanted_is_right_and_nothing_at_all_is_none() -> None:
    assert of([STRANGERS], [STRANGERS, WANTED]) == "right"
    assert of([STRANGERS], [STRANGERS]) == "none"


@pytest.mark.parametrize(
    "made",
    [
        [replace(WANTED, start=at("2026-03-10T10:30"))],
        [replace(WANTED, service="filling")],
        [replace(WANTED, phone="+12025550149")],
        [WANTED, EARLIER],
        [WANTED, WANTED],
    ],
)
def test_anything_else_is_wrong(made: list[Booked]) -> None:
    assert of([], made) == "wrong"


def test_a_booking_that_costs_somebody_else_theirs_is_wrong() -> None:
    assert of([STRANGERS], [WANTED]) == "wrong"


def test_a_move_takes_the_callers_own_visit_to_the_wanted_time() -> None:
    assert of([EARLIER, STRANGERS], [WANTED, STRANGERS], "move") == "right"
    assert of([EARLIER, STRANGERS], [EARLIER, WANTED, STRANGERS], "move") == "wrong"
    assert of([EARLIER, STRANGERS], [EARLIER, WANTED], "move") == "wrong"


def test_a_cancellation_takes_away_the_visit_that_was_meant() -> None:
    assert of([WANTED, STRANGERS], [STRANGERS], "cancel") == "right"
    assert of([WANTED, EARLIER], [WANTED], "cancel") == "wrong"


def test_cancelled_visits_do_not_count(tmp_path: Path) -> None:
    assert booked(tmp_path) == Counter()
    with sqlite3.connect(tmp_path / CALENDAR) as database:
        database.execute("CREATE TABLE visits (start TEXT, service TEXT, phone TEXT, status TEXT)")
        row = ("2026-03-10T10:00", "cleaning", GOAL.phone)
        database.executemany(
            "INSERT INTO visits VALUES (?, ?, ?, ?)", [(*row, "booked"), (*row, "cancelled")]
        )
    assert booked(tmp_path) == Counter([WANTED])
