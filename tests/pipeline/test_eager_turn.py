"""The end of a turn is judged while the silence that ends the speech is still going on."""

import asyncio
from typing import Any

import numpy as np
import pytest
from pipecat.audio.turn.base_turn_analyzer import EndOfTurnState
from pipecat.audio.turn.smart_turn.base_smart_turn import SmartTurnParams
from pipecat.audio.vad.vad_analyzer import VADParams, VADState
from threadpoolctl import threadpool_info

from pipeline.models import SharedSileroAnalyzer, SharedSmartTurnAnalyzer, warm_models
from services.local import engines

PACKET = 320
SENTENCES = ("I need to cancel my appointment.", "Tuesday works for me.", "It is five five five, one two.")


@pytest.fixture(scope="module")
def spoken() -> dict[str, bytes]:
    async def speak() -> dict[str, bytes]:
        try:
            return {
                text: (await engines.speak(text, voice="en-us", sample_rate=8000)).pcm for text in SENTENCES
            }
        finally:
            await engines.close()

    return asyncio.run(speak())


class CountedSmartTurn(SharedSmartTurnAnalyzer):
    """Says how often the model was asked."""

    asked = 0

    def _predict_endpoint(self, audio_array: np.ndarray) -> dict[str, Any]:
        self.asked += 1
        return super()._predict_endpoint(audio_array)


class Heard:
    """What both models make of a line, told to them as a call tells it."""

    def __init__(self, *, eager: bool = True) -> None:
        self.turn = CountedSmartTurn(params=SmartTurnParams())
        self.turn.set_sample_rate(8000)
        self.vad = SharedSileroAnalyzer(
            params=VADParams(min_volume=0.3), on_silence=self.turn.silence if eager else None
        )
        self.vad.set_sample_rate(8000)
        self.asked_before: list[int] = []
        """At each end of speech: how often the model had been asked by then."""
        self.states: list[EndOfTurnState] = []

    async def listen(self, *parts: bytes) -> "Heard":
        samples = np.frombuffer(b"".join(parts), dtype=np.int16).astype(float)
        samples += np.random.default_rng(2).normal(0, 30, len(samples))  # a line has noise
        pcm = samples.clip(-32768, 32767).astype(np.int16).tobytes()
        speaking = False
        for start in range(0, len(pcm) - PACKET, PACKET):
            packet = pcm[start : start + PACKET]
            state = await self.vad.analyze_audio(packet)
            if state is VADState.STOPPING:
                await asyncio.sleep(0.02)
            speaking = state is VADState.SPEAKING or (speaking and state is VADState.STOPPING)
            if state is VADState.QUIET and self.turn.speech_triggered and not self.states:
                self.asked_before.append(self.turn.asked)
                self.states.append((await self.turn.analyze_end_of_turn())[0])
            self.turn.append_audio(packet, speaking)
        await asyncio.gather(self.vad.cleanup(), self.turn.cleanup())
        return self


def silence(secs: float) -> bytes:
    return bytes(int(secs * 8000) * 2)


async def test_the_answer_is_there_when_the_speech_ends(spoken: dict[str, bytes]) -> None:
    heard = await Heard().listen(silence(0.5), spoken["Tuesday works for me."], silence(1))
    assert heard.asked_before == [1]
    assert heard.turn.asked == 1
    assert heard.states == [EndOfTurnState.COMPLETE]


@pytest.mark.parametrize("text", SENTENCES)
async def test_it_is_the_answer_that_the_whole_silence_gives(spoken: dict[str, bytes], text: str) -> None:
    line = (silence(0.5), spoken[text], silence(1))
    eager, waiting = await Heard().listen(*line), await Heard(eager=False).listen(*line)
    assert waiting.asked_before == [0]
    assert eager.states == waiting.states


async def test_a_caller_who_goes_on_is_judged_anew(spoken: dict[str, bytes]) -> None:
    first, second = spoken["I need to cancel my appointment."], spoken["Tuesday works for me."]
    line = (silence(0.5), first[: 2 * 8000], silence(0.1), second, silence(1))
    heard = await Heard().listen(*line)
    assert heard.asked_before[0] > 1
    assert heard.asked_before == [heard.turn.asked]
    assert heard.states == (await Heard(eager=False).listen(*line)).states


async def test_what_a_caller_said_before_is_not_the_answer_to_what_comes_next(
    spoken: dict[str, bytes],
) -> None:
    turn = CountedSmartTurn(params=SmartTurnParams())
    turn.set_sample_rate(8000)
    said = spoken["Tuesday works for me."]
    for start in range(0, len(said) - PACKET, PACKET):
        turn.append_audio(said[start : start + PACKET], True)
    turn.silence(0.16, 0.2)
    turn.clear()  # the turn was ended by something else
    assert await turn.analyze_end_of_turn() == (EndOfTurnState.INCOMPLETE, None)
    await turn.cleanup()


async def test_matrices_of_a_turn_are_multiplied_on_one_core() -> None:
    await warm_models()
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
