"""The models that calls share."""

import asyncio
import threading

import numpy as np
import pytest
from pipecat.audio.turn.smart_turn.base_smart_turn import SmartTurnParams
from pipecat.audio.vad.vad_analyzer import VADParams

from pipeline.models import SharedSileroAnalyzer, SharedSmartTurnAnalyzer, warm_models


@pytest.fixture
def ears() -> tuple[SharedSileroAnalyzer, SharedSileroAnalyzer]:
    pair = SharedSileroAnalyzer(params=VADParams()), SharedSileroAnalyzer(params=VADParams())
    for one in pair:
        one.set_sample_rate(8000)
    return pair


def noise(secs: float, seed: int = 1) -> bytes:
    return np.random.default_rng(seed).normal(0, 3000, int(8000 * secs)).astype(np.int16).tobytes()


def confidence(analyzer: SharedSileroAnalyzer, seed: int) -> float:
    return float(np.asarray(analyzer.voice_confidence(noise(0.032, seed))).item())


async def test_calls_share_one_session_of_each_model(
    ears: tuple[SharedSileroAnalyzer, SharedSileroAnalyzer],
) -> None:
    await warm_models()
    assert ears[0]._model.session is ears[1]._model.session
    turns = [SharedSmartTurnAnalyzer(params=SmartTurnParams()) for _ in range(2)]
    assert turns[0]._session is turns[1]._session


async def test_a_call_keeps_its_own_hearing(
    ears: tuple[SharedSileroAnalyzer, SharedSileroAnalyzer],
) -> None:
    first, second = ears
    alone = SharedSileroAnalyzer(params=VADParams())
    alone.set_sample_rate(8000)
    expected = [confidence(alone, seed) for seed in range(20)]
    heard = []
    for seed in range(20):
        heard.append(confidence(first, seed))
        second.voice_confidence(noise(0.032, seed + 100))
    assert heard == pytest.approx(expected, abs=1e-6)


async def test_speech_detection_starts_no_thread(
    ears: tuple[SharedSileroAnalyzer, SharedSileroAnalyzer],
) -> None:
    before = threading.active_count()
    for _ in range(10):
        await ears[0].analyze_audio(noise(0.02))
    assert threading.active_count() == before


async def test_a_caller_who_never_stops_talking_does_not_fill_the_memory() -> None:
    analyzer = SharedSmartTurnAnalyzer(params=SmartTurnParams(max_duration_secs=8))
    analyzer.set_sample_rate(8000)
    packet = noise(0.02)
    for _ in range(50 * 120):
        analyzer.append_audio(packet, True)
    held = sum(len(chunk) for _, chunk in analyzer._audio_buffer) / 8000
    assert 9 <= held <= 25


async def test_the_end_of_a_turn_is_judged_the_same_after_two_minutes_of_talk() -> None:
    short, long = (SharedSmartTurnAnalyzer(params=SmartTurnParams()) for _ in range(2))
    tail = [noise(0.02, seed) for seed in range(500)]
    for analyzer, lead in ((short, 0), (long, 6000)):
        analyzer.set_sample_rate(8000)
        for _ in range(lead):
            analyzer.append_audio(noise(0.02), True)
        for packet in tail:
            analyzer.append_audio(packet, True)
    results = [await analyzer.analyze_end_of_turn() for analyzer in (short, long)]
    await asyncio.gather(short.cleanup(), long.cleanup())
    probabilities = [metrics.probability for _, metrics in results if metrics]  # type: ignore[attr-defined]
    assert len(probabilities) == 2
    assert probabilities[0] == pytest.approx(probabilities[1], abs=0.05)
