"""Digits that may go on in the next utterance, and what they are if they do not."""

from collections.abc import Sequence

from compliance.redaction.entities import Span
from compliance.redaction.finding.card_digits import may_begin
from compliance.redaction.finding.harmless import ASKED_MOST, counted
from compliance.redaction.finding.phone import international
from compliance.redaction.finding.pieces import SIZES, Piece, piece_of
from compliance.redaction.finding.runs import Run, repaired, soft
from compliance.redaction.finding.said import HARMLESS, Said

_FEWEST = 2
"""Digits at the end of a sentence that may go on. In an utterance of digits only, one is enough."""

_SIGNS = 2
"""Characters that a span may have beyond its digits, such as brackets."""

_LONG = 8
"""Digits that are no answer to a harmless question for certain: a card may begin so."""

_ABANDONED = 11
"""Digits of a card that stay private though the rest never came."""

_ASKED_LABELS = ("phone", "card", "payment_card", "birth_date")


def pieces_in(said: Said, turn: int, begun: bool, spans: Sequence[Span]) -> list[Piece]:
    """The runs of an utterance as pieces of numbers, but for those inside of something else that was found.

    `begun`: digits were said before.
    """
    found: list[Piece] = []
    at = 0
    for run in said.runs:
        sigh = not begun and run.digits == "0" and said.words[run.first].text in ("oh", "o")
        if sigh or any(_inside(said, run, span) for span in spans):
            at = run.last
            continue
        words = said.words[at : run.first]
        is_soft = soft(said.words, at, run.first) and (at > 0 or begun)
        label, plus = _label(said, run, begun and not at), international(said, run)
        label = label or ("phone" if plus else None)
        found.append(piece_of(run, turn, label, soft=is_soft, corrects=repaired(words), plus=plus))
        at = run.last
    return found


def _inside(said: Said, run: Run, span: Span) -> bool:
    """Whether digits are part of an address, of a code with letters, of a mail address ..."""
    if span.entity == "email" and _digits_only(said, span):
        return False  # a number, told where a mail address was asked for
    if span.entity in ("card", "phone") or not (span.start <= run.start and run.end <= span.end):
        return False
    return span.end - span.start > run.end - run.start + _SIGNS


def _digits_only(said: Said, span: Span) -> bool:
    """Whether nothing but digits and words without weight stands in a span."""
    inside = [run for run in said.runs if span.start <= run.start and run.end <= span.end]
    at = next((n for n, word in enumerate(said.words) if word.start >= span.start), 0)
    for run in inside:
        if not soft(said.words, at, run.first):
            return False
        at = run.last
    last = next((n for n, word in enumerate(said.words) if word.start >= span.end), len(said.words))
    return bool(inside) and soft(said.words, at, last)


def _label(said: Said, run: Run, follows: bool) -> str | None:
    """What the digits are called or asked for; `HARMLESS` also for what a unit or a short answer explains."""
    label = said.own_label(run)
    if label:
        return label
    if counted(said, run, expected=follows or said.waiting not in (None, HARMLESS)):
        return HARMLESS
    if said.waiting in SIZES or (said.waiting == HARMLESS and not _like_a_card(run)):
        return said.waiting
    asked = [kind for kind in _ASKED_LABELS if kind in said.asked]
    if asked:
        return "card" if asked[0] == "payment_card" else asked[0]
    most = max((ASKED_MOST[kind] for kind in said.asked if kind in ASKED_MOST), default=0)
    if "digits" in said.asked and not (may_begin(run.digits) and len(run.digits) >= 4):
        return HARMLESS
    return HARMLESS if len(run.digits) <= most else None


def _like_a_card(run: Run) -> bool:
    return len(run.digits) >= _LONG and may_begin(run.digits)


def unsure(said: Said, last: Piece, pieces: Sequence[Piece], spans: list[Span]) -> None:
    """Mark the digits at the end of an utterance that may go on, in `spans`."""
    run = said.runs[-1]
    goes_on = run.start == last.start and soft(said.words, run.last, len(said.words))
    if not goes_on or last.label == HARMLESS:
        return
    alone = soft(said.words, 0, said.runs[0].first) and len(said.runs) == 1
    if len(last.digits) < (1 if alone else _FEWEST):
        return
    held = [span for span in spans if span.start < last.end and last.start < span.end]
    if any(not _may_change(span, last) for span in held):
        return
    begun = "".join(piece.digits for piece in _chain(pieces))
    named = last.label if last.label in SIZES else None
    entity = held[0].entity if held else named or _likeliest(said, begun)
    value = held[0].value if held else begun
    spans[:] = [span for span in spans if span not in held]
    spans.append(Span(last.start, last.end, entity, value, sure=False))
    spans.sort()


def _chain(pieces: Sequence[Piece]) -> list[Piece]:
    """The last pieces between which nothing of importance was said."""
    chain = [pieces[-1]]
    for piece in reversed(pieces[:-1]):
        if not chain[0].soft:
            break
        chain.insert(0, piece)
    return chain


def _may_change(span: Span, piece: Piece) -> bool:
    """A telephone may turn out to be the beginning of a card, if it has no name or is not whole."""
    named = piece.label == "phone"
    return span.entity == "phone" and may_begin(piece.digits) and not (named and span.value.startswith("+"))


def _likeliest(said: Said, digits: str) -> str:
    if "phone" in said.asked:
        return "phone"
    return "card" if may_begin(digits) or said.asked & {"card", "payment_card"} else "phone"


def settled(spans: Sequence[Span], own: Sequence[Piece], pieces: Sequence[Piece]) -> list[Span]:
    """What unsure spans are when no digits follow."""
    kept: list[Span] = []
    for span in spans:
        if span.sure:
            kept.append(span)
            continue
        piece = next((one for one in own if one.start == span.start), None)
        abandoned = span.entity == "card" and len(span.value) >= _ABANDONED
        if abandoned or (piece and (piece.label == span.entity or _telephone(span))):
            kept.append(Span(span.start, span.end, span.entity, span.value))
    return kept


def _telephone(span: Span) -> bool:
    return span.entity == "phone" and span.value.startswith("+")
