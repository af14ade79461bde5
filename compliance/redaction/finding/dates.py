"""Where a date stands in an utterance, spoken or written."""

import calendar
import re

from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.said import Said
from spoken.words import ORDINALS, SMALL, listed

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if name
}
_WRITTEN = re.compile(
    r"(?<!\d)(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?\s?[-/.]\s?\d\d?\s?[-/.]\s?(?:\d{4}|\d\d))(?!\d)"
)
_INSIDE = frozenset(listed("the of in year uh um day thousand hundred and comma slash dash"))
_MOST = 8
"""Words of a date on either side of its month."""


def dates(said: Said) -> list[tuple[int, int]]:
    """First character and the one after the last of every date, in order."""
    found = [(match.start(), match.end()) for match in _WRITTEN.finditer(said.text)]
    for at, word in enumerate(said.words):
        if word.text in MONTHS:
            first, last = _left(said, at), _right(said, at)
            if (first, last) != (at, at + 1):
                found.append((said.words[first].start, said.words[last - 1].end))
    return sorted(set(found))


def _number(said: Said, at: int) -> bool:
    text = said.words[at].text
    if text in ORDINALS or text in NUMBER_WORDS or text in SMALL:
        return True
    return bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?|\d{4}", text))


def _left(said: Said, at: int) -> int:
    first = at
    for place in range(at - 1, max(-1, at - 5), -1):
        if re.search(r"[.;!?,]", said.words[place + 1].gap):
            break
        if _number(said, place) and len(said.words[place].text) != 4:
            first = place
        elif said.words[place].text not in ("of", "the"):
            break
    if first < at and first and said.words[first - 1].text == "the":
        first -= 1
    return first


def _right(said: Said, at: int) -> int:
    last = at + 1
    for place in range(at + 1, min(len(said.words), at + 1 + _MOST)):
        if re.search(r"[.;!?]", said.words[place].gap) and last > at + 1:
            break
        if _number(said, place):
            last = place + 1
        elif said.words[place].text not in _INSIDE:
            break
    return last
