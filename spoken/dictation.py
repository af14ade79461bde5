"""Digits as people dictate them: "four one five, double five five, oh one two three".

Nothing is guessed here. Where words can stand for different digits ("eight hundred fifty five" is 855 or
800 55) both readings are kept, and where something that is no digit stands in between, the run is not clean.
"""

from dataclasses import dataclass
from itertools import pairwise, product

from spoken.words import SMALL, cardinal, listed

_DIGIT = {word: str(n) for word, n in SMALL.items() if n <= 9} | {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "naught": "0",
    "nil": "0",
    "niner": "9",
    "fife": "5",
    "tree": "3",
}
_SOUNDS_LIKE = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1"}
"""Words that a recogniser may write for a digit, taken for one only between digits."""

_TIMES = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_PLURAL = {f"{word}s": digit for word, digit in _DIGIT.items()} | {"sixes": "6", "zeroes": "0", "oh's": "0"}
_PAUSES = frozenset(
    listed("and then uh um er erm hm like so dash hyphen minus space dot point comma slash okay")
)
"""What only fills a pause inside a number."""

_LINKS = _PAUSES | frozenset(
    listed("""
        area code is the it it's its number a that's followed by again yes yeah with prefix rest goes ends
        starts in
    """)
)
"""What may stand between the parts of a number whose length is known."""

_NOT_DIGITS = [
    saying.split()
    for saying in listed(
        """
        one moment | one second | one sec | one more time | one minute | this one | that one |
        the first one | the other one | another one | the right one | two numbers | one number |
        last four digits | last four | first three digits | first three | last four numbers | first six |
        last two digits | last two | last three digits | last three | which one | ten digits
        """,
        "|",
    )
]
_MOST_READINGS = 16


@dataclass(frozen=True)
class Run:
    """Digits in a row."""

    start: int
    end: int

    readings: tuple[str, ...]
    """Every string of digits that the words may stand for; the likeliest first."""

    clean: bool = True
    """False: a word in it was taken for a digit because of its sound."""


def runs(words: list[str]) -> list[Run]:
    """Every run of digits, with what only fills a pause inside."""
    skipped = _skipped(words)
    found, at = [], 0
    while at < len(words):
        run = None if at in skipped else _run(words, at, skipped)
        found += [run] if run else []
        at = run.end if run else at + 1
    return found


def linked(words: list[str], found: list[Run]) -> bool:
    """Whether nothing of importance was said between the runs, so that they are parts of one number."""
    skipped = _skipped(words)
    return all(
        words[at] in _LINKS or at in skipped
        for one, other in pairwise(found)
        for at in range(one.end, other.start)
    )


def denied(words: list[str], run: Run) -> bool:
    """Whether the run is said not to be it: "not 4471"."""
    return any(word in ("not", "isn't") for word in words[max(0, run.start - 2) : run.start])


def joined(found: list[Run]) -> tuple[str, ...]:
    """All readings of the runs taken as one number."""
    choices = list(product(*(run.readings for run in found)))[:_MOST_READINGS]
    return tuple(dict.fromkeys("".join(choice) for choice in choices))


def _skipped(words: list[str]) -> set[int]:
    """Words of sayings that hold a digit's name and are none: "one moment"."""
    spots = (
        range(at, at + len(saying))
        for saying in _NOT_DIGITS
        for at in range(len(words) - len(saying) + 1)
        if words[at : at + len(saying)] == saying
    )
    return {at for spot in spots for at in spot}


def _run(words: list[str], start: int, skipped: set[int]) -> Run | None:
    options: list[tuple[str, ...]] = []
    at, end, clean = start, start, True
    while at < len(words) and at not in skipped:
        item = _item(words, at)
        if item:
            options.append(item[0])
            at = end = item[1]
        elif words[at] == "+" and not options:
            options.append(("+",))
            at += 1
        elif options and words[at] in _SOUNDS_LIKE and at + 1 < len(words) and _item(words, at + 1):
            options.append((_SOUNDS_LIKE[words[at]],))
            clean, at = False, at + 1
        elif options and words[at] in _PAUSES:
            at += 1
        else:
            break
    if end == start:
        return None
    choices = list(product(*options))[:_MOST_READINGS]
    return Run(start, end, tuple(dict.fromkeys("".join(choice) for choice in choices)), clean)


def _item(words: list[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """What the digits that start at `at` may be, and where they end."""
    word, ahead = words[at] if at < len(words) else "", words[at + 1] if at + 1 < len(words) else ""
    if word in _TIMES:
        one = _DIGIT.get(ahead) or (ahead if ahead.isdigit() and len(ahead) == 1 else "")
        return ((one * _TIMES[word],), at + 2) if one else None
    if SMALL.get(word, 0) in (2, 3, 4) and ahead in _PLURAL:
        return (_PLURAL[ahead] * SMALL[word],), at + 2
    if word.isdigit() and ahead not in ("hundred", "thousand"):
        return (word,), at + 1
    if word in _DIGIT and word not in SMALL:
        return (_DIGIT[word],), at + 1
    number = cardinal(words, at)
    if number is None:
        return None
    value, end = number
    if words[end : end + 1] == ["hundred"]:
        return _round(words, end + 1, value, 100)
    if words[end : end + 1] == ["thousand"]:
        return _round(words, end + 1, value, 1000)
    return (str(value),), end


def _round(words: list[str], at: int, value: int, unit: int) -> tuple[tuple[str, ...], int]:
    """ "Eight hundred" alone, or with what follows added to it or not: both are said."""
    plain = str(value * unit)
    linked = words[at : at + 1] == ["and"]
    rest = cardinal(words, at + linked)
    if rest is None or words[rest[1] : rest[1] + 1] in (["hundred"], ["thousand"]):
        return (plain,), at
    added = str(value * unit + rest[0])
    if linked:
        return (added,), rest[1]
    apart = plain + str(rest[0])
    # A single digit after a round number usually goes on with the number: "eight hundred five five five".
    return ((apart, added) if rest[0] < 10 else (added, apart)), rest[1]
