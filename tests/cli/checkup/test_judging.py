"""What the doctor says of facts: pure decisions, one by one."""

from datetime import UTC, datetime, timedelta

import pytest

from calls.store.examining import StoreFacts
from cli.checkup.address import judge_certificate, judge_page, judge_url
from cli.checkup.database import judge_database
from cli.checkup.disk import GB, Room, judge_disk
from cli.checkup.finding import State
from cli.checkup.handles import judge_handles
from cli.checkup.keys import judge_key
from cli.checkup.machine import Machine, judge_cores, judge_memory
from cli.checkup.outside import Certificate, Page
from cli.checkup.pace import REFERENCE_MS
from cli.checkup.skew import judge_clock
from services.catalog import CATALOG

OK, WARNING, PROBLEM, UNCHECKED = State.OK, State.WARNING, State.PROBLEM, State.UNCHECKED
KEYED = [spec for spec in CATALOG if spec.secret]
NOW = datetime(2026, 3, 1, tzinfo=UTC)

GOOD_KEYS = {
    "DEEPGRAM_API_KEY": "0123456789abcdef" * 2 + "01234567",
    "OPENAI_API_KEY": "sk-proj-" + "aB3_" * 12,
    "ELEVENLABS_API_KEY": "sk_" + "0123456789abcdef" * 3,
    "CARTESIA_API_KEY": "sk_car_" + "aB3" * 8,
}


@pytest.mark.parametrize("spec", KEYED, ids=lambda spec: f"{spec.kind}-{spec.name}")
@pytest.mark.parametrize(
    ("value", "state"),
    [
        (value, PROBLEM)
        for value in ("", "  ", "your-key-here", "changeme", "${KEY}", '"quoted"', "two words")
    ],
)
def test_a_key_that_cannot_be_one_is_told_and_never_shown(spec, value: str, state: State) -> None:
    found = judge_key(spec.secret, value, spec)
    assert found.state is state, found
    assert not value.strip() or value not in found.message + found.hint
    assert judge_key(spec.secret, "short", spec).state is WARNING


@pytest.mark.parametrize("spec", KEYED, ids=lambda spec: f"{spec.kind}-{spec.name}")
def test_a_key_of_the_right_shape_is_good_whatever_stands_around_it(spec) -> None:
    key = GOOD_KEYS[spec.secret]
    found = judge_key(spec.secret, f" {key}\n", spec)
    assert found.state is OK, found
    assert key not in str(found)
    assert judge_key(spec.secret, key[:12], spec).state is WARNING, "cut off"


def facts(**changes: object) -> StoreFacts:
    base = StoreFacts("calls.db", shared=False, there=True, writable=True, revision="0003", newest="0003")
    return StoreFacts(**{**base.__dict__, **changes})


@pytest.mark.parametrize(
    ("changes", "state", "told"),
    [
        ({}, OK, "up to date"),
        ({"there": False}, OK, "made with the first call"),
        ({"revision": None}, OK, "made at the first start"),
        ({"revision": "0001"}, WARNING, "the newest is 0003"),
        ({"revision": "0009"}, PROBLEM, "newer than this Callwright"),
        ({"writable": False, "why_not": "it is read-only"}, PROBLEM, "it is read-only"),
        ({"connections": 100}, WARNING, "100 connections at most; 7 workers may want 105"),
        ({"connections": 106}, OK, "up to date"),
        ({"journal_mode": "wal"}, OK, "write-ahead log"),
        ({"journal_mode": "delete"}, WARNING, "makes the calls wait"),
    ],
)
def test_a_database_is_judged_by_its_migrations_and_by_who_may_write(
    changes: dict[str, object], state: State, told: str
) -> None:
    worst = max(judge_database(facts(**changes), workers=7), key=lambda found: list(State).index(found.state))
    assert worst.state is state
    assert told in " ".join(found.message for found in judge_database(facts(**changes), workers=7))


