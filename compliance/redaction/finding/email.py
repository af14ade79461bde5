"""E-mail addresses, written, and spoken: `john dot smith at gmail dot com`, spelled or in words."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.email_words import domain_end, fragment, local_start, spelled_after
from compliance.redaction.finding.said import Claim, Said
from spoken.base import Setting
from spoken.email import read_email
from spoken.words import listed

ENTITY = "email"
_WRITTEN = re.compile(r"[A-Z0-9][\w.+-]*\s?@\s?[A-Z0-9][A-Z0-9-]*(?:\.[A-Z0-9-]+)*\.[A-Z]{2,}", re.IGNORECASE)
_SETTING = Setting(now=datetime(2000, 1, 1, tzinfo=UTC))


def _claims(said: Said) -> Iterator[Claim]:
    expected = said.waiting == ENTITY or bool(said.asked & EMAIL.asked)
    named = expected or any(cue.label == ENTITY for cue in said.cues)
    spans = (
        [(match.start(), match.end()) for match in _WRITTEN.finditer(said.text)] if "@" in said.text else []
    )
    for at, word in enumerate(said.words):
        if "@" in word.gap or word.text == "at":
            span = _around(said, at, named=named, expected=expected)
            if span and not any(span[0] < end and start < span[1] for start, end in spans):
                spans.append(span)
    if not spans and expected and (piece := fragment(said)):
        spans.append(piece)
    for start, end in spans:
        yield Claim(start, end, ENTITY, _value(said.text[start:end]), 97)
        if letters := spelled_after(said, end):
            yield Claim(*letters, ENTITY, _value(said.text[start:end]), 60)


def _around(said: Said, at: int, *, named: bool, expected: bool) -> tuple[int, int] | None:
    """The address around an "at" or an @."""
    sign = "@" in said.words[at].gap
    end = domain_end(said, at if sign else at + 1, named=named or sign)
    if end is None:
        return None
    start = local_start(said, at, named=named or sign, domain=said.words[at if sign else at + 1].text)
    if start is None:
        return (said.words[at].start, said.words[end - 1].end) if expected else None
    return said.words[start].start, said.words[end - 1].end


def _value(text: str) -> str:
    read = read_email(text, _SETTING).value
    return str(read) if read else re.sub(r"\s", "", text.lower())


EMAIL = Kind(
    ENTITY,
    _claims,
    listed(
        """
        email | e mail | email address | e mail address | my email | my e mail | your email |
        mail address | email me at | email is | emailed | gmail
        """,
        "|",
    ),
    frozenset(("email",)),
)
