"""The models that calls share."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest
from pipecat.audio.turn.smart_turn.base_smart_turn import SmartTurnParams
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState

from pipeline.models import SharedSileroAnalyzer, SharedSmartTurnAnalyzer, warm_models
from services.local import engines


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


def telephone(noise_rms: float) -> bytes:
    """Two sentences, a breath and a sentence on a line with noise."""
    said = b"".join(bytes(16000) + sentence for sentence in spoken()) + bytes(32000)
    samples = np.frombuffer(said, dtype=np.int16).astype(float)
    samples += np.random.default_rng(2).normal(0, noise_rms, len(samples))
    return samples.clip(-32768, 32767).astype(np.int16).tobytes()


@cache
def spoken() -> list[bytes]:
    async def speak() -> list[bytes]:
        said = ("I need to cancel my appointment.", "Tuesday works for me.", "It is five five five, one two.")
        try:
            return [(await engines.speak(text, voice="en-us", sample_rate=8000)).pcm for text in said]
        finally:
            await engines.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, speak()).result()


async def states(analyzer: SileroVADAnalyzer, pcm: bytes) -> list[VADState]:
    analyzer.set_sample_rate(8000)
    windows = range(0, len(pcm) - 512, 512)
    return [await analyzer.analyze_audio(pcm[start : start + 512]) for start in windows]


async def test_what_a_caller_says_is_found_as_pipecat_finds_it() -> None:
    params = VADParams(start_secs=0.16, stop_secs=0.2, min_volume=0.3)
    stock, ours = SileroVADAnalyzer(params=params), SharedSileroAnalyzer(params=params)
    found = await states(ours, telephone(30))
    assert found == await states(stock, telephone(30))
    assert found.count(VADState.SPEAKING) > 60
    await asyncio.gather(stock.cleanup(), ours.cleanup())


async def test_on_a_line_without_noise_a_caller_is_found_no_later() -> None:
    params = VADParams(start_secs=0.16, stop_secs=0.2, min_volume=0.3)
    stock, ours = SileroVADAnalyzer(params=params), SharedSileroAnalyzer(params=params)
    theirs, found = await states(stock, telephone(0)), await states(ours, telephone(0))
    late = [at for at, (one, other) in enumerate(zip(theirs, found, strict=True)) if one.value > other.value]
    assert VADState.SPEAKING in theirs
    assert not late
    await asyncio.gather(stock.cleanup(), ours.cleanup())


async def test_a_voice_too_low_for_the_line_is_not_speech() -> None:
    ours = SharedSileroAnalyzer(params=VADParams(start_secs=0.16, min_volume=0.95))
    assert set(await states(ours, telephone(30))) == {VADState.QUIET}
    await ours.cleanup()


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
