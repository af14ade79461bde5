"""How long a caller's silence may last, by what is being asked and how much of the answer is there. Pure.

Within a telephone number people look for the next digits, and between the letters of a name they think; after
a plain yes they wait. Every type of value has a profile for it (`turns.profiles` of the agent file).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from configs.schema.turns import TurnProfiles
from flows.capture.base import pressed
from flows.capture.types import TYPES
from spoken.base import Setting
from spoken.dictation import runs
from spoken.letters import spelled
from spoken.words import tokens

Progress = Literal["none", "begun", "complete"]

_DIGITS = ("phone", "digits", "card")
_CLOCK = ("time", "date", "moment")
"""Kinds whose answers hold digits too."""

SURE_DIGITS = 4
"""Digits one by one from which an utterance is a number, even where days and times are asked for too."""

FEW_WORDS = 3
"""Words up to which the beginning of an e-mail address or a street needs no sign of being one."""

_SIGNS = re.compile(r"@|\b(at|dot|underscore|dash|hyphen|e mail|email|address)\b")


@dataclass(frozen=True)
class Silence:
    """What silence means now, in seconds from the caller's last sound."""

    hold: float | None = None
    """The turn does not end before. None = the end-of-turn model decides alone."""

    take: float | None = None
    """The turn ends then, whatever the end-of-turn model thinks. None = the model decides alone."""


class Listening:
    """How patiently the caller is heard at the node where the call is."""

    def __init__(
        self,
        profiles: TurnProfiles,
        setting: Callable[[], Setting],
        *,
        words: Callable[[str], str] = lambda heard: heard,
    ) -> None:
        """`setting` gives what an answer is understood against at that moment; `words` the caller's own
        words, where the text of a turn hides private ones."""
        self._profiles, self._setting, self._words = profiles, setting, words
        self.kinds: frozenset[str] = frozenset()
        self.secret: Callable[[], Progress | None] = lambda: None
        """How much of an answer is there that nobody else hears; None when no secure window is open."""
        self._last: tuple[str, frozenset[str], Silence] | None = None

    def enter(self, kinds: frozenset[str]) -> None:
        """The call is at a node that waits for these types of value."""
        self.kinds = kinds

    @property
    def longest(self) -> float:
        """The longest silence that any profile allows, in seconds."""
        return max(self._profiles.of(kind).begun_secs or 0.0 for kind in TYPES)

    def silence(self, heard: str) -> Silence:
        """What silence means after the words of a turn."""
        if (hidden := self.secret()) is not None:
            card = self._profiles.of("card")
            return Silence(
                hold=card.begun_secs if hidden == "begun" else None,
                take=card.complete_secs if hidden == "complete" else None,
            )
        heard = self._words(heard)
        if not heard.strip() or pressed(heard) is not None:
            return Silence()
        # It is asked two or three times for each utterance.
        if self._last is None or self._last[:2] != (heard, self.kinds):
            self._last = (heard, self.kinds, self._after(heard))
        return self._last[2]

    def _after(self, heard: str) -> Silence:
        setting = self._setting()
        found = {kind: progress(kind, heard, self.kinds, setting) for kind in sorted(self._profiled())}
        begun = [self._profiles.of(kind).begun_secs for kind, how in found.items() if how == "begun"]
        if holds := [secs for secs in begun if secs]:
            return Silence(hold=max(holds))
        done = [self._profiles.of(kind).complete_secs for kind, how in found.items() if how == "complete"]
        takes = [secs for secs in done if secs]
        return Silence(take=min(takes)) if takes else Silence()

    def _profiled(self) -> frozenset[str]:
        """The types of the node that are heard otherwise than everything else."""
        profiles = {kind: self._profiles.of(kind) for kind in self.kinds}
        return frozenset(kind for kind, one in profiles.items() if one.begun_secs or one.complete_secs)


def progress(kind: str, heard: str, kinds: frozenset[str], setting: Setting) -> Progress:
    """How much of a value of this kind is there, at a node that waits for `kinds`."""
    words = tokens(heard)
    if kind in _DIGITS:
        return _digits(kind, heard, words, kinds, setting)
    if kind == "name":
        return "begun" if _spelling(words) else "none"
    reading = TYPES[kind].parse(heard, setting)
    if kind == "yes_no":
        return "complete" if reading.value is not None and len(words) <= FEW_WORDS + 1 else "none"
    if reading.value is not None:
        return "complete"
    if not reading.begun or _means_yes_or_no(heard, setting):
        return "none"
    clue = len(words) <= FEW_WORDS or _spelling(words) or bool(_SIGNS.search(heard.lower()))
    if kind == "email":
        return "begun" if clue else "none"
    return "begun" if clue or any(char.isdigit() for char in reading.partial or "") else "none"


def _digits(kind: str, heard: str, words: list[str], kinds: frozenset[str], setting: Setting) -> Progress:
    reading = TYPES[kind].parse(heard, setting)
    if reading.value is not None and kind != "digits":
        return "complete"
    if reading.value is None and not reading.begun:
        return "none"
    others = [other for other in _CLOCK if other in kinds]
    if not others and "number" not in kinds:
        return "begun"
    singles = sum(len(run.readings[0]) for run in runs(words) if run.end - run.start >= SURE_DIGITS - 1)
    if singles < SURE_DIGITS - 1:
        return "none"
    clock = any(TYPES[other].parse(heard, setting).value is not None for other in others)
    return "begun" if not clock or singles > SURE_DIGITS else "none"


def _spelling(words: list[str]) -> bool:
    """Whether the words end in the middle of spelling: two letters or more, and nothing after them."""
    for at in range(len(words)):
        letters = spelled(words, at)
        if letters and letters.count >= 2:
            return letters.end == len(words)
    return False


def _means_yes_or_no(heard: str, setting: Setting) -> bool:
    return TYPES["yes_no"].parse(heard, setting).value is not None
