"""Whole calls under a fault, and that a broken promise is seen."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from configs import LoadedAgent, load_agent
from services.local import engines
from simulation.chaos.call import CaseResult, play_case
from simulation.chaos.cases import MATRIX, Case
from simulation.faults import Fault


@pytest.fixture(scope="module", autouse=True)
def _engines_end() -> Iterator[None]:
    yield
    asyncio.run(engines.close())


def _agent(**lists: int) -> LoadedAgent:
    """The dental office on hosted services; `llm=1` leaves it one language model."""
    agent = load_agent("appointments-cloud", environ={})
    pipeline = agent.config.pipeline
    kept = {kind: getattr(pipeline, kind)[:count] for kind, count in lists.items()}
    config = agent.config.model_copy(update={"pipeline": pipeline.model_copy(update=kept)})
    return replace(agent, config=config)


def _played(name: str) -> CaseResult:
    return play_case(next(case for case in MATRIX if case.name == name), _agent(), {})


def test_a_language_model_that_refuses_is_replaced_and_the_caller_hears_no_gap():
    result = _played("llm-500")
    assert result.broken == []
    assert [(each.kind, each.provider) for each in result.outcome.took_over] == [("llm", "local")]
    assert result.outcome.end_reason == "completed"


def test_a_voice_that_drops_out_is_replaced_in_mid_sentence():
    result = _played("tts-rst")
    assert result.broken == []
    assert [(each.kind, each.provider) for each in result.outcome.took_over] == [("tts", "local")]


def test_where_nobody_can_take_over_the_promises_are_seen_to_break():
    case = Case("llm-500", "llm", "answers 500", (Fault("http_500", from_turn=2),))
    result = play_case(case, _agent(llm=1), {})
    assert any(broken.startswith(("P2", "P3")) for broken in result.broken)
