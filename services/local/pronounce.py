"""How a word sounds: the dictionary, then its parts, then the rules of English spelling."""

from collections.abc import Callable, Iterable
from pathlib import Path

Lookup = Callable[[str], list[str]]
"""A word's pronunciations as space-separated ARPABET phones; none for an unknown word."""

_SHORTEST_PART = 3

# Longest first wins. A crude reading, good enough to tell a name from the other words of its node.
_SPELLINGS: dict[str, str] = {
    "tion": "SH AH N",
    "sion": "ZH AH N",
    "ough": "AO",
    "eigh": "EY",
    "igh": "AY",
    "tch": "CH",
    "sch": "SH",
    "dge": "JH",
    "air": "EH R",
    "ear": "IH R",
    "eer": "IH R",
    "oor": "AO R",
    "our": "AO R",
    "ch": "CH",
    "sh": "SH",
    "th": "TH",
    "ph": "F",
    "wh": "W",
    "wr": "R",
    "kn": "N",
    "gn": "N",
    "ck": "K",
    "ng": "NG",
    "qu": "K W",
    "ee": "IY",
    "ea": "IY",
    "ie": "IY",
    "ei": "IY",
    "oo": "UW",
    "ou": "AW",
    "ow": "OW",
    "oa": "OW",
    "oi": "OY",
    "oy": "OY",
    "ai": "EY",
    "ay": "EY",
    "au": "AO",
    "aw": "AO",
    "ew": "UW",
    "ey": "IY",
    "ar": "AA R",
    "er": "ER",
    "ir": "ER",
    "or": "AO R",
    "ur": "ER",
    "ce": "S",
    "ci": "S IH",
    "cy": "S IY",
    "ge": "JH",
    "a": "AE",
    "b": "B",
    "c": "K",
    "d": "D",
    "e": "EH",
    "f": "F",
    "g": "G",
    "h": "HH",
    "i": "IH",
    "j": "JH",
    "k": "K",
    "l": "L",
    "m": "M",
    "n": "N",
    "o": "AA",
    "p": "P",
    "q": "K",
    "r": "R",
    "s": "S",
    "t": "T",
    "u": "AH",
    "v": "V",
    "w": "W",
    "x": "K S",
    "y": "IY",
    "z": "Z",
}


def read_dictionary(path: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """The pronunciations of `words`, and of every part of them, from a CMU dictionary file.

    The whole dictionary would take 30 MB of memory; it is read in 50 ms whenever words are wanted.
    """
    wanted = {word[start:end] for word in words for start, end in _spans(word)}
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, _, phones = line.rstrip().partition(" ")
            if word.partition("(")[0] in wanted:
                found.setdefault(word.partition("(")[0], []).append(phones)
    return found


def pronunciations(word: str, lookup: Lookup) -> tuple[list[str], bool]:
    """How `word` may sound, and whether that was known rather than guessed. Nothing for no letters."""
    if known := lookup(word):
        return known, True
    for end in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        first, second = lookup(word[:end]), lookup(word[end:])
        if first and second:
            return [f"{first[0]} {second[0]}"], False
    by_rule = _by_rule(word)
    return ([by_rule] if by_rule else []), False


def _spans(word: str) -> list[tuple[int, int]]:
    """The word itself and its possible first and second halves."""
    cuts = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return [(0, len(word)), *((0, cut) for cut in cuts), *((cut, len(word)) for cut in cuts)]


def _by_rule(word: str) -> str:
    """Letters to phones: doubled consonants once, a final silent e not at all."""
    letters = "".join(letter for letter in word if letter.isalpha())
    if len(letters) > 3 and letters.endswith("e") and letters[-2] not in "aeiou":
        letters = letters[:-1]
    phones: list[str] = []
    at = 0
    while at < len(letters):
        if at and letters[at] == letters[at - 1] and letters[at] not in "aeiou":
            at += 1
            continue
        size = next((n for n in (4, 3, 2, 1) if letters[at : at + n] in _SPELLINGS), 0)
        if size:
            phones.append(_SPELLINGS[letters[at : at + size]])
        at += size or 1
    return " ".join(phones)
