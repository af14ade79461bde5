"""Passwords and PINs: what is called so."""

import re
from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "password"
_LINKS = frozenset(listed("is it's its was to that's thats would be uh um er the so okay sure yes well yeah"))
_STOP = frozenset(
    listed("and but please thanks thank so because can could i i'd i'm what if you that's okay")
)
_NO_VALUE = frozenset(
    listed("""
    not wrong incorrect expired locked working right correct different reset forgotten lost secret no long
    short too the old new same what something still being invalid required here there protected weak
    strong changed for on in of my your doesn't didn't isn't
""")
)
_MAY_BEGIN = frozenset(listed("correct right secret strong the my old new same on in"))
"""Words that say something of a password when they stand alone, and begin one when more follow."""

_IS = ("is", "it's", "was")
_FAR = 4
"""Words between "password" and "is"."""

_FEW = 2
_SIZES = range(3, 13)
_MOST_WORDS = 8


def _claims(said: Said) -> Iterator[Claim]:
    for run in said.runs:
        glued = said.words[run.first].gap in ("", "-", "_") and run.first > 0
        if said.label(run) == ENTITY and not glued and len(run.digits) in _SIZES:
            yield Claim(run.start, run.end, ENTITY, run.digits, 66)
    for cue in said.cues:
        if cue.label == ENTITY:
            yield from _value(said, cue.last, linked=False)
    if said.waiting == ENTITY and not any(cue.label == ENTITY for cue in said.cues):
        yield from _value(said, 0, linked=True)


def _value(said: Said, at: int, *, linked: bool) -> Iterator[Claim]:
    """The words after "my password is", up to the end of the sentence."""
    words = said.words
    linked = linked or (at < len(words) and ":" in words[at].gap)
    at = next((n for n in range(at, min(len(words), at + _FAR)) if words[n].text in _IS), at)
    while at < len(words) and words[at].text in _LINKS:
        linked, at = True, at + 1
    last = at
    while last < len(words) and last - at < _MOST_WORDS and words[last].text not in _STOP:
        if last > at and re.search(r"[.?!,;]\s|\n", words[last].gap):
            break
        last += 1
    few = last - at <= _FEW or words[at].text not in _MAY_BEGIN
    if not linked or last == at or (words[at].text in _NO_VALUE and few):
        return
    start, end = words[at].start, words[last - 1].end
    while end < len(said.text) and said.text[end] in "!@#$%^&*_+=?" and last >= len(words):
        end += 1
    weight = 61 if words[at].figures or words[at].text in NUMBER_WORDS else 67
    yield Claim(start, end, ENTITY, re.sub(r"\s", "", said.text[start:end]), weight)


PASSWORD = Kind(
    ENTITY,
    _claims,
    listed(
        """
        password | pass word | passcode | pass code | pass phrase | passphrase | pin | pin number |
        pin code | my pin | your pin | p i n | security word | secret word | access code |
        security answer | secret code | voicemail code | door code | gate code | alarm code
        """,
        "|",
    ),
)
