"""When a card expires: a month and a year that are called so, or that follow the card."""

import re
from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.card import month_and_year
from compliance.redaction.finding.dates import MONTHS
from compliance.redaction.finding.runs import Run
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "card_expiry"
_WRITTEN = re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?[2-9]\d(?![\d/-])")
_SIZES = range(2, 7)


def _claims(said: Said) -> Iterator[Claim]:
    known = said.card_known or any(cue.label in (ENTITY, "card", "cvv") for cue in said.cues)
    expected = said.waiting == ENTITY
    named = [cue for cue in said.cues if cue.label == ENTITY]
    if known or expected:
        for match in _WRITTEN.finditer(said.text):
            yield Claim(match.start(), match.end(), ENTITY, re.sub(r"\s", "", match[0]), 78)
    for run in said.runs:
        if said.label(run) == ENTITY and len(run.digits) in _SIZES:
            yield Claim(_with_month(said, run), run.end, ENTITY, _value(said, run), 79)
        elif run.first in said.after_card and month_and_year(run.digits):
            yield Claim(run.start, run.end, ENTITY, run.digits, 46)
    if named or expected:
        yield from _months(said, 0 if expected else named[0].last)


def _months(said: Said, at: int) -> Iterator[Claim]:
    """ "April twenty twenty seven", and a month alone whose year follows later."""
    for place in range(at, len(said.words)):
        if said.words[place].text in MONTHS and not any(run.first == place + 1 for run in said.runs):
            word = said.words[place]
            yield Claim(word.start, word.end, ENTITY, word.text, 52)


def _with_month(said: Said, run: Run) -> int:
    """Where the run begins, with the name of a month before it."""
    before = run.first - 1
    if before >= 0 and said.words[before].text in ("of", "the"):
        before -= 1
    return said.words[before].start if before >= 0 and said.words[before].text in MONTHS else run.start


def _value(said: Said, run: Run) -> str:
    start = _with_month(said, run)
    month = said.text[start : run.start].lower().split()
    return f"{MONTHS[month[0]]:02d}{run.digits}" if month and month[0] in MONTHS else run.digits


CARD_EXPIRY = Kind(
    ENTITY,
    _claims,
    listed(
        """
        expiration date | expiry date | expiration | expiry | expires | expires on | exp date | exp |
        expiring | good through | valid through | valid thru | good thru | expire | it expires |
        valid until | good until | month and year | month and the year | end date | expiration month
        """,
        "|",
    ),
)
