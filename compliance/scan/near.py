"""Numbers that are private because of the words beside them, and tokens that hold what they stand for."""

import re
from collections.abc import Iterator

from compliance.scan.digits import Group
from compliance.scan.find import Find

_NEAR = 48
"""Characters between a word and the number that it names."""

_CVV = re.compile(
    r"(?i)\b(?:cvv2?|cvc2?|csc|card verification|security code|verification (?:code|number))\b"
    r"|(?i:code on the back)|(?i:(?<![a-z])cvv|cvc(?![a-z]))"
)
_SSN = re.compile(r"(?i)\bssn\b|social(?: security)?|(?<![a-z])ssn(?![a-z])")
_DASHED_SSN = re.compile(r"(?<![\w.-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])")
_BREAK = re.compile(r"[.!?;]\s|\n|[\"'\]}]\s*,")
"""The end of a sentence, or of a field of JSON."""

_TOKEN = re.compile(r"\[(?P<name>[A-Z][A-Z_]*)_(?P<number>[0-9]+)\]")
_OPENED = re.compile(r"\[[A-Z][A-Z_]*_[0-9]{1,3}\]\"?\s*(?:[:=]|->|→)\s*\"?(?P<value>[^\"\s,}\]]+)")
_LARGEST_TOKEN = 999
"""Tokens are counted from 1 in each call; a larger number is no count."""


def near(text: str, runs: list[list[Group]]) -> Iterator[Find]:
    """CVVs and SSNs beside their names. `runs`: the digits of the text."""
    for match in _DASHED_SSN.finditer(text):
        yield Find("national_id", "grouped", _only_digits(match.group()), match.start(), match.end())
    cvvs = [match.end() for match in _CVV.finditer(text)]
    ssns = [match.end() for match in _SSN.finditer(text)]
    if not cvvs and not ssns:
        return
    for run in runs:
        value = "".join(group.value for group in run)
        if any(group.glued for group in run):
            continue
        if len(value) in (3, 4) and _follows(text, cvvs, run):
            yield _find("cvv", value, run)
        elif len(value) == 9 and _follows(text, ssns, run):
            yield _find("national_id", value, run)


def _follows(text: str, ends: list[int], run: list[Group]) -> bool:
    """Whether the run is the number that a name before it in the same sentence is about."""
    return any(
        0 <= run[0].start - end <= _NEAR and not _BREAK.search(text, end, run[0].start) for end in ends
    )


def _find(what: str, value: str, run: list[Group]) -> Find:
    writing = "in words" if run[0].in_words else "beside its name"
    return Find(what, writing, value, run[0].start, run[-1].end)


def leaking_tokens(text: str) -> Iterator[Find]:
    """Tokens such as `[CARD_1]` that hold a value, or stand beside the one they were made for."""
    for match in _TOKEN.finditer(text):
        if int(match["number"][:9]) > _LARGEST_TOKEN:
            yield Find("token", "in the token", match["number"], match.start(), match.end())
    for match in _OPENED.finditer(text):
        value = match["value"]
        if re.search(r"[0-9]{3}", value) and not value.startswith("["):
            yield Find("token", "beside the token", value, match.start("value"), match.end("value"))


def _only_digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
