"""A caller who waits for a tool: what they are told, when, and what the model learns of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.events import AgentSpoke, AgentStartedSpeaking, CallerSpoke, FillerSpoken, ToolCalled, ToolFinished
from configs import load_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import load_scenarios

TROUBLE = Path(__file__).resolve().parents[2] / "flows" / "appointments" / "scenarios" / "trouble.yaml"


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


def played(name: str) -> ScenarioResult:
    scenario = next(each for each in load_scenarios(TROUBLE) if each.short_name == name)
    (result,) = play(scenario, load_agent("appointments"), Conditions())
    assert result.passed, result.failures
    return result


def test_fillers_come_in_time_and_are_nobodys_turn() -> None:
    events = played("booking_of_which_nobody_knows").events
    fillers = [event for event in events if isinstance(event, FillerSpoken)]
    assert len(fillers) >= 3
    for filler in fillers:
        before = events[: events.index(filler)]
        call = next(event for event in reversed(before) if isinstance(event, ToolCalled))
        ended = next(event for event in reversed(before) if isinstance(event, ToolFinished))
        assert ended.tool_call_id != call.tool_call_id, "the tool is still at work"
        if filler.text == "One moment.":
            assert filler.at_ms - call.at_ms == 1200
        else:
            assert filler.at_ms - call.at_ms > 5000
    for call_id in {event.tool_call_id for event in events if isinstance(event, ToolCalled)}:
        began = next(e.at_ms for e in events if isinstance(e, ToolCalled) and e.tool_call_id == call_id)
        ended_at = next(e.at_ms for e in events if isinstance(e, ToolFinished) and e.tool_call_id == call_id)
        assert sum(began <= filler.at_ms <= ended_at for filler in fillers) <= 2
    spoken = " ".join(event.text for event in events if isinstance(event, AgentSpoke))
    assert "One moment" not in spoken and "still working" not in spoken


def test_a_late_result_waits_for_the_caller_to_finish() -> None:
    events = played("talks_on_while_it_is_being_booked").events
    words = next(event for event in events if isinstance(event, CallerSpoke) and "neighbor" in event.text)
    done = next(event for event in events if isinstance(event, ToolFinished) and event.name == "book_visit")
    assert words.start_ms < done.at_ms < words.end_ms, "the result came while they were talking"
    # Barge-in itself takes a moment of speech to be noticed: what sounds before that was there already.
    starts = [event.at_ms for event in events if isinstance(event, AgentStartedSpeaking)]
    assert not [at for at in starts if words.start_ms < at < words.end_ms]
    told = next(event for event in events if isinstance(event, AgentSpoke) and "You're booked" in event.text)
    assert told.start_ms > words.end_ms and not told.interrupted
