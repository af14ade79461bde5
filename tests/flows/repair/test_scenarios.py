"""Calls to the parcel desk: every repair command and every trigger, where it fires and where it must not."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.events import AgentSpoke
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import Scenario
from simulation.suite import agent_of, find_files, load_suite
from simulation.vocabulary import told

ROOT = Path(__file__).resolve().parents[3]
HERE = ROOT / "tests" / "flows"
EVERYONE = load_suite(find_files([HERE / "flows" / "parcel"]))

COMMANDS = {
    "repeats": "does_not_repeat",
    "speaks_slower": "does_not_speak_slower",
    "starts_over": "does_not_start_over",
    "goes_back": "does_not_go_back",
    "skips_what_may_be_left_out": "does_not_skip_what_is_needed",
    "cancels": "does_not_cancel",
    "corrects_a_value_and_what_hangs_on_it": "does_not_correct_what_is_not_corrected",
    "asks_which_is_meant": "does_not_ask_what_is_clear",
    "digresses_and_returns": "does_not_digress",
    "says_that_it_is_a_machine": "does_not_speak_of_itself",
    "a_mumble_is_answered_before_silence_is": "a_cough_is_not_answered",
}
TRIGGERS = {
    "person_in_words": "no_person_in_words",
    "person_by_key": "no_person_by_key",
    "emergency_comes_first": "no_emergency",
    "anger_in_words": "no_anger",
    "sensitive_topic": "no_sensitive_topic",
    "legal_topic": "no_legal_topic",
    "unsure_ears": "ears_sure_enough",
    "misunderstood_again_and_again": "misunderstood_now_and_then",
    "tools_that_fail": "a_tool_that_fails_once",
    "node_that_says_so": "node_that_does_not",
}
"""What fires, and its near miss."""


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The voices are a process of their own."""
    yield
    asyncio.run(engines.close())


def report(result: ScenarioResult) -> str:
    return "\n".join([result.name, *result.failures, *map(told, result.events)])


def test_each_command_and_each_trigger_has_a_scenario_and_a_near_miss() -> None:
    names = {scenario.short_name for scenario in EVERYONE}
    assert {*COMMANDS, *COMMANDS.values(), *TRIGGERS, *TRIGGERS.values()} <= names


@pytest.mark.parametrize("scenario", EVERYONE, ids=lambda scenario: scenario.name)
def test_a_call_goes_as_its_scenario_says(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    agent = agent_of(scenario, default=str(HERE / "agents" / "parcel.yaml"))
    for result in play(scenario, agent, Conditions()):
        assert result.passed, report(result)


def test_a_slower_voice_takes_longer_for_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    usual, slow = (_secs_of(name, "Which day shall we come?") for name in ("repeats", "speaks_slower"))
    assert slow > usual * 1.1


def _secs_of(name: str, text: str) -> float:
    """How long the agent took to say a text in a scenario."""
    scenario = next(each for each in EVERYONE if each.short_name == name)
    (result,) = play(scenario, agent_of(scenario, default=str(HERE / "agents" / "parcel.yaml")), Conditions())
    said = [event for event in result.events if isinstance(event, AgentSpoke) and event.text == text]
    return (said[-1].end_ms - said[-1].start_ms) / 1000
