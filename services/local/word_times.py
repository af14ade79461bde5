"""Which word of a text sounds when. Pure."""

import re
from collections.abc import Sequence

WordTime = tuple[str, int]
"""A word as it stands in the text, and the millisecond at which it begins."""


def word_times(text: str, marks: Sequence[tuple[int, int]], sample_rate: int, total: int) -> list[WordTime]:
    """Every word of `text` (split at white space) with its start.

    `marks` are (character, sample) pairs as the synthesiser reports them: several for `3:30`, none for a
    dash. A word without a mark starts where the next one does, the last ones at the end (`total` samples).
    """
    starts = sorted(marks)
    times: list[WordTime] = []
    upcoming = total
    for match in reversed(list(re.finditer(r"\S+", text))):
        inside = [sample for character, sample in starts if match.start() <= character < match.end()]
        upcoming = min(inside[0], upcoming) if inside else upcoming
        times.append((match.group(), round(upcoming * 1000 / sample_rate)))
    return times[::-1]
