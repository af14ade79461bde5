"""Digits in words: every string of digits that a few words may stand for."""

from dataclasses import dataclass

from compliance.redaction.finding.words import Word, glued
from spoken.words import SMALL, TENS

_ZERO = frozenset(("oh", "o", "zero", "nought", "naught", "nil", "oh's"))
_DIGIT = {word: str(n) for word, n in SMALL.items() if n <= 9} | dict.fromkeys(_ZERO, "0")
_DIGIT |= {"niner": "9", "fife": "5", "tree": "3"}
_PLURAL = {f"{word}s": digit for word, digit in _DIGIT.items()} | {"sixes": "6", "zeroes": "0", "zeros": "0"}
_TIMES = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_LIKE = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1"}
"""Words that a recogniser may write for a digit: one only between digits, and perhaps none even there."""

_SCALES = {"hundred": 100, "thousand": 1000}
NUMBER_WORDS = frozenset(_DIGIT) | frozenset(SMALL) | frozenset(_TIMES)
"""Words with which digits may begin."""


@dataclass(frozen=True, slots=True)
class Item:
    """A few words that stand for one or more digits."""

    options: tuple[str, ...]
    """The likeliest first. "" is allowed beside others: perhaps no digit at all."""

    first: int
    """Index of its first word."""

    last: int
    """Index after its last word."""

    gap: str = ""
    """What stands between it and the item before: signs, or words."""

    corrects: bool = False
    """Whether something was taken back right before it."""

    breaks: bool = False
    """Whether a number may well have ended before it: words or the end of a sentence stand there."""


def item_at(words: list[Word], at: int, *, inside: bool) -> Item | None:
    """The digits that begin at `at`. `inside`: digits stand before, so that words that sound alike count."""
    found = _plain(words, at)
    if found:
        return Item(found[0], at, found[1])
    if inside and words[at].text in _LIKE and at + 1 < len(words) and _plain(words, at + 1):
        return Item((_LIKE[words[at].text], ""), at, at + 1)
    return None


def _plain(words: list[Word], at: int) -> tuple[tuple[str, ...], int] | None:
    word = words[at].text
    ahead = words[at + 1].text if at + 1 < len(words) else ""
    if word in _TIMES:
        one = _DIGIT.get(ahead) or (ahead if len(ahead) == 1 and ahead.isdigit() else "")
        return ((one * _TIMES[word],), at + 2) if one else None
    if ahead in _PLURAL and (count := _count(word)):
        return (_PLURAL[ahead] * count,), at + 2
    if word.isdigit():
        if glued(words, at):
            return None
        return (
            _scaled(words, at, int(word), at + 1) if ahead in _SCALES and len(word) < 3 else ((word,), at + 1)
        )
    if word in TENS:
        return _tens(words, at, ahead)
    if word in SMALL:
        return _scaled(words, at, SMALL[word], at + 1)
    return ((_DIGIT[word],), at + 1) if word in _DIGIT else None


def _count(word: str) -> int:
    count = int(word) if word.isdigit() and len(word) == 1 else SMALL.get(word, 0)
    return count if 2 <= count <= 9 else 0


def _tens(words: list[Word], at: int, ahead: str) -> tuple[tuple[str, ...], int]:
    """ "Forty one" is 41, and now and then 40 and 1."""
    value = SMALL[words[at].text]
    ended = at + 1 < len(words) and words[at + 1].gap.strip() not in ("", "-")
    if ended or not 1 <= SMALL.get(ahead, 0) <= 9 or _plural_ahead(words, at + 1):
        return _scaled(words, at, value, at + 1)
    unit = SMALL[ahead]
    options, end = _scaled(words, at, value + unit, at + 2)
    if words[at + 1].gap == "-":
        return options, end
    apart, apart_end = _scaled(words, at + 1, unit, at + 2)
    if apart_end != end:
        return options, end
    second = tuple(f"{value}{one}" for one in apart)
    return ((*second, *options) if words[at + 1].gap.strip() else (*options, *second)), end


def _plural_ahead(words: list[Word], at: int) -> bool:
    """Whether "three ones" begins here, so that the three is no unit of the tens before."""
    return at + 1 < len(words) and words[at + 1].text in _PLURAL


def _scaled(words: list[Word], at: int, value: int, end: int) -> tuple[tuple[str, ...], int]:
    """A number with "hundred" or "thousand" after it, and what follows: added, or digits of their own."""
    scale = _SCALES.get(words[end].text) if end < len(words) else None
    if scale is None or value == 0:
        return (str(value),), end
    whole, end = value * scale, end + 1
    linked = end < len(words) and words[end].text == "and"
    rest = _rest(words, end + linked, scale)
    if rest is None:
        return (str(whole),), end
    options, after = rest
    added = [str(whole + int(one)) for one in options if int(one) < scale]
    apart = [f"{whole}{one}" for one in options]
    if scale == 100:  # "nine hundred seventy, two" is 970 and 2 as well
        apart += [f"{whole + int(one[:2])}{one[2:]}" for one in options if len(one) == 3 and one[1] == "0"]
    if scale == 1000:  # "six thousand four hundred thirty, four" is 6430 and 4 as well
        apart += [f"{whole + int(one[:3])}{one[3:]}" for one in options if len(one) > 3 and one[0] != "0"]
    # A single digit after a round number usually goes on with the number: "eight hundred five five five".
    first, second = (apart, added) if not linked and len(options[0]) == 1 else (added, apart)
    return tuple(dict.fromkeys([*first, *second])), after


def _rest(words: list[Word], at: int, scale: int) -> tuple[tuple[str, ...], int] | None:
    """What may be added to a round number: below a hundred, or below a thousand."""
    if at >= len(words) or words[at].text not in SMALL or SMALL[words[at].text] == 0:
        return None
    if _plural_ahead(words, at):
        return None
    if scale == 100 and at + 2 < len(words) and words[at].text in TENS and words[at + 2].text in _SCALES:
        return (str(SMALL[words[at].text]),), at + 1  # "eight hundred seventy, four hundred ..."
    options, end = _plain(words, at) or ((), at)
    fits = tuple(one for one in options if int(one) < scale)
    if not fits or (scale == 100 and len(fits[0]) > 2):
        return None
    return options, end
