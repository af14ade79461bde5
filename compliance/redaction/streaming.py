"""Where in a text that is still being written something may become a number or a token."""

import re

from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.runs import FILLERS
from compliance.redaction.finding.words import Word, words_of

LONGEST_TOKEN = 40
"""Characters after which an open bracket begins no token."""

_ALSO = frozenset({"hundred", "thousand", "double", "triple"})
_PIECES = frozenset(word[:size] for word in NUMBER_WORDS | _ALSO for size in range(1, len(word)))
_NUMBER = re.compile(r"\d|\b(?:" + "|".join(sorted(NUMBER_WORDS)) + r")\b", re.IGNORECASE)
_LAST = re.compile(r"[A-Za-z]+$")
_MAIL = re.compile(r"\S*@\S*$")


def goes_on(text: str) -> int:
    """The first place of the text that must wait for what follows; its length if nothing must.

    A number ends with a word that is none. Words that may only be the beginning of a numeral wait too.
    """
    bracket = text.rfind("[", max(0, len(text) - LONGEST_TOKEN))
    if bracket >= 0 and "]" not in text[bracket:]:
        return min(bracket, _digits(text[:bracket]))
    if mail := _MAIL.search(text):
        return mail.start()
    return _digits(text)


def _digits(text: str) -> int:
    if not _NUMBER.search(text, max(0, len(text) - NEAR)) and not _begins_one(text):
        return len(text)
    tail = max(0, len(text) - TAIL)
    words = words_of(text[tail:])
    if not words:
        return len(text)
    first: Word | None = None
    ended = words[-1].end < len(text) - tail
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        if word.figures or word.text in NUMBER_WORDS or any(sign.isdigit() for sign in word.text):
            first = word
        elif place == len(words) - 1 and not ended and word.text in _PIECES:
            first = word  # "fo" may become "four"
        elif word.text not in FILLERS and word.text not in _ALSO:
            break
    return len(text) if first is None else tail + first.start


def _begins_one(text: str) -> bool:
    """Whether the text ends in what may be the beginning of a numeral."""
    last = _LAST.search(text, max(0, len(text) - NEAR))
    return last is not None and last[0].lower() in _PIECES


NEAR = 60
"""Characters at the end in which a number stands that may go on: more than what fills a pause."""

TAIL = 200
"""Characters at the end that are looked at: a number is not longer."""
