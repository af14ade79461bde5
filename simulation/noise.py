"""What is to be heard behind a caller. The same seed makes the same noise."""

import math
from collections.abc import Sequence

import numpy as np

from simulation.mouth import Noise
from simulation.mulaw import RATE
from simulation.utterance import ACTIVE_RMS, Samples

LOOP_SECS = 20
BABBLE_VOICES = 6
BABBLE = (
    "well I told her we would be there by six but the traffic was terrible",
    "could you pass me the blue folder from the second shelf please",
    "and then he said that the whole thing had to be done again from the start",
    "no no the other one the one with the green label on it",
    "they are going to close the road for three weeks in the summer",
    "I think we should order now before the kitchen gets busy",
)
"""What the people in the background say."""


def _looped(samples: Samples, snr_db: float) -> Noise:
    """Background that repeats, `snr_db` below a caller's speech."""
    rms = math.sqrt(float((samples.astype(np.float64) ** 2).mean()))
    scaled = np.clip(samples * (ACTIVE_RMS / 10 ** (snr_db / 20) / rms), -32768, 32767).astype(np.int16)

    def noise(start: int, count: int) -> Samples:
        return scaled.take(range(start, start + count), mode="wrap")

    return noise


def white(snr_db: float, seed: int, rate: int = RATE) -> Noise:
    """Hiss, `snr_db` decibels below the speech, for a line of that rate."""
    rng = np.random.default_rng(seed)
    return _looped((rng.standard_normal(LOOP_SECS * rate) * 3000).astype(np.int16), snr_db)


def babble(snr_db: float, seed: int, people: Sequence[Samples], rate: int = RATE) -> Noise:
    """People talking in the room, `snr_db` decibels below the speech. `people` have that rate."""
    rng = np.random.default_rng(seed)
    mixed = np.zeros(LOOP_SECS * rate, dtype=np.int32)
    for voice in people:
        for start in rng.integers(0, len(mixed), size=BABBLE_VOICES):
            places = (int(start) + np.arange(len(voice))) % len(mixed)
            mixed[places] += voice
    return _looped(np.clip(mixed // len(people), -32768, 32767).astype(np.int16), snr_db)
