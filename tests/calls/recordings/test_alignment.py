"""Ten minutes with packets that come early, late and in heaps: as long as the call, and in step."""

from random import Random

import numpy as np
import pytest
import soundfile

from calls.recordings import StereoRecording
from calls.recordings.alignment import Alignment, alignment

RATE = 8000
SECS = 600


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-3000, 3000, RATE * SECS).astype("<i2")


def arrivals(rng: Random) -> list[float]:
    """When each packet of 20 ms comes in: some ms late, and now and then the line stalls for a while."""
    times, stalled_until = [], 0.0
    for number in range(SECS * 50):
        due = number * 20.0
        if rng.random() < 0.002:
            stalled_until = due + rng.uniform(100, 900)
        times.append(max(due + rng.uniform(0, 30), stalled_until, times[-1] if times else 0.0))
    return times


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Alignment:
    caller, agent = noise(1), noise(2)
    path = tmp_path_factory.mktemp("call") / "recording.wav"
    recording = StereoRecording.create(path, RATE)
    events = [(at, 0, number) for number, at in enumerate(arrivals(Random(3)))]
    events += [(number * 20.0 + Random(number).uniform(0, 20), 1, number) for number in range(SECS * 50)]
    for at, track, number in sorted(events):
        piece = slice(number * 160, number * 160 + 160)
        if track:
            recording.write_agent(agent[piece].tobytes(), at)
        else:
            recording.write_caller(caller[piece].tobytes(), at)
    assert recording.close(SECS * 1000) is None
    audio, _ = soundfile.read(path, dtype="int16")
    return alignment(audio, RATE, SECS * 1000, (caller, agent))


def test_after_ten_minutes_of_jitter_length_and_channels_are_aligned(measured: Alignment):
    assert len(measured.lags_ms[0]) > 50
    assert len(measured.lags_ms[1]) > 50
    assert measured.is_aligned, measured
    assert abs(measured.length_ms - measured.call_ms) <= 20


def test_a_channel_that_drifts_is_noticed():
    sent = noise(1)[: RATE * 60]
    slow = np.interp(np.arange(0, len(sent), 0.997), np.arange(len(sent)), sent).astype("<i2")[: len(sent)]
    drifted = alignment(np.column_stack([sent, slow]), RATE, 60_000, (sent, sent), every_secs=5)
    assert drifted.drift_ms[0] == 0
    assert drifted.drift_ms[1] > 100
    assert not drifted.is_aligned
    assert not alignment(np.column_stack([sent, sent]), RATE, 59_000, (sent, sent)).is_aligned
