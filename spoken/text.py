"""Free text: whatever the caller says."""

import random
from typing import Any

from spoken.base import Found, Setting

_EXAMPLES = ("please call me back", "it is about my bill", "i have a question", "i will be late", "it hurts")


class TextKind:
    """The caller's words, as they are."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """The whole utterance, bare."""
        return [Found(0, len(words), " ".join(words), bare=True)] if words else []

    def spoken(self, value: Any) -> str:
        """As it is."""
        return str(value)

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A short message. A recogniser of small vocabularies cannot expect free text."""
        return rng.choice(_EXAMPLES)
