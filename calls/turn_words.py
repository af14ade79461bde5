"""From what the caller was understood to say to what may be kept of it, turn by turn. Pure; one per call.

A turn is told as the model has it: several utterances in one text. What may be kept is known for each, and
may change when a later one completes a number, or shows that there was none.
"""

from dataclasses import dataclass, field

LOOK_BACK = 12
"""Turns that a later utterance can change: a number is not told over more."""

WAITING = 20
"""Utterances that wait for their turn."""


@dataclass
class Utterance:
    """One thing that was said."""

    number: int
    live: str
    """As the model has it."""
    stored: str
    """As it may be kept."""
    before: list[str] = field(default_factory=list)
    """As the model had it: a turn may be told in the old words."""

    def stands_in(self, text: str, start: int) -> tuple[int, int] | None:
        """Where in a text it begins and ends."""
        for words in (self.live, *self.before):
            if words and (found := text.find(words, start)) >= 0:
                return found, found + len(words)
        return None

    def become(self, live: str, stored: str) -> None:
        """More is known of it."""
        if live.strip() != self.live:
            self.before.append(self.live)
        self.live, self.stored = live.strip(), stored.strip()


class TurnWords:
    """Knows the utterances until their turn is told, and the last turns by their utterances."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._waiting: list[Utterance] = []
        self._turns: dict[int, list[str | Utterance]] = {}
        self._count = 0

    def heard(self, number: int, live: str, stored: str) -> None:
        """The caller said something. `number`: that of the utterance."""
        self._waiting = [*self._waiting, Utterance(number, live.strip(), stored.strip())][-WAITING:]

    def turn(self, text: str) -> str:
        """A turn of the caller was told, in the order of `CallerSpoke`: its text as it may be kept."""
        pieces: list[str | Utterance] = []
        at = taken = 0
        for place, said in enumerate(self._waiting, start=1):
            where = said.stands_in(text, at)
            if where is None:
                continue
            pieces += [text[at : where[0]], said]
            at, taken = where[1], place
        del self._waiting[:taken]
        self._turns[self._count] = [*pieces, text[at:]]
        self._turns.pop(self._count - LOOK_BACK, None)
        self._count += 1
        return _joined(self._turns[self._count - 1])

    def changed(self, number: int, live: str, stored: str) -> tuple[int, str] | None:
        """More is known of an utterance. Gives the turn that it changes, and how that may be kept now."""
        for said in self._waiting:
            if said.number == number:
                said.become(live, stored)
                return None
        for turn, pieces in self._turns.items():
            for said in pieces:
                if isinstance(said, Utterance) and said.number == number:
                    before = _joined(pieces)
                    said.become(live, stored)
                    after = _joined(pieces)
                    return (turn, after) if after != before else None
        return None


def _joined(pieces: list[str | Utterance]) -> str:
    return "".join(piece.stored if isinstance(piece, Utterance) else piece for piece in pieces)
