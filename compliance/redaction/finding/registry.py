"""Every entity that is found, in one list."""

from compliance.redaction.finding.address import ADDRESS
from compliance.redaction.finding.bank_account import BANK_ACCOUNT
from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.birth_date import BIRTH_DATE
from compliance.redaction.finding.card import CARD
from compliance.redaction.finding.card_expiry import CARD_EXPIRY
from compliance.redaction.finding.cvv import CVV
from compliance.redaction.finding.email import EMAIL
from compliance.redaction.finding.ip_address import IP_ADDRESS
from compliance.redaction.finding.licence import LICENCE
from compliance.redaction.finding.medical_record import MEDICAL_RECORD
from compliance.redaction.finding.national_id import NATIONAL_ID
from compliance.redaction.finding.passport import PASSPORT
from compliance.redaction.finding.password import PASSWORD
from compliance.redaction.finding.person_name import PERSON_NAME
from compliance.redaction.finding.phone import PHONE

KINDS: tuple[Kind, ...] = (
    CARD,
    CVV,
    CARD_EXPIRY,
    BANK_ACCOUNT,
    NATIONAL_ID,
    PHONE,
    EMAIL,
    BIRTH_DATE,
    ADDRESS,
    PERSON_NAME,
    MEDICAL_RECORD,
    PASSPORT,
    LICENCE,
    PASSWORD,
    IP_ADDRESS,
)
"""One for every entity."""
