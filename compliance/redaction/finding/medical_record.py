"""Numbers of patients, their records and their health plans: letters and digits that are called so."""

from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.codes import Code
from compliance.redaction.finding.named_codes import codes_named
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "medical_record"
_SIZES = range(4, 21)
_FEWEST_DIGITS = 3


def _fits(code: Code) -> bool:
    return len(code.value) in _SIZES and code.digits >= _FEWEST_DIGITS


def _claims(said: Said) -> Iterator[Claim]:
    return codes_named(said, ENTITY, _fits)


MEDICAL_RECORD = Kind(
    ENTITY,
    _claims,
    listed(
        """
        medical record number | medical record | mrn | m r n | patient number | patient id |
        patient id number | chart number | chart id | medical id | member id | member number |
        member id number | health plan number | health plan id | insurance id | insurance id number |
        insurance member id | medicare number | medicare id | medicaid number | medicaid id |
        health insurance number | health card number | subscriber id | group id | subscriber number |
        insurance number | beneficiary number | health record number | hospital number
        """,
        "|",
    ),
)
