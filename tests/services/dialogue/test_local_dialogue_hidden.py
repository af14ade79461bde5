"""Private values that the engine does not get to see: their tokens are values like any other."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from configs.script import Script
from services.local.place import Place
from services.local.understand import understand
from spoken.base import Setting

SCRIPT = Script.model_validate(yaml.safe_load((Path(__file__).parent / "script.yaml").read_text()))
SETTING = Setting(now=datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("America/New_York")))
ORDER = """
nodes:
  find:
    tools:
      find_order: {phrases: ["find order {order}"], parameters: {order: {kind: digits, ask: "Which order?"}}}
"""
ORDERS = Script.model_validate(yaml.safe_load(ORDER))


def at(node: str, asked: str | None = None, script: Script = SCRIPT) -> Place:
    return Place(script, SETTING, node, asked=asked, goal=script.nodes[node].main)


@pytest.mark.parametrize("said", ["[PHONE_1]", "it's [PHONE_1], thanks", "DTMF: [PHONE_1]"])
def test_a_hidden_number_answers_the_question_for_it(said: str) -> None:
    meaning = understand(said, at("identify", "phone"))
    assert meaning.values == {"phone": "[PHONE_1]"}
    assert not meaning.problems and not meaning.empty


def test_a_hidden_number_fills_the_only_parameter_that_it_fits() -> None:
    assert understand("my number is [PHONE_2]", at("identify", "name")).values["phone"] == "[PHONE_2]"


def test_the_number_of_a_token_is_no_number_that_was_said() -> None:
    meaning = understand("[NATIONAL_ID_1]", at("identify", "phone"))
    assert meaning.values == {} and meaning.partial is None


def test_a_hidden_card_is_a_number() -> None:
    meaning = understand("find order [CARD_1]", at("find", script=ORDERS))
    assert meaning.values == {"order": "[CARD_1]"}
