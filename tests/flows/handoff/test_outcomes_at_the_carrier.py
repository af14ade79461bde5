"""Whole calls with transfers against the fake carrier, on the virtual clock."""

import asyncio
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from calls.transfers import TransferOutcome
from configs import load_agent
from flows.handoff.message_book import MessageBook
from services.local import engines
from simulation.blocks import HangUpBlock
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import Scenario, load_scenarios
from simulation.vocabulary import told

HERE = Path(__file__).resolve().parent
OUTCOMES = {
    scenario.short_name: scenario for scenario in load_scenarios(HERE / "scenarios" / "outcomes.yaml")
}
LADDER = load_scenarios(HERE / "scenarios" / "ladder.yaml")
COLD = load_scenarios(HERE / "scenarios" / "cold.yaml")


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


def played(scenario: Scenario, agent: str = "desk") -> ScenarioResult:
    (result,) = play(scenario, load_agent(HERE / "agents" / f"{agent}.yaml"), Conditions())
    return result


def report(result: ScenarioResult) -> str:
    return "\n".join([result.name, *result.failures, *map(told, result.events)])


def changed(scenario: Scenario, **changes: object) -> Scenario:
    """The scenario with other traits of its caller, and without expectations on how it ends."""
    ours = scenario.callwright
    caller = ours.caller.model_copy(update=changes)
    wanted = ours.finally_.model_copy(update={"end_reason": None, "transfers": None, "cdr": None})
    block = ours.model_copy(update={"caller": caller, "finally_": wanted})
    kept = [replace(turn, expect=[]) for turn in scenario.turns]
    return replace(scenario, callwright=block, turns=tuple(kept))


def test_every_outcome_of_a_warm_transfer_has_its_call() -> None:
    others = {TransferOutcome.FORWARDED, TransferOutcome.CALL_ENDED}
    assert set(OUTCOMES) == {outcome.value for outcome in TransferOutcome if outcome not in others}


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_transfer_comes_out_as_the_carrier_says(name: str) -> None:
    result = played(OUTCOMES[name])
    assert result.passed, report(result)


@pytest.mark.parametrize("seed", range(20))
def test_a_caller_who_hangs_up_at_any_moment_leaves_no_leg(seed: int) -> None:
    moment = Random(seed).randrange(0, 32_000)
    when = HangUpBlock(event="transfer_requested", delay_ms=moment)
    result = played(changed(OUTCOMES["connected"], hangs_up=when))
    # A leg that outlives the caller is a failure of any scenario, see `simulation/carrier_verdict.py`.
    assert result.passed, f"after {moment} ms\n{report(result)}"
    assert result.record is not None
    (transfer,) = result.record.transfers
    assert transfer.outcome in ("caller_hung_up", "connected"), report(result)
    if transfer.outcome == "caller_hung_up":
        # The call ends when every leg has been ended and every task is done.
        ended = result.events[-1].at_ms - (transfer.requested_ms + moment)
        assert 0 <= ended <= 1000, f"took {ended} ms after {moment} ms"


@pytest.mark.parametrize("scenario", COLD, ids=lambda scenario: scenario.short_name)
def test_a_cold_transfer_is_forwarded_and_no_more_is_claimed(scenario: Scenario) -> None:
    result = played(scenario, "cold")
    assert result.passed, report(result)
    assert result.record is not None
    (transfer,) = result.record.transfers
    assert (transfer.mode, transfer.human_connected_ms) == ("cold", None)


@pytest.mark.parametrize("scenario", LADDER, ids=lambda scenario: scenario.short_name)
def test_a_caller_whom_nobody_took_is_offered_the_next_best_thing(scenario: Scenario) -> None:
    result = played(scenario, scenario.callwright.agent or "")
    assert result.passed, report(result)


def test_a_message_is_kept_with_its_place_in_the_recording(tmp_path: Path) -> None:
    scenario = next(each for each in LADDER if each.short_name == "message_is_taken_instead")
    agent = load_agent(HERE / "agents" / "callback.yaml")
    (result,) = play(scenario, agent, Conditions(data=tmp_path))
    assert result.passed, report(result)
    (message,) = MessageBook(tmp_path).messages()
    assert message["words"] == "My crown came off."
    with wave.open(str(tmp_path / message["recording"])) as file:
        rate = file.getframerate()
        audio = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    start, end = (message[key] * rate // 1000 for key in ("start_ms", "end_ms"))
    caller = audio[start:end, 0].astype(float)
    assert len(caller) > rate // 2
    assert np.sqrt((caller**2).mean()) > 300, "the caller is to be heard there"
