"""What every rule is given, and what it gives."""

from dataclasses import dataclass
from typing import Protocol

from calls.events import CallEvent

KEYS = "DTMF: "
"""What stands before keys in a turn of the caller."""


@dataclass(frozen=True)
class Turn:
    """What the caller said or keyed in before the agent is to answer."""

    text: str
    confidence: float | None = None
    """How sure the ears are of it (0 to 1); None when they do not tell."""

    @property
    def keys(self) -> str | None:
        """The keys of a turn from the keypad; None for words."""
        return self.text[len(KEYS) :].strip() if self.text.startswith(KEYS) else None


@dataclass(frozen=True)
class Hit:
    """A trigger has fired."""

    reason: str
    """The trigger's name in the agent file."""

    detail: str = ""
    """What fired it: words of the trigger's own list, a tool, a count."""

    say: str = ""
    """Fixed words to be said at once."""

    goes_on: bool = False
    """Whether the conversation goes on as if nothing had been said: the words are only put before it."""

    destination: str | None = None
    """Who is to be fetched; None = the trigger's own."""


class Rule(Protocol):
    """One trigger. Holds what it counts; one per call."""

    def hear(self, turn: Turn) -> Hit | None:
        """The caller's turn is over."""
        ...

    def see(self, event: CallEvent) -> Hit | None:
        """Something else happened."""
        ...


class Words:
    """A rule that only listens: nothing that happens fires it."""

    def see(self, event: CallEvent) -> Hit | None:
        """Never."""
        return None


class Happenings:
    """A rule that only watches: no words fire it."""

    def hear(self, turn: Turn) -> Hit | None:
        """Never."""
        return None
