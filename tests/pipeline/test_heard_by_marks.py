"""What a caller who barges in has heard, on a line that holds the agent's audio before it plays it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from calls.record_parts import Turn
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import Scenario
from simulation.suite import agent_of, chosen, find_files, load_suite

FLOWS = Path(__file__).resolve().parents[2] / "flows" / "appointments"
HELD_SECS = 0.9


def on_a_line_that_holds(secs: float) -> Scenario:
    (scenario,) = chosen(load_suite(find_files([FLOWS])), "barge_in_during_speech")
    ours = scenario.callwright
    carrier = ours.given.carrier.model_copy(update={"buffer_secs": secs})
    given = ours.given.model_copy(update={"carrier": carrier})
    return replace(scenario, callwright=ours.model_copy(update={"given": given}))


@cache
def called(secs: float) -> ScenarioResult:
    scenario = on_a_line_that_holds(secs)
    (result,) = play(scenario, agent_of(scenario), Conditions())
    return result


def turns(secs: float) -> list[Turn]:
    record = called(secs).record
    assert record is not None
    return record.turns


def cut_off(secs: float) -> str:
    """What is on record as heard of the sentence that the caller cut off."""
    (heard,) = [turn.agent.heard for turn in turns(secs) if turn.agent and turn.agent.interrupted]
    return heard


def test_words_that_the_carrier_still_held_were_not_heard() -> None:
    at_once, held = cut_off(0.0), cut_off(HELD_SECS)
    assert at_once.startswith(held)
    assert 2 <= len(at_once.split()) - len(held.split()) <= 5, (at_once, held)


def test_words_that_nobody_cut_off_were_all_heard() -> None:
    whole = [turn.agent for turn in turns(HELD_SECS) if turn.agent and not turn.agent.interrupted]
    assert len(whole) > 3
    assert [agent.heard for agent in whole] == [agent.text for agent in whole]
    assert called(HELD_SECS).passed, called(HELD_SECS).failures
