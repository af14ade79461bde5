"""Private data of a trade: patterns from the agent file."""

import re
from collections.abc import Iterator, Mapping

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.codes import code_after
from compliance.redaction.finding.said import Claim, Said

_WEIGHT = 85


def pattern_kinds(patterns: Mapping[str, str]) -> list[Kind]:
    """A finder for each name and its regular expression, which also sees digits that are spoken.

    Raises:
        ValueError: An expression that cannot be understood, or that matches nothing at all.
    """
    return [_kind(name, pattern) for name, pattern in patterns.items()]


def _kind(name: str, pattern: str) -> Kind:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"pattern {name}: {pattern!r} is no regular expression ({error})") from None
    if compiled.fullmatch(""):
        raise ValueError(f"pattern {name}: {pattern!r} matches nothing; allowed is what needs a character")

    def claims(said: Said) -> Iterator[Claim]:
        for match in compiled.finditer(said.text):
            if match[0]:
                yield Claim(match.start(), match.end(), name, match[0].lower(), _WEIGHT)
        yield from _spoken(said, compiled, name)

    return Kind(name, claims)


def _spoken(said: Said, compiled: re.Pattern[str], name: str) -> Iterator[Claim]:
    """Runs of digits, and letters with digits, that match when they are written in one piece."""
    for run in said.runs:
        if compiled.fullmatch(run.digits):
            yield Claim(run.start, run.end, name, run.digits, _WEIGHT)
    until = 0
    for at, word in enumerate(said.words):
        code = code_after(said, at, leads=0) if word.start >= until and not word.figures else None
        if code is None or code.value.isalpha():
            continue
        until = code.end
        if compiled.fullmatch(code.value):
            yield Claim(code.start, code.end, name, code.value, _WEIGHT)
