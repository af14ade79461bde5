"""Pipecat's own ElevenLabs and Cartesia voices against the fakes."""

import numpy as np
import pytest
from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame, TTSSpeakFrame, TTSTextFrame
from pipecat.services.cartesia.tts import CartesiaTTSService
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService
from pipecat.services.tts_service import TTSService
from pipecat.tests.utils import SleepFrame

from simulation.faults import Fault, FaultBoard
from simulation.providers.cartesia import FakeCartesia
from simulation.providers.elevenlabs import FakeElevenLabs
from simulation.providers.speaking import secs_of
from tests.simulation.providers.serving_service import conversation

TEXT = "Your visit is on Monday."
Fake = FakeElevenLabs | FakeCartesia


def _elevenlabs(address: str) -> TTSService:
    settings = ElevenLabsTTSService.Settings(voice="v")
    return ElevenLabsTTSService(api_key="k", url=f"ws://{address}", settings=settings)


def _cartesia(address: str) -> TTSService:
    settings = CartesiaTTSService.Settings(voice="v")
    return CartesiaTTSService(api_key="k", url=f"ws://{address}/tts/websocket", settings=settings)


VOICES = {"elevenlabs": (FakeElevenLabs, _elevenlabs), "cartesia": (FakeCartesia, _cartesia)}


def _spoken(name: str, *faults: Fault, wait_secs: float = 4.0) -> tuple[bytes, list[Frame], Fake]:
    board = FaultBoard()
    board.set(name, *faults)
    fake_class, make = VOICES[name]
    fake = fake_class(board)
    down, up = conversation(fake, make, [TTSSpeakFrame(TEXT), SleepFrame(wait_secs)])
    sound = b"".join(frame.audio for frame in down if isinstance(frame, TTSAudioRawFrame))
    return sound, [*down, *up], fake


@pytest.mark.parametrize("name", VOICES)
def test_a_text_is_as_loud_and_as_long_as_speech_and_its_words_have_times(name):
    sound, frames, fake = _spoken(name)
    assert abs(len(sound) / 16000 - secs_of(TEXT)) < 0.05
    assert np.abs(np.frombuffer(sound, dtype=np.int16)).mean() > 1000
    words = [frame for frame in frames if isinstance(frame, TTSTextFrame)]
    assert " ".join(frame.text.strip() for frame in words) == TEXT
    assert all(frame.pts is not None for frame in words)
    assert fake.open == 0


@pytest.mark.parametrize("name", VOICES)
@pytest.mark.parametrize("kind", ["stall_first", "empty"])
def test_a_voice_that_stalls_is_silent(name, kind):
    sound, _, fake = _spoken(name, Fault(kind))
    assert sound == b""
    assert fake.texts == [TEXT]


@pytest.mark.parametrize("name", VOICES)
def test_a_mute_voice_sends_silence(name):
    sound, _, _ = _spoken(name, Fault("mute"))
    assert len(sound) > 8000
    assert not any(sound)


@pytest.mark.parametrize("name", VOICES)
@pytest.mark.parametrize("kind", ["stall_mid", "drop", "rst", "close"])
def test_a_voice_that_breaks_off_has_said_its_beginning(name, kind):
    sound, _, fake = _spoken(name, Fault(kind, after=2))
    assert 0 < len(sound) < 16000 * secs_of(TEXT) - 1600
    assert (fake.board.struck[0].provider, fake.board.struck[0].kind) == (name, kind)


@pytest.mark.parametrize("name", VOICES)
@pytest.mark.parametrize("kind", ["http_401", "http_500", "html", "malformed"])
def test_a_failure_is_told(name, kind):
    _, frames, _ = _spoken(name, Fault(kind))
    assert any(isinstance(frame, ErrorFrame) for frame in frames)


@pytest.mark.parametrize("name", VOICES)
def test_latency_drips_and_doubles_are_heard(name):
    sound, _, _ = _spoken(name, Fault("latency", secs=1.0))
    assert len(sound) > 16000
    doubled, _, _ = _spoken(name, Fault("duplicate"))
    assert len(doubled) > 1.8 * len(sound)
    slow, _, _ = _spoken(name, Fault("slow_drip", secs=2.0), wait_secs=15.0)
    assert len(slow) == len(sound)
