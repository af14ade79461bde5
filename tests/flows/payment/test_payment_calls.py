"""Whole calls that pay by card, on the virtual clock, against a tokeniser that works: no trace is left."""

import asyncio
import json
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from loguru import logger

from calls.events import CardAsked, CardCaptured, KeyPressed, SecureWindowClosed, SecureWindowOpened
from configs import load_agent
from services.local import engines
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import Scenario, load_scenarios
from simulation.vocabulary import told
from tests.flows.payment.tokeniser import BROKEN, DECLINED, Tokeniser, running
from tests.flows.payment.traces import texts_of, traces

HERE = Path(__file__).resolve().parent
VISA, MASTERCARD, AMEX = "4111111111111111", "5555555555554444", "378282246310005"

CARDS = {
    "keyed_in": (VISA, "739", "0428"),
    "spoken_over_two_turns": (MASTERCARD, "862", "1127"),
    "barge_in_on_the_question": (VISA, "739", "0428"),
    "wrong_number_then_right": (AMEX, "7394", "1229"),
    "the_caller_gives_up": (VISA, "739", "0428"),
    "asked_too_often": (VISA, "739", "0428"),
    "the_tokeniser_fails": (BROKEN, "739", "0428"),
    "the_card_is_declined": (DECLINED, "739", "0428"),
    "a_person_is_wanted_in_the_window": (VISA, "739", "0428"),
    "silent_in_the_window": (VISA, "739", "0428"),
    "hangs_up_in_the_window": (VISA, "739", "0428"),
}
"""Scenario to the card in it: number, code, expiry."""

SENT = {"the_tokeniser_fails", "the_card_is_declined"}
PAID = {"keyed_in", "spoken_over_two_turns", "barge_in_on_the_question", "wrong_number_then_right"}

SCENARIOS: tuple[Scenario, ...] = load_scenarios(HERE / "scenarios" / "cards.yaml")


@pytest.fixture(scope="module", autouse=True)
def voices() -> Iterator[None]:
    """The callers' and the agent's voice is a process of its own."""
    yield
    asyncio.run(engines.close())


@pytest.fixture
def tokeniser() -> Iterator[Tokeniser]:
    with running() as server:
        yield server


@pytest.fixture
def logs() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(
        lambda line: lines.append(str(line)),
        level="DEBUG",
        format="{message}\n{exception}",
        diagnose=True,
        backtrace=True,
    )
    yield lines
    logger.remove(sink)


def called(scenario: Scenario, tokeniser: Tokeniser, data: Path) -> ScenarioResult:
    agent = load_agent(HERE / "pay.yaml", environ=tokeniser.environ)
    (result,) = play(scenario, agent, Conditions(environ=tokeniser.environ, data=data))
    assert result.passed, "\n".join([*result.failures, *map(told, result.events)])
    return result


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.short_name)
def test_nobody_but_the_tokeniser_has_the_card(
    scenario: Scenario, tokeniser: Tokeniser, logs: list[str], tmp_path: Path
) -> None:
    result = called(scenario, tokeniser, tmp_path)
    name, (number, code, expiry) = scenario.short_name, CARDS[scenario.short_name]

    sent = [
        (card["number"], card["code"], card["exp_month"] + card["exp_year"][2:]) for card in tokeniser.cards
    ]
    assert sent == ([(number, code, expiry)] if name in SENT | PAID else []), "and never twice"

    events = "\n".join(json.dumps(event.model_dump(mode="json")) for event in result.events)
    places = [("events", events), ("log", "".join(logs)), *texts_of(tmp_path)]
    assert {"journal.jsonl", "record.json", "callwright.db"} <= {Path(place).name for place, _ in places}
    found = {place: trace for place, text in places if (trace := traces(text, number, code, expiry))}
    assert found == {}

    assert any(isinstance(event, CardCaptured) for event in result.events) is (name in PAID)
    assert not [event for event in result.events if isinstance(event, KeyPressed)]
    zero_in_the_window(result, tmp_path)


def zero_in_the_window(result: ScenarioResult, data: Path) -> None:
    """Both tracks are zero while a window was open, and sound before it."""
    (file,) = data.rglob("*.wav")
    with wave.open(str(file)) as opened:
        rate = opened.getframerate()
        sound = np.frombuffer(opened.readframes(opened.getnframes()), "<i2").reshape(-1, 2)
    spans = [
        (event.opened_ms, event.at_ms) for event in result.events if isinstance(event, SecureWindowClosed)
    ]
    assert len(spans) == sum(isinstance(event, SecureWindowOpened) for event in result.events) > 0
    for start, end in spans:
        window = sound[start * rate // 1000 : end * rate // 1000]
        assert len(window) and not window.any()
    before = sound[: spans[0][0] * rate // 1000]
    assert before[:, 0].any() and before[:, 1].any()


def test_the_traces_of_a_card_are_found_where_there_are_some() -> None:
    for text in (
        '{"text": "4111 1111 1111 1111"}',
        "four one one one one one one",
        "DTMF: 411111",
        "0428",
        "until 04/28",
        "2028-04",
        "cvv 739.",
        "seven three nine",
        "four twenty eight",
    ):
        assert traces(text, VISA, "739", "0428"), text
    assert traces("call_739ab at 12.7394 s •••• 1111", VISA, "739", "0428") == []


def test_the_caller_is_asked_in_fixed_words_and_answers_are_marked(
    tokeniser: Tokeniser, tmp_path: Path
) -> None:
    scenario = next(one for one in SCENARIOS if one.short_name == "spoken_over_two_turns")
    result = called(scenario, tokeniser, tmp_path)
    assert [event.step for event in result.events if isinstance(event, CardAsked)][-4:] == [
        "number", "number", "expiry", "code",
    ]  # fmt: skip
    assert result.record is not None
    said = [turn.caller.text for turn in result.record.turns if turn.caller]
    assert said.count("[card captured]") == 4
