"""Text that may be kept. Whatever writes to a disk or sends to others takes `SafeText` and nothing else."""

from typing import NewType, Protocol

from compliance.redaction.declared import D, masked_data

SafeText = NewType("SafeText", str)
"""A text from which everything that must not be kept is gone. Only this file makes one."""

WITHHELD = "[withheld]"
"""Stands for a text of which nobody could say whether it may be kept."""


class Masker(Protocol):
    """Knows what must not be kept; a call's `Redactor` is one."""

    def mask(self, text: str) -> str:
        """The text as it may be kept."""
        ...


class AsKept:
    """Masks nothing: for what is read back from where only safe text is, and for data made up in tests."""

    def mask(self, text: str) -> str:
        """The text itself."""
        return text


def safe(text: str, masker: Masker) -> SafeText:
    """The text as it may be kept."""
    return SafeText(masker.mask(text))


def safe_data(data: D, masker: Masker) -> tuple[D, SafeText]:
    """The data as it may be kept, and its JSON: everything is masked that is declared as words.

    A masker that fails costs the words, never their secrecy. Raises ValueError for text that UTF-8
    cannot hold.
    """
    try:
        kept = masked_data(data, masker.mask)
    except Exception:
        kept = masked_data(data, lambda _: WITHHELD)
    return kept, SafeText(kept.to_json())
