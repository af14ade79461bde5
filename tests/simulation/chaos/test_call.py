"""Whole calls under a fault."""

import asyncio
from collections.abc import Iterator

import pytest

from configs import load_agent
from services.local import engines
from simulation.chaos.call import play_case
from simulation.chaos.cases import chosen


@pytest.fixture(scope="module", autouse=True)
def _engines_end() -> Iterator[None]:
    yield
    asyncio.run(engines.close())


@pytest.mark.parametrize("fault", ["database-busy-all", "database-hang-all"])
def test_a_database_keeps_no_caller_waiting(fault: str, caplog: pytest.LogCaptureFixture):
    (case,) = chosen([fault], None)
    result = play_case(case, load_agent("appointments-cloud", environ={}), {})
    assert result.broken == []
    assert result.outcome.struck >= 2
    assert result.outcome.on_record
    assert result.outcome.end_reason == "completed"
    # What the store was still asked when the call's loop closed is cut off without a traceback.
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def test_a_caller_on_hold_was_told_so_once_though_the_voice_broke_off():
    (case,) = chosen(["tts-drop-hold"], None)
    result = play_case(case, load_agent("appointments-cloud", environ={}), {})
    assert result.broken == []
    (told,) = [line for line in result.transcript if "get somebody for you" in line]
    assert told.endswith("I'll I'll get somebody for you. Please hold, or say come back, or press 9.")
