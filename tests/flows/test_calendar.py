"""The office's calendar: one visit per slot, however many ask for it at once."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from flows.appointments.calendar import Calendar, NoSuchVisit, SlotTaken
from flows.appointments.demo import PATIENTS, seed

at = datetime.fromisoformat
NOW = at("2026-03-02T10:00")
ROOT = Path(__file__).resolve().parents[2]
TUESDAY_AT_NINE = at("2026-03-03T09:00")


@pytest.fixture
def calendar(tmp_path: Path) -> Calendar:
    return Calendar(tmp_path / "calendar.sqlite")


def book(calendar: Calendar, who: int, start: datetime = TUESDAY_AT_NINE) -> int | None:
    try:
        return calendar.book(f"call-{who}", start, "cleaning", f"+1212555{who:04}", now=NOW).id
    except SlotTaken:
        return None


RACER = """
import sys
from datetime import datetime
from pathlib import Path
from flows.appointments.calendar import Calendar, SlotTaken

path, who = Path(sys.argv[1]), sys.argv[2]
calendar = Calendar(path)
print("ready", flush=True)
sys.stdin.readline()
for hour in range(9, 17):
    start = datetime(2026, 3, 3, hour)
    try:
        calendar.book(f"call-{who}-{hour}", start, "cleaning", f"+121255500{who}", now=start)
        print(hour)
    except SlotTaken:
        pass
"""


def booked(calendar: Calendar) -> list[str]:
    with calendar.connection() as database:
        rows = database.execute("SELECT start FROM visits WHERE status = 'booked'").fetchall()
    return [row[0] for row in rows]


def test_many_threads_asking_for_one_slot_get_it_once(calendar: Calendar) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda who: book(calendar, who), range(40)))
    assert len([answer for answer in answers if answer is not None]) == 1
    assert booked(calendar) == ["2026-03-03T09:00"]


def test_several_processes_racing_for_a_day_give_no_slot_twice(calendar: Calendar) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(calendar.path), str(who)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for who in (10, 20, 30)
    ]
    for racer in racers:
        assert racer.stdout is not None and racer.stdout.readline() == "ready\n"
    won = [int(hour) for racer in _let_go(racers) for hour in racer.split()]
    assert sorted(won) == list(range(9, 17))
    assert sorted(booked(calendar)) == [f"2026-03-03T{hour:02}:00" for hour in range(9, 17)]


def _let_go(racers: list[subprocess.Popen[str]]) -> list[str]:
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    return [racer.communicate(timeout=60)[0] for racer in racers]


def test_two_chairs_take_two_visits_at_once_and_not_three(tmp_path: Path) -> None:
    calendar = Calendar(tmp_path / "calendar.sqlite", chairs=2)
    assert [book(calendar, who) is not None for who in range(3)] == [True, True, False]
    assert not calendar.is_free(TUESDAY_AT_NINE)


def test_asking_again_with_the_same_key_gives_the_same_visit(calendar: Calendar) -> None:
    assert book(calendar, 1) == book(calendar, 1)
    assert booked(calendar) == ["2026-03-03T09:00"]


def test_a_visit_that_was_cancelled_can_be_booked_again_in_the_same_call(calendar: Calendar) -> None:
    first = book(calendar, 1)
    assert first is not None
    calendar.cancel(first, NOW)
    again = book(calendar, 1)
    assert again not in (None, first)
    assert [visit.id for visit in calendar.visits_of("+12125550001", NOW)] == [again]


def test_a_cancelled_slot_is_free_and_cancelling_twice_changes_nothing(calendar: Calendar) -> None:
    visit = book(calendar, 1)
    assert visit is not None
    assert calendar.cancel(visit, NOW).status == "cancelled"
    assert calendar.cancel(visit, NOW).status == "cancelled"
    assert calendar.is_free(TUESDAY_AT_NINE)


def test_a_moved_visit_frees_its_old_slot_and_keeps_its_number(calendar: Calendar) -> None:
    visit = book(calendar, 1)
    assert visit is not None
    later = TUESDAY_AT_NINE + timedelta(hours=2)
    assert calendar.move(visit, later, NOW).start == later
    assert calendar.move(visit, later, NOW).start == later
    assert calendar.is_free(TUESDAY_AT_NINE)
    assert [found.start for found in calendar.visits_of("+12125550001", NOW)] == [later]


def test_a_visit_cannot_be_moved_onto_another_and_then_stays_where_it_was(calendar: Calendar) -> None:
    first, second = book(calendar, 1), book(calendar, 2, TUESDAY_AT_NINE + timedelta(hours=1))
    assert first is not None and second is not None
    with pytest.raises(SlotTaken):
        calendar.move(second, TUESDAY_AT_NINE, NOW)
    assert sorted(booked(calendar)) == ["2026-03-03T09:00", "2026-03-03T10:00"]


def test_what_does_not_exist_cannot_be_moved_or_cancelled(calendar: Calendar) -> None:
    with pytest.raises(NoSuchVisit):
        calendar.move(99, TUESDAY_AT_NINE, NOW)
    with pytest.raises(NoSuchVisit):
        calendar.cancel(99, NOW)


def test_a_cancelled_visit_cannot_be_moved(calendar: Calendar) -> None:
    visit = book(calendar, 1)
    assert visit is not None
    calendar.cancel(visit, NOW)
    with pytest.raises(NoSuchVisit):
        calendar.move(visit, TUESDAY_AT_NINE + timedelta(hours=1), NOW)


def test_other_times_are_the_nearest_of_that_day(calendar: Calendar) -> None:
    book(calendar, 1)
    assert calendar.free_slots(TUESDAY_AT_NINE, NOW) == [
        at("2026-03-03T09:30"),
        at("2026-03-03T10:00"),
        at("2026-03-03T10:30"),
    ]


def test_other_times_are_on_the_next_open_days_when_that_day_is_full(calendar: Calendar) -> None:
    friday = at("2026-03-06T09:00")
    for index in range(15):
        book(calendar, index, friday + timedelta(minutes=30 * index))
    assert calendar.free_slots(friday, NOW) == [
        at("2026-03-06T16:30"),
        at("2026-03-09T09:00"),
        at("2026-03-09T09:30"),
    ]


def test_no_time_is_offered_that_has_passed_or_lies_too_far_ahead(calendar: Calendar) -> None:
    late = at("2026-03-02T16:10")
    assert calendar.free_slots(at("2026-03-02T09:00"), late)[0] == at("2026-03-02T16:30")
    assert calendar.free_slots(at("2027-03-02T09:00"), NOW) == []


def test_only_visits_to_come_are_found(calendar: Calendar) -> None:
    book(calendar, 1)
    assert calendar.visits_of("+12125550001", NOW)
    assert calendar.visits_of("+12125550001", TUESDAY_AT_NINE + timedelta(hours=1)) == []


def test_the_demo_day_leaves_one_slot_on_the_third_open_day(calendar: Calendar) -> None:
    seed(calendar, date(2026, 3, 2))
    seed(calendar, date(2026, 3, 2))
    assert calendar.free_slots(at("2026-03-05T09:00"), NOW)[0] == at("2026-03-05T16:30")
    assert calendar.patient(next(iter(PATIENTS))) == "Maria Lopez"
    assert len(booked(calendar)) == 18


def test_a_message_is_kept_once_per_key(calendar: Calendar) -> None:
    for _ in range(2):
        calendar.leave_message("key", "call-1", "+12125550001", "insurance", NOW)
    with calendar.connection() as database:
        assert [row["reason"] for row in database.execute("SELECT reason FROM messages")] == ["insurance"]
