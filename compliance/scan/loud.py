"""Where in a sound somebody speaks, so that only that is listened to."""

from dataclasses import dataclass

import numpy as np

from compliance.scan.tones import Samples

_FRAME_MS = 20
_FAINT = 10 ** (-50 / 20)
"""Effective amplitude from which something may be speech: 50 dB under full scale."""

_SILENT = 2 / 32768
"""What a telephone's coding makes of silence."""

_GAP_MS = 700
"""Pauses that are shorter are part of what is said."""

_MARGIN_MS = 150
_LEAST_MS = 120
_MOST_MS = 12_000
"""A stretch that is longer is cut: a recogniser's time grows with its length."""


@dataclass(frozen=True)
class Stretch:
    """From when until when, in milliseconds."""

    start_ms: int
    end_ms: int


def stretches(samples: Samples, rate: int) -> list[Stretch]:
    """The stretches of a mono sound that are not silent, with a margin, in order; they do not overlap."""
    size = rate * _FRAME_MS // 1000
    count = len(samples) // size
    if not count:
        return []
    levels = np.sqrt((samples[: count * size].reshape(count, size) ** 2).mean(axis=1))
    found: list[Stretch] = []
    for place in np.nonzero(levels > _FAINT)[0]:
        start, end = int(place) * _FRAME_MS, (int(place) + 1) * _FRAME_MS
        last = found[-1] if found else None
        if last and start - last.end_ms < _GAP_MS and end - last.start_ms < _MOST_MS:
            found[-1] = Stretch(last.start_ms, end)
        else:
            found.append(Stretch(start, end))
    total = len(samples) * 1000 // rate
    kept = [one for one in found if one.end_ms - one.start_ms >= _LEAST_MS]
    return [Stretch(max(0, one.start_ms - _MARGIN_MS), min(total, one.end_ms + _MARGIN_MS)) for one in kept]


def cut(samples: Samples, rate: int, stretch: Stretch) -> Samples:
    """The samples of a stretch, from the first that is not silent to the last, so that the same words said
    elsewhere give the same samples; with a margin of silence.
    """
    part = samples[stretch.start_ms * rate // 1000 : stretch.end_ms * rate // 1000]
    sounding = np.flatnonzero(np.abs(part) > _SILENT)
    if not len(sounding):
        return part[:0]
    margin = np.zeros(rate * _MARGIN_MS // 1000, dtype=samples.dtype)
    return np.concatenate((margin, part[sounding[0] : sounding[-1] + 1], margin))
