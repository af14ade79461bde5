"""Quiet music for callers on hold, made here so that nobody's rights are in it. Pure."""

from functools import cache

import numpy as np

NOTE_SECS = 0.5
RELEASE_SECS = 0.9
"""Seconds in which a note dies away to a third."""

PEAK = 1400
"""Of 32768: about 27 dB below full scale, well below speech."""

CHORDS = (
    (261.63, 329.63, 392.00, 493.88),
    (220.00, 261.63, 329.63, 392.00),
    (174.61, 220.00, 261.63, 329.63),
    (196.00, 246.94, 293.66, 349.23),
)
"""Hertz of the notes, low enough for a telephone: C, A minor, F and G, each with its seventh."""


@cache
def hold_music(rate: int) -> bytes:
    """A loop of sixteen seconds, 16-bit mono at `rate` Hz. It ends as it begins, so it can be repeated."""
    notes = [chord[index] for chord in CHORDS for index in (0, 1, 2, 3, 2, 1, 2, 3)]
    step = round(NOTE_SECS * rate)
    total = step * len(notes)
    tail = step * 4
    sound = np.zeros(total + tail)
    moments = np.arange(tail) / rate
    shape = np.exp(-moments / RELEASE_SECS) * np.minimum(1.0, moments / 0.02) * np.linspace(1, 0, tail)
    for index, hertz in enumerate(notes):
        tone = np.sin(2 * np.pi * hertz * moments) + 0.25 * np.sin(4 * np.pi * hertz * moments)
        sound[index * step : index * step + tail] += shape * tone
    # What still sounds at the end sounds on at the beginning.
    sound[:tail] += sound[total:]
    loop = sound[:total]
    return (loop / np.abs(loop).max() * PEAK).astype("<i2").tobytes()
