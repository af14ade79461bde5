"""Pipecat's own Flux service against the fake."""

from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    ProposedUserStartedSpeakingFrame,
    ProposedUserStoppedSpeakingFrame,
    TranscriptionFrame,
)
from pipecat.services.deepgram.flux.stt import DeepgramFluxSTTService

from simulation.faults import Fault, FaultBoard
from simulation.providers.flux import FakeFlux
from simulation.providers.hearing import Lines
from tests.simulation.providers.serving_service import conversation, silence, sound


def _heard(*faults: Fault, lines: list[str]) -> tuple[list[Frame], FakeFlux]:
    board = FaultBoard()
    board.set("flux", *faults)
    fake = FakeFlux(Lines(lines), board)
    down, _ = conversation(
        fake,
        lambda address: DeepgramFluxSTTService(api_key="k", url=f"ws://{address}/v2/listen"),
        [*sound(1.0), *silence(1.5), *sound(1.0), *silence(1.5)],
    )
    return down, fake


def _texts(frames: list[Frame]) -> list[str]:
    return [frame.text for frame in frames if isinstance(frame, TranscriptionFrame)]


def test_turns_begin_and_end_and_have_their_words():
    frames, fake = _heard(lines=["One.", "Two."])
    assert _texts(frames) == ["One.", "Two."]
    assert sum(isinstance(frame, ProposedUserStartedSpeakingFrame) for frame in frames) == 2
    assert sum(isinstance(frame, ProposedUserStoppedSpeakingFrame) for frame in frames) == 2
    assert any(isinstance(frame, InterimTranscriptionFrame) for frame in frames)
    assert fake.open == 0


def test_a_mute_turn_is_never_told_of():
    frames, _ = _heard(Fault("mute", times=1), lines=["One.", "Two."])
    assert _texts(frames) == ["Two."]


def test_after_an_error_message_the_service_connects_again():
    frames, fake = _heard(Fault("error"), lines=["One.", "Two."])
    assert _texts(frames) == []
    assert len(fake.asked) > 1
