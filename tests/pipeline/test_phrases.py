"""The sentences for the moment when nobody can say one."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest

from configs import load_agent
from configs.schema.providers import ProviderChoice
from pipeline.phrases import Phrases
from services.catalog import CATALOG
from services.local import engines
from simulation.clock import run_virtual
from simulation.faults import Fault, FaultBoard
from simulation.providers import serving
from simulation.providers.elevenlabs import FakeElevenLabs

START = datetime(2026, 3, 2, tzinfo=UTC)
WAIT = "One moment, please."


@pytest.fixture(scope="module", autouse=True)
def _voices_end() -> Iterator[None]:
    yield
    asyncio.run(engines.close())


def _made(voice: str, *faults: Fault) -> bytes | None:
    """The sentence after the agent's own voice has been asked for it."""

    async def make() -> bytes | None:
        board = FaultBoard()
        board.set("elevenlabs", *faults)
        async with serving(FakeElevenLabs(board)) as address:
            choice = ProviderChoice.model_validate(
                {"service": "elevenlabs", "settings": {"voice": voice}, "args": {"url": f"ws://{address}"}}
            )
            config = load_agent("appointments").config
            block = config.pipeline.model_copy(update={"tts": (choice,)})
            config = config.model_copy(update={"pipeline": block})
            phrases = Phrases(config, {"ELEVENLABS_API_KEY": "e"}, CATALOG)
            await phrases.make((8000,))
            await asyncio.sleep(30)
            audio = phrases.audio(WAIT, 8000)
            await phrases.close()
            return audio

    return run_virtual(make, start=START, limit_secs=100)


def _loudness(audio: bytes | None) -> float:
    assert audio
    return float(np.sqrt(np.mean(np.frombuffer(audio, "<i2").astype(float) ** 2)))


def test_a_sentence_is_said_in_the_agents_own_voice():
    assert _made("own") != _made("none", Fault("http_401"))


@pytest.mark.parametrize(
    "fault",
    [Fault("http_401"), Fault("connect_stall"), Fault("empty"), Fault("mute"), Fault("drop", after=1)],
)
def test_the_local_voice_stands_in_for_one_that_does_not_say_it(fault: Fault):
    audio = _made(f"{fault.kind}", fault)
    assert audio == _made("none", Fault("http_401"))
    assert _loudness(audio) > 500
