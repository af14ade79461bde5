"""Telephone speech made ready for a recogniser that was trained on wideband speech. Pure.

A telephone cuts off what is above 4 kHz, where an `s` has most of its strength: "six" comes out as "eight".
The lost band is put back as noise whose strength is estimated, every 10 ms, from the shape of the band that
is left; the estimate is a quadratic fit (`phone_band.json`) that `benchmarks/learn_phone_band.py` learns from
pairs of wide and narrow speech. Digits are then misheard half as often. A faint hiss over everything keeps
exact silence away, which the recogniser takes for a sound of its own.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE = 16000
"""Hertz that the recogniser hears."""

NARROW = 8000
"""Hertz of telephone speech."""

HISS_DB = -47.0
"""Strength of the hiss, relative to the loudest sample."""

LOW = ((200, 400), (400, 600), (600, 900), (900, 1200), (1200, 1600), (1600, 2000))
LOW = (*LOW, (2000, 2400), (2400, 2800), (2800, 3200), (3200, 3600))
"""Bands that the estimate looks at, in hertz."""

HIGH = ((3700, 4400), (4400, 5200), (5200, 6000), (6000, 7000), (7000, 8000))
"""Bands that are put back, in hertz."""

_WINDOW = 512
_HOP = 160
_NEIGHBOURS = (-3, -1, 0, 1, 3)
"""Frames around each frame that the estimate looks at."""

_SHAPE: Samples = np.hanning(_WINDOW + 1)[:_WINDOW]
_HERTZ: Samples = np.linspace(0, RATE / 2, _WINDOW // 2 + 1)
_COEFFICIENTS = Path(__file__).with_name("phone_band.json")


def recognisable(pcm: bytes, sample_rate: int) -> bytes:
    """16-bit mono at any rate as 16 kHz with a faint hiss; telephone speech gets its lost band back."""
    heard = np.frombuffer(pcm, dtype=np.int16).astype(np.float64)
    if not len(heard):
        return b""
    if sample_rate < RATE:
        narrow = heard if sample_rate == NARROW else soxr.resample(heard, sample_rate, NARROW)
        wide = with_high_band(hissing(soxr.resample(narrow, NARROW, RATE, quality="HQ")))
    else:
        wide = hissing(heard if sample_rate == RATE else soxr.resample(heard, sample_rate, RATE))
    return np.clip(np.rint(wide), -32768, 32767).astype(np.int16).tobytes()


def hissing(samples: Samples) -> Samples:
    """With the hiss. The same noise every time: the same speech gives the same text."""
    strength = max(float(np.abs(samples).max()) * 10 ** (HISS_DB / 20), 1.0)
    return samples + _noise(len(samples), seed=7) * strength


def with_high_band(samples: Samples) -> Samples:
    """With the band above 4 kHz, estimated."""
    seen = band_levels(spectrum(samples), LOW)
    loudness = reference(seen)
    levels = np.clip(features(seen, loudness) @ _coefficients(), -6, 1) + loudness
    noise = spectrum(_noise(len(samples), seed=11))
    plain = band_levels(noise, HIGH).mean(axis=0)
    gains = np.zeros_like(noise, dtype=np.float64)
    for band, (low, high) in enumerate(HIGH):
        gains[:, _bins(low, high)] = np.sqrt(10 ** (levels[:, band] - plain[band]))[:, None]
    return samples + _from_spectrum(noise * gains, len(samples))


def spectrum(samples: Samples) -> NDArray[np.complex128]:
    """Short spectra, one every 10 ms."""
    padded = np.concatenate([np.zeros(_WINDOW // 2), samples, np.zeros(_WINDOW)])
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    return np.fft.rfft(frames * _SHAPE, axis=1)


def band_levels(spectra: NDArray[np.complex128], bands: tuple[tuple[int, int], ...]) -> Samples:
    """Strength per frame and band: the decimal logarithm of the mean power."""
    power = np.abs(spectra) ** 2
    return np.stack([np.log10(power[:, _bins(low, high)].mean(axis=1) + 1e-3) for low, high in bands], axis=1)


def reference(levels: Samples) -> float:
    """How loud this speaker is: the strongest band, in the loudest twentieth of the frames."""
    return float(np.quantile(levels.max(axis=1), 0.95))


def features(levels: Samples, loudness: float) -> Samples:
    """What the estimate is made of, per frame: the bands around it, and products of its own."""
    own = np.maximum(levels - loudness, -6)
    around = [np.roll(own, shift, axis=0) for shift in _NEIGHBOURS]
    products = [own**2, own[:, :1] * own, own[:, -1:] * own]
    return np.concatenate([*around, *products, np.ones((len(own), 1))], axis=1)


def _from_spectrum(spectra: NDArray[np.complex128], length: int) -> Samples:
    """Overlapping frames added up."""
    frames = np.fft.irfft(spectra, axis=1) * _SHAPE
    total = np.zeros(len(frames) * _HOP + _WINDOW)
    for index, frame in enumerate(frames):
        total[index * _HOP : index * _HOP + _WINDOW] += frame
    start = _WINDOW // 2
    return total[start : start + length] / (_SHAPE**2).sum() * _HOP


def _bins(low: int, high: int) -> NDArray[np.bool_]:
    return (low <= _HERTZ) & (high > _HERTZ)


def _noise(length: int, *, seed: int) -> Samples:
    return np.random.default_rng(seed).standard_normal(length)


@cache
def _coefficients() -> Samples:
    """One row per feature, one column per band of `HIGH`."""
    return np.array(json.loads(_COEFFICIENTS.read_text(encoding="utf-8")))
