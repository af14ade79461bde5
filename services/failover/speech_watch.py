"""Whether a voice says what it was given. Pure: it is told what comes out, and says when that is too little.

A voice announces each sentence before it sounds, in a context; a context has one or more of them and ends.
Times are seconds of any one clock; lengths of text are letters and digits.
"""

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["no_audio", "cut_off", "stuck"]

EARLY_SECS = 0.002
"""A timer of the loop may ring this much early."""

FASTEST = 30.0
"""Letters a second that no voice speaks: whoever sounds for less time than that has not said it all."""

BRISK = 18.0
"""Letters a second of a brisk voice."""

STEADY = 13.0
"""Letters a second of a calm voice: no more than this counts as said when a voice breaks off."""

ALL = 0.85
"""Share of its letters in the words that were timed, from which all of it counts as said while it goes on."""

MOST = 0.6
"""Share of its words that a voice has timed when it has said them all, however late it times the last."""


def letters(text: str) -> int:
    """How much there is to say."""
    return sum(char.isalnum() for char in text)


@dataclass
class Sounding:
    """A context."""

    lengths: list[int] = field(default_factory=list)
    """Of its sentences, in order."""

    secs: float = 0.0
    """Seconds of sound that have come."""

    words: int = 0
    """Letters of the words that were timed."""

    sure: int = 0
    """The same, when sound last came. Words that are told at the end may never have sounded."""

    @property
    def length(self) -> int:
        """Of all its sentences."""
        return sum(self.lengths)

    @property
    def owes(self) -> bool:
        """Whether more must come for what was announced."""
        return self.length > 0 and (self.words < ALL * self.length or self.secs < self.length / FASTEST)

    @property
    def whole(self) -> bool:
        """Whether all of it can have been said by now."""
        if self.secs < self.length / FASTEST:
            return False
        timed = self.sure >= MOST * self.length or not self.sure
        return timed or self.secs >= self.length / BRISK

    @property
    def sentences(self) -> int:
        """How many sentences have been said to their end, if nothing more comes."""
        said = max(self.sure, self.secs * STEADY)
        count, end = 0, 0
        for length in self.lengths:
            end += length
            if end > said:
                break
            count += 1
        return count


class SpeechWatch:
    """Watches the contexts of one voice."""

    def __init__(self, first_audio_secs: float) -> None:
        self._patience = first_audio_secs
        self.contexts: dict[str, Sounding] = {}
        """Those that are open."""
        self._since = 0.0
        self._waits = False
        self._stands = False

    @property
    def due(self) -> float | None:
        """When the voice has failed, if nothing comes until then; None while nothing is owed."""
        owed = self.owes if self.begun else self._waits or self._stands
        return self._since + self._patience if owed else None

    @property
    def begun(self) -> bool:
        """Whether anything that was announced has not come to its end."""
        return any(each.length for each in self.contexts.values())

    @property
    def owes(self) -> bool:
        """Whether sound must come for what was announced."""
        return any(each.owes for each in self.contexts.values())

    def has_sounded(self, context: str) -> bool:
        """Whether anything was heard of a context, or nothing was to be heard."""
        sounding = self.contexts.get(context)
        return sounding is None or sounding.secs > 0 or not sounding.length

    def is_open(self, context: str) -> bool:
        """Whether sound is still to come of a context."""
        sounding = self.contexts.get(context)
        return sounding is not None and sounding.length > 0

    def given(self, now: float) -> None:
        """It was given something that is complete, and is to announce it."""
        if not self._waits and not self.begun:
            self._since = now
        self._waits = True

    def announced(self, context: str, text: str, now: float) -> None:
        """It is about to say a sentence."""
        sounding = self.contexts.setdefault(context, Sounding())
        if not sounding.owes:
            self._since = now
        sounding.lengths.append(letters(text))
        self._waits = False

    def sounded(self, context: str, secs: float, now: float) -> None:
        """Sound has come."""
        sounding = self.contexts.setdefault(context, Sounding())
        sounding.secs += secs
        sounding.sure = sounding.words
        self._since = now

    def word(self, context: str, text: str) -> None:
        """A word was timed."""
        if context in self.contexts:
            self.contexts[context].words += letters(text)

    def stopped(self, context: str) -> Verdict | None:
        """A context has ended. Its verdict, if that was too early; then it stays open."""
        sounding = self.contexts.get(context)
        if sounding is not None and not sounding.whole:
            return "cut_off" if sounding.secs else "no_audio"
        self.contexts.pop(context, None)
        return None

    def stands(self, standing: bool, now: float) -> None:
        """Whether something that is not to be said has its turn, and has only to be let past."""
        if standing and not self._waits and not self.begun:
            self._since = now
        self._stands = standing

    def quiet(self, *, waits: bool, now: float) -> None:
        """Nothing of what was given is left, or something that has not been announced (`waits`)."""
        self._waits, self._since = waits, now

    def forget(self, context: str) -> None:
        """It will not be said any more."""
        self.contexts.pop(context, None)

    def overdue(self, now: float) -> Verdict | None:
        """Its verdict at this moment."""
        due = self.due
        if due is None or now < due - EARLY_SECS:
            return None
        if self._stands and not self._waits and not self.begun:
            return "stuck"
        return "cut_off" if any(each.secs for each in self.contexts.values()) else "no_audio"
