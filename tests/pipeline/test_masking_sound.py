"""Whole calls in which private things are said: the recording has silence there, and all the rest."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.keys import KeyRing
from calls.recordings import open_recording
from calls.recordings.alignment import alignment
from configs import LoadedAgent, load_agent
from configs.schema.redaction import RedactionBlock
from services.local import engines
from simulation.mulaw import decode
from simulation.play import Conditions, play
from simulation.result import ScenarioResult
from simulation.scenario import load_scenarios

RATE = 8000
CARD = "four one one one one one one one one one one one one one one one"
SCENARIOS = f"""
name: private
user: {{modality: audio, speech: {{service: local}}}}
callwright:
  given: {{from: "+12125550188", demo: true, clock: "2026-03-02T09:15:00-05:00"}}
  caller: {{stays_secs: 8}}
scenarios:
  - name: card
    turns:
      - expect: [{{event: response}}]
      - {{user: please note that my card is {CARD} thank you so much for that, expect: [{{event: response}}]}}
      - {{user: what are your opening hours, expect: [{{event: response}}]}}
  - name: halves
    turns:
      - expect: [{{event: response}}]
      - {{user: my card is four one one one one one one one, expect: [{{event: response}}]}}
      - {{user: one one one one one one one one, expect: [{{event: response}}]}}
      - {{user: what are your opening hours, expect: [{{event: response}}]}}
  - name: keys
    turns:
      - expect: [{{event: response}}]
      - {{dtmf: "123", expect: [{{event: response}}]}}
  - name: breaks off
    turns:
      - expect: [{{event: response}}]
      - user: my card is {CARD}
    callwright: {{caller: {{hangs_up: {{event: response, text_contains: How can I help, delay_ms: 4000}}}}}}
  - name: number
    turns:
      - expect: [{{event: response}}]
      - {{user: I would like to book a cleaning, expect: [{{event: response}}]}}
  - name: phone
    turns:
      - expect: [{{event: response}}]
      - user: my telephone number is two one two five five five zero one four two
        expect: [{{event: response}}]
      - {{user: what are your opening hours, expect: [{{event: response}}]}}
