"""Digits of one number that were said in several utterances."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from stdnum.us import itin, ssn

from compliance.redaction.finding.card_digits import (
    cards_within,
    complete,
    corrected_card,
    issued,
    whole_card,
)
from compliance.redaction.finding.numerals import Item
from compliance.redaction.finding.runs import Run
from compliance.redaction.finding.said import HARMLESS, sizes_of
from spoken.phone import check

_NANP = ("US", "CA", "PR")
SIZES = {
    "card": range(4, 20),
    "cvv": range(1, 5),
    "card_expiry": range(1, 7),
    "national_id": range(1, 16),
    "phone": range(1, 16),
    "bank_account": range(1, 18),
    "birth_date": range(1, 9),
    "password": range(1, 13),
    "medical_record": range(3, 20),
    "passport": range(3, 13),
    "licence": range(3, 20),
}
"""How many digits a number may have that is called so, or a part of it."""


_USUAL = 16
_LONGEST = 11
"""Digits of a telephone with its country. More are none, whatever was asked."""


@dataclass(frozen=True)
class Piece:
    """A run of digits in one utterance."""

    turn: int
    start: int
    """First character in the utterance."""
    end: int
    items: tuple[Item, ...]
    label: str | None
    """What it is called, or what was asked: an entity, `HARMLESS`, or None."""
    soft: bool = True
    """Whether nothing of importance was said between the piece before and this one."""
    plus: bool = False
    """Whether it begins with the plus of a telephone's country."""

    @property
    def digits(self) -> str:
        """Its likeliest digits."""
        return "".join(item.options[0] for item in self.items)


@dataclass(frozen=True)
class Number:
    """What pieces come to together."""

    entity: str
    value: str
    pieces: tuple[Piece, ...]
    whole: bool = False
    """Whether no digit is missing."""


def piece_of(
    run: Run, turn: int, label: str | None, *, soft: bool, corrects: bool, plus: bool = False
) -> Piece:
    """A run as a piece. `corrects`: words before it take back what was said last."""
    first = replace(run.items[0], corrects=True) if corrects else run.items[0]
    return Piece(turn, run.start, run.end, (first, *run.items[1:]), label, soft, plus)


def joined(before: Sequence[Piece], last: Piece, region: str) -> Number | None:
    """The number that the last piece goes on with or completes; None when it is none that is known."""
    follows = before if last.soft else ()
    while follows and len(follows) > 1 and not all(piece.soft for piece in follows[1:]):
        follows = follows[1:]
    return (
        _card(follows, last, region)
        or _apart(before, last)
        or _called(follows, last, region)
        or _completed(before, last, region)
        or _by_itself(follows, last, region)
    )


def _card(before: Sequence[Piece], last: Piece, region: str) -> Number | None:
    """A card in the last pieces; longer rows first, so that nothing of it is left out."""
    for start in range(len(before)):
        pieces = (*before[start:], last)
        items = _items(pieces)
        plain = "".join(piece.digits for piece in pieces)
        if pieces[0].plus and _telephone(plain, region, plus=True):
            break
        names = {piece.label for piece in pieces}
        nameless = names <= (
            {None, "card", HARMLESS, "phone"} if len(plain) > _LONGEST else {None, "card", HARMLESS}
        )
        corrected = any(item.corrects for item in items[1:])
        if corrected and start:
            break  # of what was taken back too many cards can be made
        digits = whole_card(items, _usual if corrected else _accepts(plain, nameless))
        if digits is None and corrected and names <= {None, "card", HARMLESS, "phone"}:
            digits = corrected_card(items)
        if digits:
            return Number("card", digits, pieces, whole=digits == plain and not corrected)
    pieces = (*before, last)
    corrected = any(item.corrects for item in _items(pieces)[1:])
    if not before or corrected or sum(len(piece.digits) for piece in pieces) < _USUAL:
        return None
    own = len(_items(before))
    for first, end, digits in cards_within(_items(pieces), loose=False):
        if first < own < end:
            return Number("card", digits, _touched(pieces, first, end), whole=True)
    return None


