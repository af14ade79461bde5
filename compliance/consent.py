"""The question whether a call may be recorded: what is an answer, and when nobody asks any more."""

from dataclasses import dataclass, field
from typing import Literal

from compliance.disclosure import plain, texts_for
from spoken.answers import read_yes_no
from spoken.base import Setting

Answer = Literal["yes", "no", "silence", "unclear", "hung_up"]
"""What the question came to. Only `yes` is consent."""

TIMES = 2
"""Times that the question is asked."""

_KEYS: dict[str, Literal["yes", "no"]] = {"1": "yes", "2": "no"}


@dataclass
class Asking:
    """One question, until it has its answer. Give it what happens; `answer` is set when it is over."""

    language: str
    setting: Setting
    answer: Answer | None = field(default=None, init=False)
    asked: int = field(default=0, init=False)
    """Times that it was asked."""

    unread: bool = field(default=False, init=False)
    """Whether something was said that is no answer, and nobody has asked again since."""

    def text(self) -> str:
        """What is to be said now; counts as asked."""
        self.asked += 1
        self.unread = False
        texts = texts_for(self.language)
        return texts.question if self.asked == 1 else texts.ask_again

    def key(self, key: str) -> None:
        """A key was pressed: 1 is yes, 2 is no, any other is nothing."""
        if self.answer is None:
            self.answer = _KEYS.get(key)

    def words(self, text: str) -> None:
        """The caller said something. What is neither yes nor no is asked once more, and then is a no."""
        if self.answer is not None:
            return
        meant = reads(text, self.language, self.setting)
        if meant is not None:
            self.answer = "yes" if meant else "no"
        elif self.asked >= TIMES:
            self.answer = "unclear"
        else:
            self.unread = True

    def silence(self) -> None:
        """Nothing was said for as long as the question waits."""
        if self.answer is None and self.asked >= TIMES:
            self.answer = "silence"


def reads(text: str, language: str, setting: Setting) -> bool | None:
    """Yes or no; None for anything else. "Yes, but ..." is no yes: consent is given without conditions."""
    texts = texts_for(language)
    if takes_back(text, language):
        return False
    if not texts.yes:
        value = read_yes_no(text, setting).value
        return value if isinstance(value, bool) else None
    said = f" {plain(text)} "
    yes, no = (_first(said, words) for words in (texts.yes, texts.no))
    if no is not None:
        return False
    return True if yes is not None and _first(said, texts.but) is None else None


def takes_back(text: str, language: str) -> bool:
    """Whether the caller wants no recording (any more)."""
    said = f" {plain(text)} "
    return _first(said, texts_for(language).take_back) is not None


def _first(said: str, phrases: tuple[str, ...]) -> int | None:
    places = [said.find(f" {plain(phrase)} ") for phrase in phrases]
    return min((place for place in places if place >= 0), default=None)
