"""The digits of a text, written as numerals or as words, each with the place where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spoken.words import SMALL, TENS, UNITS, listed

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:['’][^\W\d_]+)*|_|[^\w\s]")
_NUMERAL = re.compile(r"[0-9]+")
_ALNUM = re.compile(r"[^\W_]|_")
_UNIT = {word: str(number) for number, word in enumerate(UNITS[:10])}
_ONE = _UNIT | {"oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "niner": "9"}
_SOUNDS_LIKE = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "tree": "3"}
_TIMES = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_PLURAL = {f"{word}s": digit for word, digit in _ONE.items()} | {"sixes": "6", "zeroes": "0"}
_NUMBERS = frozenset({*_ONE, *SMALL, *_TIMES, *_SOUNDS_LIKE})
_FILLERS = frozenset(
    listed("""
        and then uh uhm um er erm hm hmm ah like so dash hyphen minus space dot point comma slash okay ok
    """)
)


@dataclass(frozen=True)
class Group:
    """Digits that stand together: one numeral, or what one or two words say."""

    start: int
    end: int
    value: str
    in_words: bool
    glued: bool = False
    """Part of an identifier, a number in another base, or a fraction: no number by itself."""

    breaks: bool = False
    """Something other than a pause stands between the group before and this one."""

    between: str = ""
    """What stands between the group before and this one, without spaces."""


@dataclass(frozen=True)
class Ways:
    """How words are read, where they may be read in several ways."""

    joined: bool = True
    """ "Forty one" is 41, and not 40 and then 1."""

    by_sound: bool = False
    """ "For" and "to" are digits."""


_EVERY_WAY = (Ways(), Ways(joined=False), Ways(by_sound=True))


def groups(text: str) -> Iterator[Group]:
    """The groups of digits in a text, from left to right; words in their likeliest reading."""
    tokens = _tokens(text)
    at, breaks, between = 0, True, ""
    while at < len(tokens):
        word, start, end = tokens[at]
        if word[0] in "0123456789":
            yield Group(start, end, word, False, _is_glued(text, start, end), breaks, between)
            at, breaks, between = at + 1, False, ""
            continue
        said, used = _said(tokens, at, Ways()) if word in _NUMBERS else ("", 0)
        if said:
            yield Group(start, tokens[at + used - 1][2], said, True, False, breaks, between)
            at, breaks, between = at + used, False, ""
            continue
        if not word[0].isalpha():
            between += word
        elif word not in _FILLERS:
            breaks = True
        at += 1


def numerals(text: str) -> Iterator[Group]:
    """The groups of digits that are numerals, each by itself."""
    for match in _NUMERAL.finditer(text):
        start, end = match.span()
        yield Group(start, end, match.group(), False, _is_glued(text, start, end))


@lru_cache(maxsize=4)
def _tokens(text: str) -> list[tuple[str, int, int]]:
    """The words and marks of a text in small letters, each with where it begins and ends."""
    return [(match.group().lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


Steps = list[tuple[int, tuple[tuple[str, int], ...]]]
"""For each word of a text where it ends, and how it may be read: the digits, and which word comes then."""


def steps(text: str) -> Steps:
    """Every reading of every word: "twenty five" is 25, or 20 and then 5."""
    tokens = _tokens(text)
    found: Steps = []
    for at, (word, _, end) in enumerate(tokens):
        if word[0] in "0123456789":
            found.append((end, ((word, at + 1),)))
        elif word in _NUMBERS:
            said = (_said(tokens, at, ways) for ways in _EVERY_WAY)
            found.append((end, tuple(dict.fromkeys((value, at + used) for value, used in said if value))))
        else:
            found.append((end, ()))
    return found


def _is_glued(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if (before and _ALNUM.match(before[-1])) or (after and _ALNUM.match(after[0])):
        return not (before.endswith(("n", "t", "r")) and before.startswith("\\"))
    return len(before) == 2 and before[1] == "." and before[0].isdigit() and end - start > 6


def _said(tokens: list[tuple[str, int, int]], at: int, ways: Ways) -> tuple[str, int]:
    """The digits that the words from here on say, and how many words that takes; ("", 0) if none."""
    words = [token[0] for token in tokens[at : at + 4]]
    word, ahead = words[0], words[1] if len(words) > 1 else ""
    if word in _TIMES:
        digit = _ONE.get(ahead) or (ahead if ahead.isdigit() and len(ahead) == 1 else "")
        return (digit * _TIMES[word], 2) if digit else ("", 0)
    if SMALL.get(word, 0) in (2, 3, 4) and ahead in _PLURAL:
        return _PLURAL[ahead] * SMALL[word], 2
    if word in _ONE:
        return _round(_ONE[word], ahead, 1)
    if word in TENS:
        used = 3 if ahead == "-" else 2
        unit = _UNIT.get(words[used - 1], "0") if len(words) >= used else "0"
        if ways.joined and unit != "0":
            return _round(str(SMALL[word] + int(unit)), words[used] if len(words) > used else "", used)
        return _round(str(SMALL[word]), ahead, 1)
    if word in SMALL:
        return _round(str(SMALL[word]), ahead, 1)
    if ways.by_sound and word in _SOUNDS_LIKE:
        return _SOUNDS_LIKE[word], 1
    return "", 0


def _round(value: str, ahead: str, used: int) -> tuple[str, int]:
    """The value, with the zeros of a round number behind it."""
    zeros = {"hundred": "00", "thousand": "000"}.get(ahead, "")
    return (value + zeros, used + 1) if zeros else (value, used)


@dataclass(frozen=True)
class Stream:
    """All digits of some groups as one string."""

    value: str
    groups: tuple[Group, ...]
    places: tuple[int, ...]
    """For each digit, the index of its group."""

    @classmethod
    def of(cls, found: list[Group]) -> "Stream":
        """The digits of the groups, one after the other."""
        places = [number for number, group in enumerate(found) for _ in group.value]
        return cls("".join(group.value for group in found), tuple(found), tuple(places))

    def span(self, first: int, count: int) -> tuple[Group, ...]:
        """The groups that hold so many digits from `first` on."""
        return self.groups[self.places[first] : self.places[first + count - 1] + 1]


def has_number_words(text: str) -> bool:
    """Whether a text may hold digits as words; a quick look."""
    return _NUMBER_WORD.search(text) is not None


_NUMBER_WORD = re.compile(rf"(?i)\b(?:{'|'.join(sorted({*_ONE, *SMALL, *_TIMES}))})\b")
