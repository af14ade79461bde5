"""A caller in a browser is put through to a person on the telephone: they talk through our own process."""

import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calls.end_reasons import EndReason
from calls.events import TransferEnded
from configs import load_agent
from simulation.carrier.leg import CarrierLeg
from simulation.carrier.people import Person
from simulation.carriers import KITS, Kit
from simulation.mulaw import RATE, decode
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import Scenario, load_scenarios
from simulation.stage import Session

HERE = Path(__file__).parent
CALLS = load_scenarios(HERE / "scenarios" / "here.yaml")
LOUD = 500


@pytest.fixture(params=["twilio", "telnyx", "vonage"])
def rung_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The carrier that rings the person. As scenarios are played, it is Twilio."""
    line, ringing = KITS["webrtc"], KITS[request.param]
    monkeypatch.setitem(KITS, "webrtc", Kit(ringing.carrier, ringing.open, line.caller))
    return request.param


def named(name: str) -> Scenario:
    return next(call for call in CALLS if call.short_name == name)


class Legs(list[CarrierLeg]):
    """They are looked at when the call has been forgotten."""

    def clear(self) -> None:
        pass


def held(call: Scenario, data: Path) -> tuple[ScenarioResult, Legs]:
    legs = Legs()

    def watch(_: Scenario, session: Session) -> None:
        session.carrier.legs = legs

    agent = load_agent(HERE / "agents" / f"{call.callwright.agent}.yaml")
    (result,) = play(call, agent, Conditions(carrier="webrtc", data=data, on_session=watch))
    return result, legs


def joined_secs(result: ScenarioResult) -> float:
    return next(event.at_ms for event in result.events if isinstance(event, TransferEnded)) / 1000


def loudness(code: bytes, since_secs: float, until_secs: float) -> float:
    """Root mean square of µ-law audio between two moments."""
    heard = decode(code)[int(since_secs * RATE) : int(until_secs * RATE)].astype(float)
    return float(np.sqrt((heard**2).mean())) if len(heard) else 0.0


def test_a_caller_who_leaves_the_person_ends_the_persons_call(rung_by: str, tmp_path: Path) -> None:
    result, _ = held(named("caller_leaves_the_person"), tmp_path)
    assert result.failures == []


def test_a_caller_comes_back_from_the_person(tmp_path: Path) -> None:
    result, _ = held(named("comes_back_from_the_person"), tmp_path)
    assert result.failures == []


def test_they_hear_each_other_and_nobody_else_does(rung_by: str, tmp_path: Path) -> None:
    result, (leg,) = held(named("they_talk"), tmp_path)
    assert result.failures == []
    joined = joined_secs(result)
    assert isinstance(leg.phone, Person) and leg.phone.line is not None
    assert leg.phone.line.failure is None
    person = leg.phone.line.playout.heard(leg.phone.line.now)
    assert loudness(person, 0, 1) < LOUD
    assert max(loudness(person, at, at + 1) for at in range(2, 8)) > LOUD, "the person hears the caller"
    # A person's first second is a hum; the agent says nothing then.
    assert max(loudness(result.heard, joined + at / 4, joined + at / 4 + 0.5) for at in range(8)) > LOUD
    assert result.record is not None and result.record.recording is not None
    assert [turn.caller.text for turn in result.record.turns if turn.caller] == [
        "Can I speak to a real person, please?"
    ]
    (file,) = tmp_path.rglob(result.record.recording.path.rpartition("/")[2])
    with wave.open(str(file)) as wav:
        rate = wav.getframerate()
        both = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16).reshape(-1, 2).astype(float)
    talk = both[int((joined + 3.5) * rate) : int((joined + 9) * rate)]
    assert np.abs(talk).max(initial=0) < LOUD, "what they say to each other is not recorded"


def test_a_browser_that_rings_nobody_is_told_so(tmp_path: Path) -> None:
    call = named("caller_leaves_the_person")
    block = call.callwright
    carrier = block.given.carrier.model_copy(update={"rings_for_browsers": False})
    given = block.given.model_copy(update={"carrier": carrier})
    call = replace(call, callwright=block.model_copy(update={"given": given}))
    result, _ = held(call, tmp_path)
    assert result.record is not None
    assert result.record.transfers == []
    assert result.record.end_reason is not EndReason.TRANSFERRED


def test_a_browser_cannot_be_forwarded_and_its_caller_is_told(tmp_path: Path) -> None:
    (call,) = [each for each in load_scenarios(HERE / "scenarios" / "cold.yaml") if "refuses" in each.name]
    agent = load_agent(HERE / "agents" / "cold.yaml")
    (result,) = play(call, agent, Conditions(carrier="webrtc", data=tmp_path))
    assert result.failures == []
