"""A whole call in which everybody spills private numbers: none of them is in anything that was kept."""

import asyncio
import io
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

from calls.events import CallerSpoke
from calls.logs import set_up_logs
from configs import load_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import load_scenarios
from simulation.vocabulary import told

HERE = Path(__file__).resolve().parent / "kept"
SPOKEN = "4111111111111111"
KEYED = "4242424242424242"
ON_FILE = "5105105105105100"
SSNS = ("078051120", "536904399")
CVVS = ("739", "852")
WORDS = dict(
    zip(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        "0123456789",
        strict=True,
    )
)

SCENARIO = """
name: spills
user: {modality: audio, speech: {service: local}}
callwright: {given: {from: "+12125550188"}}
scenarios:
  - name: everything
    turns:
      - expect: [{event: response, text_contains: card number}]
      - user: my card number is four one one one one one one one one one one one one one one one
        expect: [event: response]
      - user: i would like to pay
        expect: [{event: function_call, calls: [{name: pay}]}, {event: response}]
      - {dtmf: "4242424242424242#", expect: [event: response]}
      - user: look it up please
        expect: [{event: function_call, calls: [{name: look_up}]}, {event: response}]
      - user: my social security number is 078-05-1120
        expect: [event: response]
      - user: break down please
        expect: [{event: function_call, calls: [{name: break_down}]}, {event: response}]
      - user: what can you do
        expect: [{event: response, text_contains: security code}]
      - {dtmf: "739#", expect: [event: response]}
      - user: goodbye
"""


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, from the first word on."""
    lines = io.StringIO()
    set_up_logs("TRACE", stream=lines)
    yield lines
    logger.remove()
    logger.configure(patcher=lambda record: None)
    logging.setLogRecordFactory(logging.LogRecord)
    sys.excepthook = sys.__excepthook__


def spilled(text: str) -> list[str]:
    """The planted numbers in a text: plain, grouped, or digit by digit in words."""
    as_digits = re.sub("|".join(WORDS), lambda word: WORDS[word[0]], text.lower())
    found = []
    for number in (SPOKEN, KEYED, ON_FILE, *SSNS):
        if re.search(r"[\W_]{0,3}".join(number), as_digits):
            found.append(number)
    return found + [cvv for cvv in CVVS if re.search(rf'(?<![\w.-])(?<!_ms":){cvv}(?![\w.-])', text)]


def called(data: Path) -> ScenarioResult:
    scenario = data.parent / "spills.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    (only,) = load_scenarios(scenario)
    (result,) = play(only, load_agent(HERE / "counter.yaml"), Conditions(data=data, ears="scripted"))
    return result


def test_nothing_private_is_in_anything_that_a_call_leaves_behind(tmp_path: Path, log: io.StringIO) -> None:
    result = called(tmp_path / "data")
    assert result.passed, "\n".join([*result.failures, *map(told, result.events)])
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert {"journal.jsonl", "record.json", "callwright.db"} <= {path.name for path in files}
    for path in files:
        assert spilled(path.read_bytes().decode("latin-1")) == [], path
    assert spilled(log.getvalue()) == []
    assert "card [card] of [national_id] was refused" in log.getvalue()
    assert all(spilled(event.model_dump_json()) == [] for event in result.events)
    said = [event.text for event in result.events if isinstance(event, CallerSpoke)]
    assert {"my card number is [card]", "my social security number is [national_id]", "[cvv]#"} <= set(said)


def test_the_search_finds_what_is_not_masked() -> None:
    in_words = "four one " + "one " * 14
    for text in ("4111 1111-1111 1111", in_words, "078 05 1120", '"cvv":739', "the code is 852"):
        assert len(spilled(text)) == 1, text
