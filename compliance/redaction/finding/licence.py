"""Driving licences: letters and digits that are called so."""

from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.codes import Code
from compliance.redaction.finding.named_codes import codes_named
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "licence"
_SIZES = range(5, 21)
_FEWEST_DIGITS = 4


def _fits(code: Code) -> bool:
    return len(code.value) in _SIZES and code.digits >= _FEWEST_DIGITS


def _claims(said: Said) -> Iterator[Claim]:
    return codes_named(said, ENTITY, _fits)


LICENCE = Kind(
    ENTITY,
    _claims,
    listed(
        """
        driver's license | driver's license number | drivers license | drivers license number |
        driver license | driver license number | driving licence | driving licence number |
        driver's licence | license number | licence number | driving license | driving license number |
        dl number | d l number | driver's licence number | state id | state id number | my license |
        my licence | license id
        """,
        "|",
    ),
)
