"""What a scenario expects of the call as a whole."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from calls.events import CallEvent, Interrupted
from calls.record import CallRecord
from calls.record_parts import AgentTurn, CallerTurn, Outcome, ToolUse, Turn
from simulation.blocks import FinallyBlock, RowsBlock
from simulation.database import DatabaseWrong, missing_rows, put_rows
from simulation.verdict import complaints


def turn(index: int, heard: str, latency: float) -> Turn:
    return Turn(
        index=index,
        node="collect",
        caller=CallerTurn(text="yes", start_ms=0, end_ms=1, via="speech"),
        agent=AgentTurn(text=heard, heard=heard, interrupted=False, start_ms=2, end_ms=3),
        latency_ms={"total": latency},
    )


RECORD = CallRecord.model_validate(
    {
        "call_id": "c1",
        "agent": "appointments",
        "agent_hash": "0",
        "carrier": "twilio",
        "direction": "inbound",
        "from": None,
        "to": None,
        "started_at": "2026-03-02T14:15:00.000Z",
        "answered_at": None,
        "ended_at": "2026-03-02T14:16:00.000Z",
        "duration_secs": 60,
        "ended_by": "agent",
        "end_reason": "completed",
        "fault": "none",
        "outcome": Outcome(disposition="booked", resolved=True),
        "data": {"day": "2026-03-03"},
        "path": ["greet", "collect", "confirm", "close"],
        "turns": [turn(0, "Which day would you like?", 700), turn(1, "You are booked. Goodbye.", 1500)],
        "tools": [
            ToolUse(name="book", arguments={"day": "2026-03-03", "time": "10:00"}, ok=False,
                    error_kind="refused", started_ms=1, finished_ms=2),
            ToolUse(name="book", arguments={"day": "2026-03-03", "time": "11:00"}, ok=True,
                    error_kind=None, started_ms=3, finished_ms=4),
        ],
        "providers": {},
        "recording": None,
        "journal": "journal.jsonl",
    }
)  # fmt: skip
EVENTS: list[CallEvent] = [Interrupted(at_ms=100)]


def wrong(**wanted: Any) -> list[str]:
    return complaints(FinallyBlock.model_validate(wanted), RECORD, EVENTS)


@pytest.mark.parametrize(
    "wanted",
    [
        {"end_reason": "completed"},
        {"end_reason": ["completed", "caller_hung_up"], "disposition": "booked", "resolved": True},
        {"nodes": ["greet", "confirm"]},
        {
            "tools": [
                {"name": "book", "times": 2},
                {"name": "book", "args": {"time": "10:00"}, "error_kind": "refused"},
            ]
        },
        {"tools": [{"name": "cancel", "times": 0}], "no_tools": ["move"]},
        {"data": {"day": "2026-03-03"}},
        {"latency": {"p50_ms": 1100, "max_ms": 1500}},
        {"heard": {"contains": ["which DAY"], "excludes": ["sorry"]}},
        {"min_secs": 60, "max_secs": 60, "interruptions": 1},
    ],
)
def test_what_is_as_expected_gives_no_complaint(wanted: dict[str, Any]):
    assert wrong(**wanted) == []


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ({"end_reason": "caller_hung_up"}, "expected end reason caller_hung_up, got completed"),
        ({"disposition": ["moved", "cancelled"]}, "expected disposition moved or cancelled, got booked"),
        ({"resolved": False}, "unresolved"),
        ({"nodes": ["confirm", "greet"]}, "got greet → collect → confirm → close"),
        ({"tools": [{"name": "book", "times": 1}]}, "to be called 1 time(s)"),
        ({"tools": [{"name": "book", "args": {"time": "12:00"}}]}, "'time': '10:00'}) → refused"),
        ({"no_tools": ["book"]}, "expected tool book not to be called"),
        ({"data": {"day": "2026-03-04"}}, "got '2026-03-03'"),
        ({"latency": {"p50_ms": 1000}}, "got 1100 of [700.0, 1500.0]"),
        ({"latency": {"max_ms": 1400}}, "every answer within 1400 ms"),
        ({"heard": {"contains": ["Thursday"]}}, 'to hear "Thursday"; heard was: "Which day'),
        ({"heard": {"excludes": ["goodbye"]}}, 'not to hear "goodbye"'),
        ({"max_secs": 59}, "it lasted 60 s"),
        ({"min_secs": 61}, "it lasted 60 s"),
        ({"interruptions": 0}, "expected 0 interruption(s), got 1"),
    ],
)  # fmt: skip
def test_what_is_not_as_expected_is_told(wanted: dict[str, Any], complaint: str):
    (told,) = wrong(**wanted)
    assert complaint in told


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "calendar.db") as database:
        database.execute("create table visits (start text, status text)")
    return tmp_path


def rows(**block: Any) -> dict[str, dict[str, list[RowsBlock]]]:
    return {"calendar.db": {"visits": [RowsBlock.model_validate(block)]}}


def test_rows_are_put_in_before_and_looked_for_after(calendar: Path):
    put_rows(calendar, {"calendar.db": {"visits": [{"start": "2026-03-03 10:00", "status": "booked"}]}})
    assert missing_rows(calendar, rows(where={"status": "booked"})) == []
    assert missing_rows(calendar, rows(where={"status": "cancelled"}, count=0)) == []
    (told,) = missing_rows(calendar, rows(count=2))
    assert "expected 2 row(s) with anything in calendar.db:visits, found 1" in told
    assert "'start': '2026-03-03 10:00'" in told


def test_a_table_or_file_that_the_flow_does_not_have_is_named(calendar: Path):
    with pytest.raises(DatabaseWrong, match="no such table: visit"):
        put_rows(calendar, {"calendar.db": {"visit": [{"start": "x"}]}})
    with pytest.raises(DatabaseWrong, match=r"no database 'calender.db'.*there are: calendar.db"):
        put_rows(calendar, {"calender.db": {"visits": [{"start": "x"}]}})
