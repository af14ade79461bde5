"""Private data in what one caller says, over all utterances of a call."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from compliance.redaction.entities import Span
from compliance.redaction.finding.asking import asked_for, called_last
from compliance.redaction.finding.card_digits import complete
from compliance.redaction.finding.heard import Heard
from compliance.redaction.finding.pieces import Number, Piece, joined
from compliance.redaction.finding.reading import Context, Reader, as_span
from compliance.redaction.finding.said import HARMLESS, Said
from compliance.redaction.finding.unsure import pieces_in, settled, unsure

_TURNS = 6
"""Utterances over which one number may be spread."""

_PATIENCE = 2
"""Utterances about something else after which long digits are no beginning of a number any more."""

_LONG = 7
"""Digits from which they are awaited to go on even after something else was said."""


@dataclass
class _State:
    """What is kept from one utterance to the next."""

    turn: int = 0
    waiting: str | None = None
    card_known: bool = False
    card_just_now: bool = False
    """Whether the utterance before completed a card."""
    card_sure: bool = False
    """Whether no other digits can belong to that card: nothing was taken back or has a second meaning."""
    pieces: list[Piece] = field(default_factory=list)
    """Digits of the last utterances."""
    spans: dict[int, list[Span]] = field(default_factory=dict)
    """Of the last utterances, as they were told."""
    idle: int = 0
    """Utterances without digits since the last ones with some."""

    def copy(self) -> "_State":
        """The same, to be changed."""
        return replace(
            self, pieces=list(self.pieces), spans={turn: list(all_) for turn, all_ in self.spans.items()}
        )


class SpeechFinder:
    """Listens to one call. Made by `Finder.speech`."""

    def __init__(self, reader: Reader):
        self._reader = reader
        self._state = _State()

    def caller(self, text: str, *, asked: Collection[str] = (), final: bool = True) -> Heard:
        """What is private in an utterance, and what it tells of those before.

        Args:
            text: The transcript.
            asked: Kinds of values that the flow waits for.
            final: False for a partial transcript: it is judged, and forgotten.
        """
        state = self._state.copy()
        before = {turn: list(spans) for turn, spans in state.spans.items()}
        context = Context(frozenset(asked), state.waiting, state.card_known, state.card_just_now, speech=True)
        said = self._reader.read(text, context)
        state.spans[state.turn] = [as_span(claim) for claim in self._reader.claims(said)]
        self._follow(said, state)
        heard = Heard(state.turn, state.spans[state.turn], _changed(before, state) if final else [])
        if final:
            state.waiting = called_last(said) or state.waiting
            state.turn += 1
            _forget(state)
            self._state = state
        return heard

    def agent(self, text: str) -> None:
        """What the agent said: what it asks for is evidence for the answer. It breaks no number in two."""
        self._state.waiting = asked_for(text, self._state.waiting)

    def close(self) -> list[tuple[int, list[Span]]]:
        """The call is over: utterances whose spans are other now, because no digits will follow any more."""
        before = {turn: list(spans) for turn, spans in self._state.spans.items()}
        _settle(self._state)
        return _changed(before, self._state)

    def _follow(self, said: Said, state: _State) -> None:
        """The digits of an utterance, as parts of numbers that began before it, or go on after it."""
        pieces = pieces_in(said, state.turn, bool(state.pieces), state.spans[state.turn])
        if not pieces:
            self._without_digits(said, state)
            return
        if not pieces[0].soft and state.idle + 1 > _PATIENCE:
            _settle(state)
        state.idle, done = 0, state.card_just_now
        for piece in pieces:
            if done and state.card_sure and not piece.items[0].corrects:
                piece = replace(piece, soft=False)
            number = joined(state.pieces, piece, said.region)
            if not piece.soft and not (number and number.entity == "card"):
                _settle(state)
            if number:
                _mark(number, state)
            state.pieces.append(piece)
            ended = (number is None or number.whole) and _card_in(piece, state)
            done = ended or (done and _of_card(piece, state))
            if ended:
                state.card_sure = number is not None or _plain_card(piece, state)
        last = state.pieces[-1]
        state.card_known = state.card_known or any(
            span.entity == "card" and len(span.value) > 12 for span in state.spans[state.turn]
        )
        state.card_just_now = done
        if not done:
            unsure(said, last, state.pieces, state.spans[state.turn])

    def _without_digits(self, said: Said, state: _State) -> None:
        state.idle += 1
        begun = sum(len(piece.digits) for piece in state.pieces)
        named = any(piece.label not in (None, HARMLESS) for piece in state.pieces)
        patience = _PATIENCE if begun >= _LONG or named else 0
        if not said.quiet and state.idle > patience:
            _settle(state)
            state.card_just_now = False


def _card_in(piece: Piece, state: _State) -> bool:
    """Whether the piece is a whole card by itself, or its end."""
    return any(
        span.entity == "card" and complete(span.value) and span.start < piece.end and piece.start < span.end
        for span in state.spans[piece.turn]
    )


def _plain_card(piece: Piece, state: _State) -> bool:
    """Whether the likeliest digits of the piece are a card, without a correction."""
    corrected = any(item.corrects for item in piece.items[1:])
    return not corrected and any(span.value == piece.digits for span in state.spans[piece.turn])


def _of_card(piece: Piece, state: _State) -> bool:
    """Whether the piece belongs to the card before it: when it expires, its code."""
    return any(
        span.entity in ("card_expiry", "cvv") and span.start < piece.end and piece.start < span.end
        for span in state.spans[piece.turn]
    )


def _mark(number: Number, state: _State) -> None:
    """All parts of a number as what they are together."""
    for turn in dict.fromkeys(piece.turn for piece in number.pieces):
        own = [piece for piece in number.pieces if piece.turn == turn]
        start, end = own[0].start, own[-1].end
        spans = state.spans.setdefault(turn, [])
        spans[:] = [span for span in spans if span.end <= start or end <= span.start]
        spans.append(Span(start, end, number.entity, number.value))
        spans.sort()


def _settle(state: _State) -> None:
    """No digits follow: what was unsure is what it most likely is, or nothing at all."""
    for turn, spans in state.spans.items():
        if any(not span.sure for span in spans):
            state.spans[turn] = settled(
                spans, [piece for piece in state.pieces if piece.turn == turn], state.pieces
            )
    state.pieces = [replace(piece, soft=False) for piece in state.pieces]


def _changed(before: dict[int, list[Span]], state: _State) -> list[tuple[int, list[Span]]]:
    return [(turn, state.spans[turn]) for turn in sorted(before) if state.spans.get(turn) != before[turn]]


def _forget(state: _State) -> None:
    """Utterances too far back to be parts of what comes now."""
    oldest = state.turn - 2 * _TURNS
    state.spans = {turn: spans for turn, spans in state.spans.items() if turn >= oldest}
    kept = [piece for piece in state.pieces if piece.turn >= oldest]
    state.pieces = kept[-2 * _TURNS :]
