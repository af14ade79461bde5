"""Text that may be kept. Whatever writes to a disk or sends to others takes `SafeText` and nothing else."""

from typing import NewType, Protocol

SafeText = NewType("SafeText", str)
"""A text from which everything that must not be kept is gone. Only `safe` makes one."""


class Masker(Protocol):
    """Knows what must not be kept; a call's `Redactor` is one."""

    def mask(self, text: str) -> str:
        """The text as it may be kept."""
        ...


def safe(text: str, masker: Masker) -> SafeText:
    """The text as it may be kept. The one place where a text becomes safe."""
    return SafeText(masker.mask(text))
