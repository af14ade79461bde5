"""The last utterances of a caller, as they were said, as the model saw them and as they are kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.redaction.entities import Span
from compliance.redaction.safe import AsKept, SafeText, safe

KEPT = 12
"""Utterances that are remembered: a number is not split over more."""

PENDING = 6
"""Digits that may go on, from which the model does not see them. Fewer are mostly an answer, an age or a
quantity; and of a card, the first six and the last four may be seen."""

_HIDDEN = re.compile(r"\[[A-Za-z_0-9]+\]\W*")
"""A text of which nothing is to be seen: it may stand for another one."""


@dataclass
class Turn:
    """One utterance."""

    number: int
    text: str
    """In the caller's own words."""
    spans: list[Span]
    live: str
    stored: SafeText
    before: list[str] = field(default_factory=list)
    """Live texts that it had before: others may have it in the old words."""
    hidden: bool = False
    """Whether digits that may go on are hidden from the model."""

    def write(self, live: str, stored: SafeText) -> None:
        """What is known of it now."""
        if self.live and self.live != live:
            self.before.append(self.live)
        self.live, self.stored = live, stored

    @property
    def unsure(self) -> bool:
        """Whether digits in it may go on."""
        return any(not span.sure for span in self.spans)


class Turns:
    """The last of them, by their numbers."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._turns: dict[int, Turn] = {}

    def add(self, number: int, text: str, spans: list[Span]) -> Turn:
        """One more. Nothing of it may be kept until it says so."""
        turn = self._turns[number] = Turn(number, text, spans, "", safe("", AsKept()))
        for old in [n for n in self._turns if n <= number - KEPT]:
            del self._turns[old]
        return turn

    def change(self, number: int, spans: list[Span]) -> None:
        """Other spans of an earlier one."""
        if number in self._turns:
            self._turns[number].spans = spans

    def hide_long_ones(self) -> set[int]:
        """Hide digits that may go on, once there are many of them in a row. Gives their utterances."""
        row: list[Turn] = []
        for turn in reversed(self._turns.values()):
            if not turn.unsure:
                break
            row.append(turn)
        # A value holds what was said of it in the utterances before.
        digits = max((len(span.value) for turn in row for span in turn.spans if not span.sure), default=0)
        if digits < PENDING:
            return set()
        for turn in row:
            turn.hidden = True
        return {turn.number for turn in row}

    def kept(self, text: str) -> str:
        """A text with what was said in it replaced by what is kept of it."""
        for turn in self._turns.values():
            for live in (turn.live, *turn.before):
                if live and live != turn.stored and live in text and not _HIDDEN.fullmatch(live):
                    text = re.sub(rf"(?<!\w){re.escape(live)}(?!\w)", lambda _, to=turn.stored: to, text)
        return text

    def spoken(self, live: str) -> str:
        """A text that the model sees, in the caller's own words."""
        for turn in reversed(self._turns.values()):
            for shown in (turn.live, *turn.before):
                if shown != turn.text and shown and (at := live.rfind(shown)) >= 0:
                    live = live[:at] + turn.text + live[at + len(shown) :]
                    break
        return live

    def clear(self) -> None:
        """Forget all."""
        self._turns.clear()

    def __getitem__(self, number: int) -> Turn:
        return self._turns[number]

    def __contains__(self, number: int) -> bool:
        return number in self._turns

    def __iter__(self) -> Iterator[Turn]:
        return iter(list(self._turns.values()))

    def __repr__(self) -> str:
        return f"<Turns: {len(self._turns)}>"