@pytest.mark.parametrize(("free", "state"), [(40 * GB, OK), (3 * GB, WARNING), (GB // 2, PROBLEM)])
def test_a_disk_is_measured_in_hours_of_calls(free: int, state: State) -> None:
    found = judge_disk(Room(100 * GB, 0, free))
    assert (found.state, "hours of calls" in found.message) == (state, True)


def test_a_slow_machine_is_given_fewer_calls_and_a_fast_one_no_more_than_were_measured() -> None:
    calls = [Machine(4, 8000, 0.5, REFERENCE_MS * slow).calls_per_worker for slow in (0.5, 1, 1.1, 2, 100)]
    assert calls == [12, 12, 12, 6, 1]
    assert [Machine(cores, 8000, 0.5, REFERENCE_MS).workers for cores in (0.5, 1, 3.9, 16)] == [1, 1, 3, 16]
    assert Machine(0.5, 8000, 0.5, REFERENCE_MS).calls_per_worker == 6


def test_a_server_file_that_asks_too_much_of_the_cores_or_the_memory_is_warned() -> None:
    machine = Machine(2, 1200, 0.5, REFERENCE_MS)
    assert [found.state for found in judge_cores(machine, None)] == [OK]
    assert [found.state for found in judge_cores(machine, (2, 12))] == [OK]
    assert [found.state for found in judge_cores(machine, (3, 12))] == [WARNING]
    assert [found.state for found in judge_cores(machine, (2, 13))] == [WARNING]
    busy = judge_cores(Machine(2, 1200, 2.5, REFERENCE_MS), (2, 12))
    assert [(found.name, found.state) for found in busy] == [("cores", OK), ("load", WARNING)]
    assert judge_memory(machine, (2, 12)).state is OK
    assert judge_memory(machine, (3, 12)).state is PROBLEM
    assert judge_memory(Machine(2, None, 0.5, 1), (2, 12)).state is UNCHECKED


def test_file_handles_must_do_for_all_calls_and_for_those_who_only_wait() -> None:
    assert judge_handles(1024, calls=12, idle=0).state is OK
    assert judge_handles(1024, calls=12, idle=2000).state is WARNING
    assert judge_handles(-1, calls=1000, idle=2000).state is OK


@pytest.mark.parametrize(
    ("skews", "state", "told"),
    [
        ({}, UNCHECKED, "no other clock"),
        ({"the database": 0.4, "twilio": -1.2}, OK, "the database, twilio"),
        ({"the database": 0.4, "twilio": -5}, WARNING, "5.0 s ahead of that of twilio"),
        ({"the database": 61}, PROBLEM, "61.0 s behind that of the database"),
    ],
)
def test_a_clock_is_compared_with_all_others(skews: dict[str, float], state: State, told: str) -> None:
    found = judge_clock(skews, offline=False)
    assert (found.state, told in found.message) == (state, True), found


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:7860",
        "http://127.0.0.1:7860",
        "https://192.168.1.4",
        "https://box.local",
        "https://10.0.0.1",
    ],
)
def test_a_private_name_is_none_for_a_carrier(url: str) -> None:
    assert [found.state for found in judge_url(url)] == [PROBLEM]
    assert judge_url("https://calls.example.com") == []


def test_a_certificate_is_renewed_in_time_and_believed_by_others() -> None:
    def state(days: float, mistrust: str = "") -> State:
        shown = Certificate(("calls.example.com",), NOW + timedelta(days=days), mistrust)
        return judge_certificate(shown, NOW).state

    assert [state(60), state(13), state(60, "self-signed certificate")] == [OK, WARNING, PROBLEM]


def test_what_answers_at_the_public_url_must_be_callwright() -> None:
    states = {code: judge_page("https://x.example", Page(code, None)).state for code in (200, 503, 404, 302)}
    assert states == {200: OK, 503: PROBLEM, 404: PROBLEM, 302: PROBLEM}
