"""Dates of birth: dates that are called so, or that answer a question for one."""

from collections.abc import Iterator
from datetime import UTC, datetime

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.dates import dates
from compliance.redaction.finding.said import Claim, Said
from spoken.base import Setting
from spoken.birth_date import read_birth_date
from spoken.words import listed

ENTITY = "birth_date"
_MOST_DIGITS = 8
_LATEST = datetime(2030, 1, 1, tzinfo=UTC)
"""Only tells the century of years of two digits; whether a day lies in the past does not matter here."""


def _claims(said: Said) -> Iterator[Claim]:
    cues = [cue for cue in said.cues if cue.label == ENTITY]
    expected = said.waiting == ENTITY or bool(said.asked & BIRTH_DATE.asked)
    if not cues and not expected:
        return
    found = dates(said)
    for start, end in found:
        if expected or any(_near(said, cue.first, cue.last, start, end) for cue in cues):
            yield Claim(start, end, ENTITY, _value(said, start, end), 64)
    if found:
        return
    for run in said.runs:
        named = said.label(run)
        meant = named == ENTITY or (named is None and expected)
        if meant and 2 <= len(run.digits) <= _MOST_DIGITS and not _age(said, run.last):
            yield Claim(run.start, run.end, ENTITY, _value(said, run.start, run.end), 58)


def _near(said: Said, first: int, last: int, start: int, end: int) -> bool:
    """Whether a date stands soon after its name, or right before it."""
    words = said.words
    after = sum(1 for word in words[last:] if word.end <= start)
    before = sum(1 for word in words[:first] if word.start >= end)
    return (start >= words[last - 1].end and after <= 7) or (end <= words[first].start and before <= 4)


def _age(said: Said, at: int) -> bool:
    return at < len(said.words) and said.words[at].text in ("years", "year")


def _value(said: Said, start: int, end: int) -> str:
    text = said.text[start:end]
    setting = Setting(now=_LATEST, region=said.region)
    return str(read_birth_date(text, setting).value or text.lower())


BIRTH_DATE = Kind(
    ENTITY,
    _claims,
    listed(
        """
        date of birth | birth date | birthdate | d o b | dob | birthday | my birthday | was born |
        i was born | born on | born in | born | day of birth | were you born | year of birth | d.o.b
        """,
        "|",
    ),
    frozenset(("birth_date",)),
)