"""


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    file = tmp_path_factory.mktemp("scenarios") / "private.yaml"
    file.write_text(SCENARIOS)
    yield {scenario.short_name: scenario for scenario in load_scenarios(file)}
    asyncio.run(engines.close())


class Played:
    """A call that was made, and its recording."""

    def __init__(self, scenarios, name: str, data: Path, agent: LoadedAgent | None = None, **conditions):
        data.mkdir()
        agent = agent or load_agent("appointments")
        (self.result,) = play(scenarios[name], agent, Conditions(data=data, **conditions))
        self.audio = recorded(self.result, data)
        said = decode(self.result.said)
        self.caller, self.agent = self.audio[:, 0], self.audio[:, 1]
        self.sent = np.zeros(len(self.caller), dtype=np.int16)
        self.sent[: len(said)] = said[: len(self.sent)]

    def silenced(self) -> list[tuple[int, int]]:
        """Stretches in which the recording has other samples than the caller sent, pauses within closed."""
        places = np.flatnonzero(self.caller != self.sent)
        breaks = np.flatnonzero(np.diff(places) > RATE)
        starts = [*places[:1], *places[breaks + 1]]
        ends = [*places[breaks], *places[-1:]]
        return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


def recorded(result: ScenarioResult, data: Path) -> np.ndarray:
    assert result.record is not None
    assert result.record.recording is not None
    wav = data / "opened.wav"
    wav.write_bytes(open_recording(data / result.record.recording.path, KeyRing.open(data, {})))
    audio, rate = soundfile.read(wav, dtype="int16")
    assert rate == RATE
    assert abs(len(audio) / RATE - result.record.duration_secs) < 0.1
    return audio


def keeping(*entities: str) -> LoadedAgent:
    """The agent with these kinds kept as they are."""
    agent = load_agent("appointments")
    rules = RedactionBlock.model_validate(
        {"entities": {name: {"live": "keep", "stored": "keep"} for name in entities}}
    )
    return replace(agent, config=agent.config.model_copy(update={"redaction": rules}))


def test_a_spoken_card_is_silent_on_both_channels_and_the_words_around_it_are_intact(
    scenarios, tmp_path: Path
):
    masked = Played(scenarios, "card", tmp_path / "masked")
    plain = Played(scenarios, "card", tmp_path / "plain", keeping("card", "bank_account"))
    assert plain.silenced() == []
    ((start, end),) = masked.silenced()
    assert 3.5 < (end - start) / RATE < 5
    assert not masked.audio[start:end].any()
    assert len(masked.audio) == len(plain.audio)
    assert np.array_equal(masked.caller[:start], plain.caller[:start])
    assert np.array_equal(masked.caller[end:], plain.caller[end:])
    assert np.array_equal(masked.agent[:start], plain.agent[:start])
    loud = np.abs(masked.caller[end : end + RATE].astype(int)).mean()
    assert loud > 500  # "thank you" follows at once


def test_a_card_in_two_utterances_is_silent_in_both(scenarios, tmp_path: Path):
    played = Played(scenarios, "halves", tmp_path / "data")
    silenced = played.silenced()
    assert len(silenced) == 2
    for start, end in silenced:
        assert (end - start) / RATE > 1.5
        assert not played.audio[start:end].any()


def test_a_card_that_is_broken_off_by_hanging_up_is_silent(scenarios, tmp_path: Path):
    played = Played(scenarios, "breaks off", tmp_path / "data")
    ((start, end),) = played.silenced()
    assert end > len(played.audio) - RATE
    assert not played.audio[start:].any()


def test_the_time_around_a_key_is_silent(scenarios, tmp_path: Path):
    played = Played(scenarios, "keys", tmp_path / "data")
    pressed = [event.at_ms for event in played.result.events if event.type == "key_pressed"]
    assert len(pressed) == 3
    for at_ms in pressed:
        assert not played.audio[(at_ms - 350) * 8 : (at_ms + 250) * 8].any()


@pytest.mark.parametrize("name", ["card", "halves"])
def test_a_card_that_the_ears_mishear_is_silent_and_clear_words_are_not(scenarios, tmp_path: Path, name: str):
    played = Played(scenarios, name, tmp_path / "data", ears="local")
    turns = [event for event in played.result.events if event.type == "caller_spoke"]
    assert turns[-1].text == "what are your opening hours"
    for turn in turns[:-1]:
        assert not played.audio[turn.start_ms * 8 : turn.end_ms * 8].any()
    assert played.silenced()[-1][1] < turns[-1].start_ms * 8


def test_what_may_be_kept_is_kept_and_both_channels_keep_step_with_the_line(scenarios, tmp_path: Path):
    played = Played(scenarios, "phone", tmp_path / "data")
    assert played.silenced() == []
    heard = np.zeros(len(played.agent), dtype=np.int16)
    line = decode(played.result.heard)
    heard[: len(line)] = line[: len(heard)]
    call_ms = played.result.call_secs * 1000
    measured = alignment(played.audio, RATE, call_ms, (played.sent, heard), every_secs=1)
    assert len(measured.lags_ms[0]) > 3
    assert len(measured.lags_ms[1]) > 3
    assert measured.is_aligned, measured


def test_a_stricter_policy_silences_telephone_numbers_too(scenarios, tmp_path: Path):
    agent = load_agent("appointments")
    hipaa = RedactionBlock.model_validate({"preset": "hipaa"})
    agent = replace(agent, config=agent.config.model_copy(update={"redaction": hipaa}))
    played = Played(scenarios, "phone", tmp_path / "data", agent)
    assert len(played.silenced()) == 1


def test_what_the_agent_may_say_and_nobody_may_keep_is_silent(scenarios, tmp_path: Path):
    agent = load_agent("appointments")
    rules = RedactionBlock.model_validate({"entities": {"phone": {"live": "keep", "stored": "mask"}}})
    agent = replace(agent, config=agent.config.model_copy(update={"redaction": rules}))
    played = Played(scenarios, "number", tmp_path / "data", agent)
    said = [event for event in played.result.events if event.type == "agent_spoke"]
    private = [event for event in said if "[phone]" in event.text]
    assert len(private) == 1
    assert not played.audio[private[0].start_ms * 8 : private[0].end_ms * 8].any()
    others = [event for event in said if "[phone]" not in event.text]
    assert all(played.agent[event.start_ms * 8 : event.end_ms * 8].any() for event in others)


def test_an_encrypted_recording_of_a_call_is_the_same_sample_for_sample(scenarios, tmp_path: Path):
    agent = load_agent("appointments")
    recording = agent.config.recording.model_copy(update={"encrypt": True})
    sealed = replace(agent, config=agent.config.model_copy(update={"recording": recording}))
    plain = Played(scenarios, "card", tmp_path / "plain")
    encrypted = Played(scenarios, "card", tmp_path / "encrypted", sealed)
    assert np.array_equal(plain.audio, encrypted.audio)
    assert not list((tmp_path / "encrypted").rglob("*.wav"))[1:]
    assert plain.result.events[-1] == encrypted.result.events[-1]
