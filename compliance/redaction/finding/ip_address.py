"""IP addresses, written, and spoken with their dots."""

import ipaddress
import re
from collections.abc import Iterator
from itertools import pairwise

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.runs import Run, run_digits, run_of
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "ip_address"
_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_V6 = re.compile(r"(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE)
_PARTS = 4
_LARGEST = 255


def _claims(said: Said) -> Iterator[Claim]:
    if said.text.count(".") >= _PARTS - 1 or said.text.count(":") > 1:
        for pattern in (_V4, _V6):
            for match in pattern.finditer(said.text):
                if _is_address(match[0]) and _alone(said.text, match.start(), match.end()):
                    yield Claim(match.start(), match.end(), ENTITY, match[0].lower(), 90)
    for run in said.runs:
        yield from _spoken(said, run)


def _spoken(said: Said, run: Run) -> Iterator[Claim]:
    """Four numbers with a "dot" between; the fourth ends where it would be too large."""
    starts = [at for at, item in enumerate(run.items) if item.gap in ("dot", "point")]
    if len(starts) != _PARTS - 1:
        return
    last = starts[-1] + 1
    while last < len(run.items) and int(run_digits(run.items[starts[-1] : last + 1])) <= _LARGEST:
        last += 1
    bounds = [0, *starts, last]
    value = ".".join(run_digits(run.items[a:b]).lstrip("0") or "0" for a, b in pairwise(bounds))
    if _is_address(value):
        whole = run_of(run.items[:last], said.words)
        yield Claim(whole.start, whole.end, ENTITY, value, 90)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether no hyphen ties it to more digits, and it is no version."""
    if re.match(r"\s?-\s?\d", text[end : end + 4]) or re.search(
        r"\d\s?-\s?$", text[max(0, start - 4) : start]
    ):
        return False
    return re.search(r"\b(?:version|release|v|build)\s*$", text[:start], re.IGNORECASE) is None


def _is_address(text: str) -> bool:
    if text.count(":") > 1 and not re.search(r"[0-9a-f]{2}|\d", text, re.IGNORECASE):
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return text not in ("::",)


IP_ADDRESS = Kind(ENTITY, _claims, listed("ip address | i p address | ip | server address", "|"))
