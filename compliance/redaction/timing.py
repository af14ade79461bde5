"""Private words → the milliseconds at which they sound. Pure.

With word times the words around a span stay; without, the stretches of speech that the detector noticed are
taken, and what is silenced is wide enough for digits that are said slowly.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from compliance.redaction.entities import Span

ONSET_MS = 300
"""Speech may begin so long before the detector notices it."""
ECHO_MS = 400
"""Sound of a word that is still in the room, or comes back on the line, after it."""
_BREATH_MS = 250
"""Widening towards a word that is known to stand further away."""
_LEAST_WIDENING_MS = 700
_WIDENING = 0.2
"""Of a stretch's length: how far a place may be off that is guessed from the text."""
_DIGIT_WEIGHT = 5
"""A digit is said as a word."""

Stretch = tuple[float, float]
"""Milliseconds: start and end."""


@dataclass(frozen=True)
class SpokenWord:
    """A word as the recogniser heard it."""

    text: str
    start_ms: float
    end_ms: float


def sounds(
    text: str, spans: Sequence[Span], stretches: Sequence[Stretch], words: Sequence[SpokenWord] = ()
) -> list[Stretch]:
    """When the spans of a text sound: sorted, apart from one another. `stretches`: when the text was said.

    Word times are used where they fit the text and the stretches. In doubt all stretches are private.
    """
    if not spans:
        return []
    places = _places(text, words) if words and believable(words, stretches) else None
    if places is not None:
        found = [_by_words(span, words, places) for span in spans]
        if all(found):
            return merged([stretch for stretch in found if stretch is not None])
    if len(stretches) != 1:
        return merged([whole(stretch) for stretch in stretches])
    return merged([_by_weight(text, span, stretches[0]) for span in spans])


def whole(stretch: Stretch) -> Stretch:
    """A stretch of speech with all that may belong to it."""
    return stretch[0] - ONSET_MS, stretch[1] + ECHO_MS


def believable(words: Sequence[SpokenWord], stretches: Sequence[Stretch]) -> bool:
    """Whether the times are in order and lie where speech was detected. Without stretches: in order."""
    in_order = all(one.start_ms <= other.start_ms for one, other in pairwise(words))
    if not words or not in_order or any(word.end_ms < word.start_ms for word in words):
        return False
    if not stretches:
        return True
    first, last = min(start for start, _ in stretches), max(end for _, end in stretches)
    return words[0].start_ms >= first - 2 * ONSET_MS and words[-1].end_ms <= last + ECHO_MS


def merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same time, sorted, with no overlap."""
    out: list[Stretch] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _places(text: str, words: Sequence[SpokenWord]) -> list[tuple[int, int]] | None:
    """The characters of each word; None when the words are not those of the text, all of them."""
    places: list[tuple[int, int]] = []
    small, cursor = text.lower(), 0
    for word in words:
        wanted = word.text.strip().lower()
        at = small.find(wanted, cursor) if wanted else -1
        if at < 0 or re.search(r"\w", small[cursor:at]):
            return None
        cursor = at + len(wanted)
        places.append((at, cursor))
    return None if re.search(r"\w", small[cursor:]) else places


def _by_words(span: Span, words: Sequence[SpokenWord], places: Sequence[tuple[int, int]]) -> Stretch | None:
    """From the end of the word before to the start of the word behind, if they are near."""
    inside = [at for at, (start, end) in enumerate(places) if start < span.end and end > span.start]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    start, end = words[first].start_ms, words[last].end_ms
    before = max(start - _BREATH_MS, words[first - 1].end_ms) if first else start - ONSET_MS
    behind = min(end + _BREATH_MS, words[last + 1].start_ms) if last + 1 < len(words) else end + ECHO_MS
    return min(before, start), max(behind, end)


def _by_weight(text: str, span: Span, stretch: Stretch) -> Stretch:
    """Where the span sounds if all characters take as long, and a digit as long as a word."""
    weights = [_DIGIT_WEIGHT if char.isdigit() else 1 for char in text]
    total, length = sum(weights), stretch[1] - stretch[0]
    if not total or 2 * sum(weights[span.start : span.end]) > total:
        return whole(stretch)
    widening = max(_LEAST_WIDENING_MS, _WIDENING * length)
    start = stretch[0] + length * sum(weights[: span.start]) / total - widening
    end = stretch[0] + length * sum(weights[: span.end]) / total + widening
    return max(start, stretch[0] - ONSET_MS), min(end, stretch[1] + ECHO_MS)
