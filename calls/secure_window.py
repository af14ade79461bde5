"""The secure window of a call: while it is open, the caller speaks to a form and to nothing else.

Three of a call's parts meet here and know nothing of each other: a flow's tool that opens the window, the
processor behind the ears that puts what is heard into it, and the user turn that asks for a judgement when
the caller has finished. What was said is kept in memory until it is judged, and nowhere else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from calls.events.card import CardOutcome, CardStep
from calls.triggers.base import KEYS
from spoken.dictation import runs
from spoken.words import tokens

CAPTURED = "[card captured]"
"""Stands in the transcript for an answer that was taken."""

NOT_CAPTURED = "[card not captured]"
"""Stands there for an answer that was not."""

HIDDEN = "…"
"""Stands for words inside the pipeline, so that it knows that some were said."""

GRACE_SECS = 2.0
"""Seconds after the end in which a `#` still belongs to what was keyed in."""

SEEN_SECS = 0.25
"""Seconds after which everybody who looks on has seen a key that was pressed before the end."""

Progress = Literal["none", "begun", "complete"]


@dataclass(frozen=True)
class Reply:
    """What follows from an answer."""

    say: str
    """What the caller hears next."""

    step: CardStep = "number"
    """What is asked for by it."""

    taken: bool = False
    """Whether the answer was one."""

    over: CardOutcome | None = None
    """Why nothing more is asked; `captured` = the form is complete."""


class Form(Protocol):
    """What is filled in; `flows.capture.payment_card.CardForm` is one."""

    def hear(self, said: str, *, keyed: bool) -> Reply:
        """An answer: words, or keys with `*` and `#`."""
        ...

    def progress(self, said: str, *, keyed: bool) -> Progress:
        """How much of an answer is there."""
        ...

    def silent(self) -> Reply:
        """Nothing was said for a while."""
        ...

    def wipe(self) -> None:
        """Forget all that was filled in."""
        ...


class SecureWindow:
    """One per call; opened any number of times, one after the other."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now`: seconds of any one clock."""
        self._now = now
        self._form: Form | None = None
        self._heard: list[str] = []
        self._keys = ""
        self._replies: list[Reply] = []
        self._closed_at: float | None = None
        self._wanted: Callable[[str], bool] = lambda _: False
        self.opened_ms = 0
        """When it was last opened, in milliseconds of the call."""

    @property
    def is_open(self) -> bool:
        """Whether the caller's words and keys are the form's."""
        return self._form is not None

    def hides(self, key: str) -> bool:
        """Whether a key that was just pressed may have been pressed in the window, or ends what was."""
        return self.is_open or self._closed_within(GRACE_SECS if key == "#" else SEEN_SECS)

    @property
    def keys(self) -> str:
        """The keys that wait to be judged, as one dot for each."""
        return "•" * len(self._keys)

    def open(self, form: Form, *, at_ms: int, wanted: Callable[[str], bool] = lambda _: False) -> None:
        """From here on everything goes to the form.

        `wanted`: asked of words without a digit, and of a single key, whether they want something else first:
        a person, help.
        """
        self._forget()
        self._form, self._wanted, self.opened_ms = form, wanted, at_ms

    def close(self) -> None:
        """The caller is the conversation's again. What was not judged is gone."""
        if self._form is not None:
            self._closed_at = self._now()
        self._form = None
        self._forget()

    # What is heard

    def hear(self, text: str) -> None:
        """The recogniser understood these words."""
        if self._form is not None and text.strip():
            self._heard.append(text)

    def press(self, key: str) -> bool:
        """A key. Whether the answer is complete by it, and is to be judged now."""
        if self._form is None or (key == "#" and not self._keys):
            return False  # the "#" after an answer that was complete without it
        self._keys += key
        return key == "#" or self._form.progress(self._keys, keyed=True) == "complete"

    def belongs_to_the_last(self, key: str) -> bool:
        """Whether a key, pressed after the window was closed, still ends what was keyed into it."""
        return key == "#" and not self.is_open and self._closed_within(GRACE_SECS)

    def progress(self) -> Progress:
        """How much of an answer was said so far in this turn."""
        return self._form.progress(" ".join(self._heard), keyed=False) if self._form else "none"

    # What follows

    def judge(self, *, keyed: bool = False) -> str:
        """Take the answer that was said, or keyed in; gives what stands for it in the transcript.

        "" when there was none. The reply waits in `replies`.
        """
        if keyed:
            said, self._keys = self._keys, ""
        else:
            said, self._heard = " ".join(self._heard), []
        if self._form is None or not said.strip():
            return ""
        if (plain := _harmless(said, keyed)) and self._wanted(plain):
            self._replies.append(Reply("", over="person"))
            return NOT_CAPTURED
        reply = self._form.hear(said, keyed=keyed)
        self._replies.append(reply)
        return CAPTURED if reply.taken else NOT_CAPTURED

    def silent(self) -> None:
        """Nothing was said for a while, or nothing that could be understood."""
        if self._form is not None and not self._keys:
            self._replies.append(self._form.silent())

    def replies(self) -> Sequence[Reply]:
        """What is to be said and done, once each."""
        replies, self._replies = self._replies, []
        return replies

    def _closed_within(self, secs: float) -> bool:
        return self._closed_at is not None and self._now() - self._closed_at < secs

    def _forget(self) -> None:
        self._heard, self._keys, self._replies = [], "", []
        self._wanted = lambda _: False


def _harmless(said: str, keyed: bool) -> str:
    """An answer as others may hear it: words without a digit, or a single key; "" for any other."""
    if keyed:
        key = said.rstrip("#")
        return f"{KEYS}{key}" if len(key) == 1 else ""
    return "" if runs(tokens(said)) else said
