"""Whether a recording is as long as its call, and both channels keep step with what was sent. Pure.

A check for tests and benchmarks: the reference is what was really said, which a live call does not have.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

TOLERANCE_MS = 100
"""A recording may be so much longer or shorter than its call, and a channel so far off."""

_MOST_LAG_MS = 1000
_QUIET = 50
"""A window whose samples are weaker than this on average says nothing."""


@dataclass(frozen=True)
class Alignment:
    """What was measured."""

    length_ms: float
    call_ms: float
    lags_ms: tuple[Sequence[float], Sequence[float]]
    """For caller and agent: how much later than in the reference each window of a second stands."""

    @property
    def drift_ms(self) -> tuple[float, float]:
        """For caller and agent: how far the windows of a channel lie apart."""
        caller, agent = (max(lags, default=0.0) - min(lags, default=0.0) for lags in self.lags_ms)
        return caller, agent

    @property
    def is_aligned(self) -> bool:
        """Whether length and drift are within `TOLERANCE_MS`."""
        return max(abs(self.length_ms - self.call_ms), *self.drift_ms) <= TOLERANCE_MS


def alignment(
    audio: np.ndarray,
    sample_rate: int,
    call_ms: float,
    reference: tuple[np.ndarray, np.ndarray],
    *,
    every_secs: float = 10.0,
) -> Alignment:
    """Compare stereo audio, (samples, 2), with what caller and agent sent, on one timeline each."""
    lags = tuple(
        _lags(audio[:, track], reference[track], sample_rate, every_secs) for track in range(audio.shape[1])
    )
    return Alignment(len(audio) * 1000 / sample_rate, call_ms, (lags[0], lags[1]))


def _lags(track: np.ndarray, reference: np.ndarray, rate: int, every_secs: float) -> list[float]:
    most = rate * _MOST_LAG_MS // 1000
    found: list[float] = []
    for start in range(most, min(len(track), len(reference)) - rate - most, round(rate * every_secs)):
        wanted = reference[start : start + rate].astype(np.float64)
        around = track[start - most : start + rate + most].astype(np.float64)
        if np.abs(wanted).mean() < _QUIET or np.abs(around).mean() < _QUIET:
            continue
        size = len(around) + rate
        spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(wanted, size))
        alike = np.fft.irfft(spectrum, size)[: 2 * most + 1]
        loudness = np.concatenate(([0.0], np.cumsum(around**2)))
        energy = loudness[rate:] - loudness[:-rate]  # of each place where the window may stand
        best = int(np.argmax(alike / np.sqrt(energy[: len(alike)] + 1)))
        found.append((best - most) * 1000 / rate)
    return found