def _usual(digits: str) -> bool:
    """A card that is no longer than most. Longer ones come of what was taken back as well."""
    return complete(digits) and len(digits) <= _USUAL


def _accepts(plain: str, nameless: bool) -> Callable[[str], bool]:
    """Second meanings of words count only where nothing else explains them and a usual card comes of it."""
    return lambda digits: (digits == plain and len(set(digits)) > 1) or (nameless and complete(digits))


def _apart(before: Sequence[Piece], last: Piece) -> Number | None:
    """A card whose pieces stand in sentences: of an issuer, and of nameless digits only."""
    if last.label not in (None, "card"):
        return None
    pieces: tuple[Piece, ...] = (last,)
    for piece in reversed(before):
        if piece.label not in (None, "card") or (len(piece.digits) < 2 and piece.turn != last.turn):
            return None
        if any(item.corrects for item in piece.items):
            return None
        pieces = (piece, *pieces)
        digits = whole_card(_items(pieces), lambda one: issued(one) and len(one) in (15, 16))
        if digits:
            return Number("card", digits, pieces, whole=True)
    return None


def _called(before: Sequence[Piece], last: Piece, region: str) -> Number | None:
    """What the pieces are called: the name that the first of them has holds for all."""
    harmless = [at for at, piece in enumerate(before) if piece.label == HARMLESS]
    before = before[harmless[-1] + 1 :] if harmless else before
    labels = [piece.label for piece in (*before, last) if piece.label]
    if not before or not labels or labels[0] not in SIZES or last.label == HARMLESS:
        return None
    entity = last.label or labels[0]
    pieces = (*(piece for piece in before if piece.label in (entity, None)), last)
    digits = "".join(piece.digits for piece in pieces)
    if len(pieces) < 2 or len(digits) not in SIZES[entity]:
        return None
    value = _telephone(digits, region, plus=pieces[0].plus) if entity == "phone" else None
    return Number(entity, value or digits, pieces, whole=bool(value))


def _completed(before: Sequence[Piece], last: Piece, region: str) -> Number | None:
    """What was called by its name, and just those digits that it still wanted, whatever was said between."""
    entity = before[-1].label if before else None
    size = sizes_of(region).get(entity or "", 0)
    if entity is None or last.label not in (None, entity):
        return None
    pieces: tuple[Piece, ...] = (last,)
    for piece in reversed(before):
        if piece.label != entity:
            break
        pieces = (piece, *pieces)
        digits = "".join(one.digits for one in pieces)
        if len(digits) == size:
            return Number(entity, digits, pieces, whole=True)
    return None


def _by_itself(before: Sequence[Piece], last: Piece, region: str) -> Number | None:
    """Telephones and national numbers in their length, that have no name."""
    for start in range(len(before)):
        pieces = (*before[start:], last)
        if any(piece.label for piece in pieces):
            continue
        digits = "".join(piece.digits for piece in pieces)
        if region in ("US", "PR") and len(digits) == 9 and (ssn.is_valid(digits) or itin.is_valid(digits)):
            return Number("national_id", digits, pieces, whole=True)
        national = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
        if region in _NANP and len(national) == 10 and min(national[0], national[3]) > "1":
            value = _telephone(digits, region)
            if value:
                return Number("phone", value, pieces, whole=True)
    return None


def _telephone(digits: str, region: str, *, plus: bool = False) -> str | None:
    return check("+" * plus + digits, region)[0] if len(digits) > 6 else None


def _items(pieces: Sequence[Piece]) -> list[Item]:
    return list(chain.from_iterable(piece.items for piece in pieces))


def _touched(pieces: Sequence[Piece], first: int, end: int) -> tuple[Piece, ...]:
    """The pieces in which items from `first` to `end` stand."""
    touched, at = [], 0
    for piece in pieces:
        if at < end and first < at + len(piece.items):
            touched.append(piece)
        at += len(piece.items)
    return tuple(touched)
