"""The same agent answers on every simulated carrier, and is reached by each one's own protocol."""

from dataclasses import replace
from pathlib import Path

import pytest

from cli.call import OnCarrier
from configs import load_agent
from configs.server.carriers import CarriersBlock
from simulation.carriers import KITS
from simulation.needs import unmet
from simulation.play import Conditions, play
from simulation.scenario import Scenario, load_scenarios
from simulation.suite import agent_of, find_files, load_suite, run_suite
from transports.carriers import CARRIERS

SCENARIOS = Path(__file__).parents[2] / "flows" / "appointments" / "scenarios"

HANDOFF = Path(__file__).parents[1] / "flows" / "handoff"


def scenario(file: str, name: str) -> Scenario:
    found = load_scenarios(SCENARIOS / f"{file}.yaml")
    return next(each for each in found if each.short_name == name)


def test_every_carrier_of_a_servers_file_is_served_and_simulated() -> None:
    assert set(CARRIERS) == set(CarriersBlock.model_fields)
    assert set(KITS) == {*CARRIERS, "webrtc"} == {each.value for each in OnCarrier}


@pytest.mark.parametrize("carrier", ["telnyx", "vonage", "webrtc"])
def test_an_appointment_is_booked(carrier: str) -> None:
    (result,) = play(
        scenario("booking", "happy_path"), load_agent("appointments"), Conditions(carrier=carrier)
    )
    assert result.failures == []


@pytest.mark.parametrize("carrier", ["telnyx", "vonage"])
def test_a_person_is_fetched_and_the_caller_comes_back(carrier: str) -> None:
    call = scenario("person", "comes_back_by_key")
    (result,) = play(call, agent_of(call), Conditions(carrier=carrier))
    assert result.failures == []


@pytest.mark.parametrize("carrier", ["telnyx", "vonage"])
@pytest.mark.parametrize(
    "call", load_scenarios(HANDOFF / "scenarios" / "cold.yaml"), ids=lambda call: call.short_name
)
def test_a_cold_transfer_is_forwarded_or_refused(carrier: str, call: Scenario) -> None:
    (result,) = play(call, load_agent(HANDOFF / "agents" / "cold.yaml"), Conditions(carrier=carrier))
    assert result.failures == []


def test_a_scenario_that_needs_a_person_is_skipped_where_nobody_can_be_rung() -> None:
    call = scenario("person", "put_through")
    (result,) = run_suite([call], Conditions(carrier="webrtc"))
    reason = "needs person: a browser's line has no carrier that could ring one"
    assert (result.skipped, result.passed, result.failures) == (reason, False, [])
    assert result.record is None
    assert [unmet(call, carrier) for carrier in CARRIERS] == [None] * len(CARRIERS)


def test_the_needs_of_a_rival_count() -> None:
    call, rival = scenario("booking", "happy_path"), scenario("person", "put_through")
    told = unmet(call, "webrtc", [rival])
    assert told is not None and told.startswith("its rival put_through needs person: ")


def test_a_caller_with_a_wide_band_has_a_browsers_line_whatever_the_carrier() -> None:
    call = scenario("person", "put_through")
    traits = call.callwright.caller.model_copy(update={"band": "wide"})
    wide = replace(call, callwright=call.callwright.model_copy(update={"caller": traits}))
    assert all(unmet(wide, carrier) for carrier in KITS)


def test_shipped_scenarios_need_a_person_exactly_if_they_have_one() -> None:
    found = load_suite(find_files([SCENARIOS.parents[1]]))
    assert [
        call.name for call in found if bool(call.callwright.given.people) != bool(call.callwright.needs)
    ] == []


def test_who_asks_for_a_person_on_a_browsers_line_leaves_a_message() -> None:
    call = scenario("person", "nobody_can_be_rung")
    (result,) = play(call, agent_of(call), Conditions(carrier="webrtc"))
    assert result.failures == []


def test_people_behind_the_caller_are_heard_on_a_browsers_line() -> None:
    call = scenario("hearing", "babble_of_other_people")
    (result,) = play(call, load_agent("appointments"), Conditions(carrier="webrtc"))
    assert result.failures == []
