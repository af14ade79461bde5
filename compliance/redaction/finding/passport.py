"""Passports: letters and digits that are called so."""

from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.codes import Code
from compliance.redaction.finding.named_codes import codes_named
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "passport"
_SIZES = range(6, 13)
_FEWEST_DIGITS = 4


def _fits(code: Code) -> bool:
    return len(code.value) in _SIZES and code.digits >= _FEWEST_DIGITS


def _claims(said: Said) -> Iterator[Claim]:
    return codes_named(said, ENTITY, _fits)


PASSPORT = Kind(
    ENTITY,
    _claims,
    listed(
        """
        passport number | passport | passport is | passport no | my passport | travel document number |
        travel document
        """,
        "|",
    ),
)
