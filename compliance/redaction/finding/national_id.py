"""National numbers: SSN and ITIN, and those of other regions whose check digits python-stdnum knows."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from stdnum.us import itin, ssn

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.harmless import counted
from compliance.redaction.finding.phone import mended_number
from compliance.redaction.finding.runs import Run, grouped, replaced
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "national_id"
_US = ("US", "PR")
_MODULES = {
    "GB": ("stdnum.gb.utr", "stdnum.gb.nhs"),
    "CA": ("stdnum.ca.sin",),
    "DE": ("stdnum.de.idnr",),
    "FR": ("stdnum.fr.nir", "stdnum.fr.nif"),
    "ES": ("stdnum.es.dni", "stdnum.es.nie"),
    "IT": ("stdnum.it.codicefiscale",),
    "NL": ("stdnum.nl.bsn",),
    "BE": ("stdnum.be.nn",),
    "PT": ("stdnum.pt.cc",),
    "PL": ("stdnum.pl.pesel",),
    "SE": ("stdnum.se.personnummer",),
    "DK": ("stdnum.dk.cpr",),
    "NO": ("stdnum.no.fodselsnummer",),
    "FI": ("stdnum.fi.hetu",),
    "CH": ("stdnum.ch.ssn",),
    "BR": ("stdnum.br.cpf",),
    "MX": ("stdnum.mx.curp",),
    "IN": ("stdnum.in_.aadhaar", "stdnum.in_.pan"),
    "AU": ("stdnum.au.tfn",),
    "ZA": ("stdnum.za.idnr",),
}
_WITH_LETTERS = re.compile(
    r"(?<![\w-])(?=[A-Z0-9]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{1,6}(?:[ -]?[A-Z0-9]{1,6}){1,5}(?![\w-])", re.I
)
_NINO = re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.I)
_AMERICAN = 9
_ENDS = (4, 6)
"""Digits before which it is cut where it is written; before the last four only with the other cut."""
_SIZES = range(4, 16)
"""Digits that may be meant where it is called by its name; four are its end."""


def _claims(said: Said) -> Iterator[Claim]:
    for run in said.runs:
        digits, label = run.digits, said.label(run)
        if label == ENTITY and len(digits) in _SIZES:
            yield Claim(run.start, run.end, ENTITY, digits, 65)
        elif label in (None, "bank_account", "phone") and len(digits) > 6 and not counted(said, run):
            readings = replaced(run, _AMERICAN)[:1] if run.corrected else run.readings
            if run.corrected and mended_number(run, said.region):
                continue
            if (
                label is None
                and not _explained(said)
                and _looks_like_one(said, run)
                and any(_by_itself(said, one) for one in readings)
            ):
                yield Claim(run.start, run.end, ENTITY, digits, 46)
            elif _written(run.items) and said.region in _US and _american(digits):
                yield Claim(run.start, run.end, ENTITY, digits, 70)
    yield from _lettered(said)


def _looks_like_one(said: Said, run: Run) -> bool:
    """Whether the digits are grouped as such a number, where nobody said them."""
    if said.speech or said.region not in _US:
        return True
    sizes = [len(item.options[0]) for item in run.items]
    return sizes != [5, 4] and grouped(run, said.words, _ENDS)


def _explained(said: Said) -> bool:
    return bool(said.asked & {"digits", "number", "phone", "card", "address"})


def _written(items) -> bool:
    """Whether the digits are grouped as on the card: three, two, four, with hyphens."""
    return [len(item.options[0]) for item in items] == [3, 2, 4] and all(
        item.gap == "-" for item in items[1:]
    )


def _american(digits: str) -> bool:
    return len(digits) == 9 and (ssn.is_valid(digits) or itin.is_valid(digits))


def _by_itself(said: Said, digits: str) -> bool:
    if said.region in _US:
        return _american(digits)
    return any(module.is_valid(digits) for module in _modules(said.region))


@lru_cache(maxsize=64)
def _modules(region: str) -> tuple[ModuleType, ...]:
    return tuple(import_module(name) for name in _MODULES.get(region, ()))


def _lettered(said: Said) -> Iterator[Claim]:
    if said.region in _US:
        return
    if said.region == "GB":
        for match in _NINO.finditer(said.text):
            yield Claim(match.start(), match.end(), ENTITY, re.sub(r"\W", "", match[0]).upper(), 75)
    for match in _WITH_LETTERS.finditer(said.text):
        value = re.sub(r"\W", "", match[0]).upper()
        if any(module.is_valid(value) for module in _modules(said.region)):
            yield Claim(match.start(), match.end(), ENTITY, value, 75)


NATIONAL_ID = Kind(
    ENTITY,
    _claims,
    listed(
        """
        social security number | social security | my social | your social | the social | social number |
        ssn | s s n | last four of my social | last four of your social | last four of the social | itin |
        i t i n | taxpayer id | tax id | tax id number | taxpayer identification number | tin |
        national insurance number | national insurance | national id | national id number |
        identity number | identity card number | sin number | social insurance number | social insurance |
        personal number | citizen number | aadhaar | aadhaar number | cpf | cpf number | curp | dni |
        bsn | pesel | personnummer | steuer id | nhs number | tax file number
        """,
        "|",
    ),
)
