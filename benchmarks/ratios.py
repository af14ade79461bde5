"""The arithmetic of a comparison. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """One figure of one server, divided by the baseline's of the same round, over all rounds."""

    median: float
    low: float
    high: float


def ratio_of(pairs: Sequence[tuple[float | None, float | None]]) -> Ratio | None:
    """(figure, baseline's figure) per round to a ratio; None without a round that has both."""
    ratios = [ours / base for ours, base in pairs if ours is not None and base]
    return Ratio(median(ratios), min(ratios), max(ratios)) if ratios else None


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The smallest value that `percent` of the values do not exceed; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def middle(values: Sequence[float]) -> float | None:
    """The median; None of none."""
    return median(values) if values else None
