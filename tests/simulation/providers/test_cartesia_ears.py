"""Pipecat's own Cartesia ears against the fake."""

from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.services.cartesia.stt import CartesiaSTTService

from simulation.faults import Fault, FaultBoard
from simulation.providers.cartesia_stt import FakeCartesiaEars
from simulation.providers.hearing import Lines
from tests.simulation.providers.serving_service import conversation, phrase


def _heard(*faults: Fault, lines: list[str]) -> tuple[list[str], FakeCartesiaEars]:
    board = FaultBoard()
    board.set("cartesia-ears", *faults)
    fake = FakeCartesiaEars(Lines(lines), board)
    frames: list[Frame] = [*phrase(), *phrase()]
    down, _ = conversation(
        fake, lambda address: CartesiaSTTService(api_key="k", base_url=f"ws://{address}"), frames
    )
    return [frame.text for frame in down if isinstance(frame, TranscriptionFrame)], fake


def test_every_phrase_has_its_words():
    said, fake = _heard(lines=["One.", "Two."])
    assert said == ["One.", "Two."]
    assert fake.open == 0


def test_a_phrase_that_is_struck_has_none():
    said, _ = _heard(Fault("mute", times=1), lines=["One.", "Two."])
    assert said == ["Two."]
