"""Whether a language model answers in time. Pure: it is told what is seen, and says when it has failed.

Times are seconds of any one clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["no_first_token", "stalled", "empty"]


EARLY_SECS = 0.002
"""A timer of the loop may ring this much early."""


@dataclass(frozen=True)
class ReplyLimits:
    """How long a caller is left without a word."""

    first_token_secs: float = 2.0
    """From the question to the first sign of an answer."""

    next_token_secs: float = 2.0
    """Between two words of an answer."""

    sentence_secs: float = 3.0
    """From the question until something can be done with the answer: its first sentence, or a tool's call, is
    whole."""

    call_secs: float = 3.0
    """While a call of a tool may be on its way, of which nothing is seen until it is complete."""


class ReplyWatch:
    """Watches one answer at a time."""

    def __init__(self, limits: ReplyLimits, sentence: Callable[[str], bool]) -> None:
        """`sentence`: whether a text has a whole sentence, with something behind it."""
        self._limits, self._sentence = limits, sentence
        self._text = ""
        self._due: float | None = None
        self._words = self._called = False
        self._sign = False
        self._sentence_due: float | None = None

    @property
    def due(self) -> float | None:
        """When the answer has failed, if nothing is seen until then; None while nobody waits for one."""
        if self._due is None or self._sentence_due is None:
            return self._due
        return min(self._due, self._sentence_due)

    @property
    def called(self) -> bool:
        """Whether a tool was called: what follows is another answer."""
        return self._called

    def asked(self, now: float) -> None:
        """The model was asked."""
        self._due = now + self._limits.first_token_secs
        self._sentence_due, self._text = now + self._limits.sentence_secs, ""
        self._words = self._called = self._sign = False

    def sign(self, now: float) -> None:
        """Something of an answer has come, and nobody will tell whether more does until it is whole."""
        if self._due is not None and not self._words and not self._called:
            self._sign = True
            self._due = now + self._limits.call_secs

    def progress(self, now: float) -> None:
        """A piece of a tool's call has come."""
        if self._due is not None:
            self._sign = True
            self._due = now + self._limits.next_token_secs

    def word(self, text: str, now: float) -> None:
        """Words have come."""
        self._words = self._words or bool(text.strip())
        if self._sentence_due is not None:
            self._text += text
            if self._sentence(self._text):
                self._sentence_due = None
        if self._due is not None:
            self._due = now + self._limits.next_token_secs

    def call(self) -> None:
        """Tools were called."""
        self._called = True
        self._due = None

    def ended(self) -> Verdict | None:
        """The answer is complete. Its verdict, if it was none."""
        self._due = None
        return None if self._words or self._called else "empty"

    def stopped(self) -> None:
        """Nobody waits for the answer any more."""
        self._due = None

    def overdue(self, now: float) -> Verdict | None:
        """Its verdict at this moment."""
        due = self.due
        if due is None or now < due - EARLY_SECS:
            return None
        return "stalled" if self._words or self._sign else "no_first_token"
