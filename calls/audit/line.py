"""One line of the audit log. Each vouches for the one before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, get_args

Deed = Literal[
    "calls.list",
    "calls.show",
    "calls.play",
    "calls.ledger",
    "calls.export",
    "calls.link",
    "briefing.view",
    "scan",
    "privacy.export",
    "privacy.erase",
    "privacy.refused",
    "privacy.hold",
    "privacy.release",
    "privacy.opt_out",
    "privacy.sweep",
    "policy",
    "audit.mended",
]
"""What can be done. `policy`: an agent file's rules are other than before."""

DEEDS: tuple[Deed, ...] = get_args(Deed)

NO_REASON = "not given"
NOTHING = "0" * 64
"""What the first line has for the line before it."""

_MOST = 500
"""Characters of who, subject and why that are kept."""


@dataclass(frozen=True)
class AuditLine:
    """Somebody did something. Nothing in it is personal: a person is a keyed hash."""

    seq: int
    """Counted from 1."""

    at: str
    """ISO-8601, UTC."""

    who: str
    """The account that did it."""

    what: str
    """One of `DEEDS`."""

    subject: str
    """A call id, `person:<keyed hash>`, an agent ..."""

    why: str
    """The reason that was given."""

    before: str
    """sha256 of the line before, in hexadecimal; `NOTHING` in the first."""

    detail: Mapping[str, int | str] = field(default_factory=dict)
    """Counts and hashes."""

    @property
    def text(self) -> str:
        """The line as it is kept, without its end."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """What the next line vouches for."""
        return digest_of(self.text)

    @classmethod
    def read(cls, text: str) -> "AuditLine":
        """A line that was kept. Raises ValueError for any other text."""
        try:
            line = cls(**json.loads(text))
        except TypeError as error:
            raise ValueError(f"not a line of an audit log: {error}") from None
        if not isinstance(line.seq, int) or not isinstance(line.before, str):
            raise ValueError("not a line of an audit log: seq and before are not a number and a hash")
        return line


def digest_of(text: str) -> str:
    """sha256 of a line, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def cut(text: str) -> str:
    """The text, as much of it as is kept."""
    return text.strip()[:_MOST]
