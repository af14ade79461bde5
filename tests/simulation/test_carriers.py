"""The same agent answers on every simulated carrier, and is reached by each one's own protocol."""

from pathlib import Path

import pytest

from cli.call import OnCarrier
from configs import load_agent
from configs.server.carriers import CarriersBlock
from simulation.carriers import KITS
from simulation.play import Conditions, play
from simulation.scenario import Scenario, load_scenarios
from simulation.suite import agent_of
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
