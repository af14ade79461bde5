"""DTMF tones in sound: which keys a caller pressed, heard as a telephone exchange hears them (Goertzel)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono, from -1 to 1."""

_LOW = (697.0, 770.0, 852.0, 941.0)
_HIGH = (1209.0, 1336.0, 1477.0, 1633.0)
_KEYS = ("123A", "456B", "789C", "*0#D")

_FRAME_SECS = 0.0256
_HOP_SECS = 0.0128
_FAINT = 10 ** (-55 / 20)
"""Effective amplitude below which nothing is a tone: 55 dB under full scale."""

_PURE = 0.80
"""Share of the energy that lies in the two tones. Speech seldom has half, and never for so long."""

_TWIST = 10.0
"""The most by which one of the two tones may be stronger, in power."""

_LEAST_FRAMES = 2
"""Frames in a row that a key takes: some 38 ms, less than any telephone sends."""

_BLOCK = 4096
"""Frames that are looked at together."""


@dataclass(frozen=True)
class Key:
    """One key that was pressed."""

    digit: str
    start_ms: int
    end_ms: int


def keys(samples: Samples, rate: int) -> list[Key]:
    """The keys in a mono sound, in order. `rate` in hertz, 4000 at least."""
    size, hop = round(_FRAME_SECS * rate), max(1, round(_HOP_SECS * rate))
    if len(samples) < size:
        return []
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    heard: list[str] = []
    for first in range(0, len(frames), _BLOCK):
        heard += _heard(frames[first : first + _BLOCK], rate)
    return list(_joined(heard, hop / rate * 1000, size / rate * 1000))


def _heard(frames: Samples, rate: int) -> list[str]:
    """For each frame the key that sounds in it, or ""."""
    size = frames.shape[1]
    shape = np.hanning(size + 1)[:size].astype(np.float32)
    shaped = frames * shape
    energy = np.einsum("ij,ij->i", shaped, shaped)
    spots = np.nonzero(energy > _FAINT**2 * (shape**2).sum())[0]
    result = [""] * len(frames)
    if not len(spots):
        return result
    loud, energy = shaped[spots], energy[spots]
    angles = 2 * np.pi * np.outer(np.arange(size), np.array((*_LOW, *_HIGH))) / rate
    waves = [wave(angles).astype(np.float32) for wave in (np.cos, np.sin)]
    # Scaled so that a pure tone's power is the energy of its frame.
    scale = 2 * (shape**2).sum() / shape.sum() ** 2
    power = sum((loud @ wave) ** 2 for wave in waves) * scale
    low, high = power[:, :4], power[:, 4:]
    best_low, best_high = low.max(axis=1), high.max(axis=1)
    pure = (best_low + best_high) / energy > _PURE
    level = (best_low < _TWIST * best_high) & (best_high < _TWIST * best_low)
    for spot, row, column in zip(
        spots[pure & level],
        low[pure & level].argmax(axis=1),
        high[pure & level].argmax(axis=1),
        strict=True,
    ):
        result[spot] = _KEYS[row][column]
    return result


def _joined(heard: list[str], hop_ms: float, frame_ms: float) -> Iterator[Key]:
    """Frames with the same key in a row are one key."""
    start = 0
    for at in range(1, len(heard) + 1):
        if at < len(heard) and heard[at] == heard[start]:
            continue
        if heard[start] and at - start >= _LEAST_FRAMES:
            yield Key(heard[start], round(start * hop_ms), round((at - 1) * hop_ms + frame_ms))
        start = at
