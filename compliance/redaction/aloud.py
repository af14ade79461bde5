"""What the agent says in the place of a value that it may not read aloud."""

import re

from compliance.redaction.finding.numerals import NUMBER_WORDS

ALSO_OURS = frozenset({"phone", "email", "birth_date", "address", "person_name", "ip_address"})
"""Kinds that the business has too: only those of the caller are not read aloud."""

_SIGN = re.compile(r"[\d@\[]|\b(?:" + "|".join(sorted(NUMBER_WORDS)) + r")\b", re.IGNORECASE)

NAMES = {
    "card": "your card number",
    "cvv": "your security code",
    "card_expiry": "your card's expiry date",
    "bank_account": "your account number",
    "national_id": "your identity number",
    "phone": "your phone number",
    "email": "your e-mail address",
    "birth_date": "your date of birth",
    "address": "your address",
    "person_name": "your name",
    "medical_record": "your record number",
    "passport": "your passport number",
    "licence": "your licence number",
    "password": "your password",
    "ip_address": "your internet address",
}


def name(entity: str) -> str:
    """Of a kind of private data, the agent file's own included."""
    return NAMES.get(entity) or f"your {entity.replace('_', ' ')}"


def may_be_private(text: str, start: int) -> bool:
    """Whether anything from `start` on may be a part of a value that nobody has told yet."""
    return _SIGN.search(text, start) is not None
