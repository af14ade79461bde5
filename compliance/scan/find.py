"""Something private that a scan found, told without telling it."""

from dataclasses import dataclass

_DIGITS_FOR_LAST_FOUR = 13
"""Only a value as long as a card's number may show its last four digits."""


@dataclass(frozen=True)
class Find:
    """One piece of private data in one text or sound."""

    what: str
    """An entity of `compliance.redaction.entities`, `planted`, or `token`."""

    writing: str
    """How it is written there: `plain`, `grouped`, `in words`, `in pieces`, `spoken`, `tones` ..."""

    value: str
    """The canonical value. It stays in this process: whoever prints or writes takes `shown`."""

    start: int
    """First character of the text, or millisecond of the sound."""

    end: int
    """One past the last."""

    @property
    def shown(self) -> str:
        """The value as it may be printed: dots, and of a card the last four digits."""
        return masked(self.value)


def masked(value: str) -> str:
    """A value as it may be printed."""
    if value.isdigit() and len(value) >= _DIGITS_FOR_LAST_FOUR:
        return f"•••• {value[-4:]} ({len(value)} digits)"
    kind = "digits" if value.isdigit() else "characters"
    return f"•••• ({len(value)} {kind})"
