"""Pipecat's own Deepgram service against the fake."""

import pytest
from pipecat.frames.frames import ErrorFrame, Frame, InterimTranscriptionFrame, TranscriptionFrame
from pipecat.services.deepgram.stt import DeepgramSTTService

from simulation.faults import Fault, FaultBoard
from simulation.providers.deepgram import FakeDeepgram
from simulation.providers.hearing import Lines
from tests.simulation.providers.serving_service import conversation, phrase, silence, sound


def _heard(
    *faults: Fault, lines: list[str], frames: list[Frame]
) -> tuple[list[str], list[Frame], FakeDeepgram]:
    board = FaultBoard()
    board.set("deepgram", *faults)
    fake = FakeDeepgram(Lines(lines), board)
    down, up = conversation(
        fake, lambda address: DeepgramSTTService(api_key="k", base_url=f"ws://{address}"), frames
    )
    return [frame.text for frame in down if isinstance(frame, TranscriptionFrame)], [*down, *up], fake


def test_a_phrase_is_heard_with_interim_results_and_a_final_one():
    said, frames, fake = _heard(lines=["Hello there."], frames=phrase())
    assert said == ["Hello there."]
    assert any(isinstance(frame, InterimTranscriptionFrame) for frame in frames)
    assert fake.asked[0].query["encoding"] == "linear16"
    assert fake.asked[0].query["sample_rate"] == "8000"
    assert fake.open == 0


def test_every_phrase_has_its_own_words():
    said, _, _ = _heard(lines=["One.", "Two."], frames=[*phrase(), *phrase()])
    assert said == ["One.", "Two."]


def test_silence_has_no_words():
    said, _, fake = _heard(lines=["One."], frames=silence(3.0))
    assert said == []
    assert fake.results == []


@pytest.mark.parametrize("kind", ["mute", "empty", "stall_first"])
def test_a_phrase_that_is_struck_has_no_words_and_no_error(kind):
    said, frames, _ = _heard(Fault(kind), lines=["Hello there."], frames=phrase())
    assert said == []
    assert not any(isinstance(frame, ErrorFrame) for frame in frames)


def test_who_is_struck_once_hears_the_next_phrase():
    said, _, fake = _heard(Fault("mute", times=1), lines=["One.", "Two."], frames=[*phrase(), *phrase()])
    assert said == ["Two."]
    assert [each.kind for each in fake.board.struck] == ["mute"]


@pytest.mark.parametrize(
    "kind", ["http_401", "http_500", "refuse_close", "drop", "rst", "close", "malformed"]
)
def test_a_connection_that_fails_is_told(kind):
    _, frames, fake = _heard(Fault(kind), lines=["Hello there."], frames=[*phrase(), *silence(1.0)])
    assert any(isinstance(frame, ErrorFrame) for frame in frames)
    assert fake.board.struck


def test_a_connection_that_was_reset_is_opened_again():
    frames = [*sound(0.5), *silence(8.0), *phrase()]
    said, _, fake = _heard(Fault("rst", times=1), lines=["Lost.", "Heard."], frames=frames)
    assert len(fake.asked) == 2
    assert said == ["Lost."]  # the first phrase was never final: its line is still the next


def test_late_words_come_late_and_duplicates_twice():
    said, _, _ = _heard(Fault("latency", secs=0.5), lines=["Hello."], frames=phrase())
    assert said == ["Hello."]
    said, _, _ = _heard(Fault("duplicate"), lines=["Hello."], frames=phrase())
    assert said == ["Hello.", "Hello."]
