"""The same agent answers on every simulated carrier, and is reached by each one's own protocol."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from cli.call import OnCarrier
from configs import load_agent
from configs.server.carriers import CarriersBlock
from simulation.carrier.blocks import Need
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


def needing(call: Scenario, *needs: Need, band: Literal["phone", "wide"] = "phone") -> Scenario:
    """A scenario with needs."""
    traits = call.callwright.caller.model_copy(update={"band": band})
    block = call.callwright.model_copy(update={"needs": list(needs), "caller": traits})
    return replace(call, callwright=block)


def test_a_scenario_that_forwards_its_caller_is_skipped_where_no_carrier_can() -> None:
    call = needing(scenario("booking", "happy_path"), "forward")
    (result,) = run_suite([call], Conditions(carrier="webrtc"))
    reason = "needs forward: no carrier can move a caller in a browser"
    assert (result.skipped, result.passed, result.failures) == (reason, False, [])
    assert result.record is None
    assert [unmet(call, carrier) for carrier in CARRIERS] == [None] * len(CARRIERS)


def test_the_needs_of_a_rival_count() -> None:
    call = scenario("booking", "happy_path")
    told = unmet(call, "webrtc", [needing(scenario("person", "put_through"), "forward")])
    assert told is not None and told.startswith("its rival put_through needs forward: ")


def test_a_caller_with_a_wide_band_has_a_browsers_line_whatever_the_carrier() -> None:
    wide = needing(scenario("booking", "happy_path"), "forward", band="wide")
    assert all(unmet(wide, carrier) for carrier in KITS)


def test_every_shipped_scenario_is_played_on_every_line() -> None:
    found = load_suite(find_files([SCENARIOS.parents[1]]))
    assert [call.name for call in found if call.callwright.needs] == []


@pytest.mark.parametrize("name", ["comes_back_by_key", "hangs_up_on_hold"])
def test_a_caller_in_a_browser_is_put_through_as_on_a_telephone(name: str) -> None:
    call = scenario("person", name)
    (result,) = play(call, agent_of(call), Conditions(carrier="webrtc"))
    assert result.failures == []


def test_who_asks_for_a_person_on_a_browsers_line_leaves_a_message() -> None:
    call = scenario("person", "nobody_can_be_rung")
    (result,) = play(call, agent_of(call), Conditions(carrier="webrtc"))
    assert result.failures == []


def test_people_behind_the_caller_are_heard_on_a_browsers_line() -> None:
    call = scenario("hearing", "babble_of_other_people")
    (result,) = play(call, load_agent("appointments"), Conditions(carrier="webrtc"))
    assert result.failures == []
