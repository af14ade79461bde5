"""`handoff.triggers` and `repair` of the agent file."""

import pytest
from pydantic import ValidationError

from configs.schema.agent import AgentConfig
from configs.schema.repair import RepairBlock
from configs.schema.triggers import TriggersBlock


def agent(**blocks: object) -> AgentConfig:
    return AgentConfig.model_validate({"agent": "a", "flow": "f", **blocks})


def test_every_trigger_is_on_and_names_nobody_unless_the_file_says_so() -> None:
    triggers = agent().handoff.triggers
    assert all(getattr(triggers, name).enabled for name in TriggersBlock.model_fields)
    assert triggers.destinations() == {}


def test_a_trigger_names_a_destination_of_the_file() -> None:
    with pytest.raises(ValidationError, match=r"triggers\.anger: no destination is called"):
        agent(handoff={"triggers": {"anger": {"destination": "nobody"}}})


@pytest.mark.parametrize(
    "block",
    [
        {"person": {"keypad": "00"}},
        {"person": {"keypad": "#"}},
        {"confidence": {"threshold": 1.5}},
        {"confidence": {"times": 0}},
        {"anger": {"threshold": 0}},
        {"emergency": {"say": "Stay calm, somebody will come."}},
        {"emergency": {"number": "call us"}},
        {"legal": {"words": ["x"]}},
        {"rage": {}},
    ],
)
def test_what_makes_no_sense_is_refused(block: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TriggersBlock.model_validate(block)


@pytest.mark.parametrize(
    "sentence",
    [
        "I'm an automated assistant.",
        "This is an AI, not a person.",
        "You are talking to a computer program.",
        "Soy un asistente virtual.",
        "Ich bin ein Automat.",
    ],
)
def test_the_answer_says_that_it_is_a_machine(sentence: str) -> None:
    assert RepairBlock(robot=sentence).robot == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "I'm Sarah from the office.",
        "I'm not a robot at all.",
        "I am a real person, not a machine.",
        "Of course not!",
    ],
)
def test_an_answer_that_is_not_true_is_refused(sentence: str) -> None:
    with pytest.raises(ValidationError, match="does not say that this is a machine"):
        RepairBlock(robot=sentence)


def test_whether_it_is_a_robot_may_always_be_asked() -> None:
    with pytest.raises(ValidationError):
        RepairBlock.model_validate({"off": ["are_you_a_robot"]})
