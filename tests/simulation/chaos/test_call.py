"""Whole calls under a fault."""

import asyncio
from collections.abc import Iterator

import pytest

from configs import load_agent
from services.local import engines
from simulation.chaos.call import CaseResult, play_case
from simulation.chaos.cases import MATRIX


@pytest.fixture(scope="module", autouse=True)
def _engines_end() -> Iterator[None]:
    yield
    asyncio.run(engines.close())


def _played(name: str) -> CaseResult:
    case = next(case for case in MATRIX if case.name == name)
    return play_case(case, load_agent("appointments-cloud", environ={}), {})


def test_a_voice_that_drops_out_is_replaced_in_mid_sentence():
    result = _played("tts-rst")
    assert result.broken == []
    assert [(each.kind, each.provider) for each in result.outcome.took_over] == [("tts", "local")]
    assert result.outcome.end_reason == "completed"


def test_a_locked_database_keeps_no_caller_waiting():
    result = _played("database-locked")
    assert result.broken == []
    assert result.outcome.struck >= 2
    assert result.outcome.on_record
