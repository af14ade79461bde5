"""Bank accounts: IBANs by their check digits, account and routing numbers by their names."""

import re
from collections.abc import Iterator

from stdnum import iban

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.codes import code_after
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "bank_account"
_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]{2,4}){3,8}(?:[ -]?[A-Z0-9]{1,3})?\b", re.IGNORECASE)
_SIZES = range(4, 18)
_FEWEST_OF_IBAN = 15


def _claims(said: Said) -> Iterator[Claim]:
    for run in said.runs:
        if said.label(run) == ENTITY and len(run.digits) in _SIZES:
            yield Claim(run.start, run.end, ENTITY, run.digits, 65)
    yield from _ibans(said)


def _ibans(said: Said) -> Iterator[Claim]:
    """Written ones anywhere; spoken ones where letters begin a row of digits."""
    for match in _IBAN.finditer(said.text):
        for end in range(match.end(), match.start() + _FEWEST_OF_IBAN - 1, -1):
            value = re.sub(r"[ -]", "", said.text[match.start() : end]).upper()
            if iban.is_valid(value, check_country=False):
                yield Claim(match.start(), end, ENTITY, value.lower(), 101)
                break
    named = [cue.last for cue in said.cues if cue.label == ENTITY and said.words[cue.last - 1].text == "iban"]
    starts = named or ([0] if said.waiting == ENTITY else [])
    starts += [n for n, word in enumerate(said.words[:-8]) if len(word.text) == 1 and word.text.isalpha()]
    for at in starts:
        code = code_after(said, at, leads=7 if at in named or not at else 0)
        if code is None or len(code.value) < 5 or not code.value[:2].isalpha():
            continue
        if iban.is_valid(code.value, check_country=False):
            yield Claim(code.start, code.end, ENTITY, code.value, 101)
        elif at in named and code.digits > 3:
            yield Claim(code.start, code.end, ENTITY, code.value, 64)


BANK_ACCOUNT = Kind(
    ENTITY,
    _claims,
    listed(
        """
        account number | bank account | bank account number | checking account | checking account number |
        savings account | savings account number | routing number | routing | routing code | aba number |
        aba | transit number | iban | i ban | my iban | sort code | bank details |
        direct debit | account ending in | bank account is | iban number
        """,
        "|",
    ),
)
