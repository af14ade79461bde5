"""Security codes of cards: three or four digits that are called so, or that follow a card."""

from collections.abc import Iterator

from stdnum.us import itin, ssn

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.said import Claim, Said
from spoken.words import listed

ENTITY = "cvv"
_SIZES = (3, 4)


def _claims(said: Said) -> Iterator[Claim]:
    for run in said.runs:
        named = said.label(run) == ENTITY
        if not named and run.first not in said.after_card:
            continue
        sizes = {len("".join(option)) for option in _readings(run.items)}
        if sizes & set(_SIZES):
            yield Claim(run.start, run.end, ENTITY, run.digits, 80 if named else 45)
        elif named and run.corrected:
            yield Claim(run.start, run.end, ENTITY, run.digits, 80)
        elif named and len(run.digits) < 13 and not _is_national(run.digits):
            yield from _pieces(said, run)


def _is_national(digits: str) -> bool:
    """The caller may answer another question than the one that was asked."""
    return len(digits) == 9 and bool(ssn.is_valid(digits) or itin.is_valid(digits))


def _pieces(said: Said, run) -> Iterator[Claim]:
    """Three or four digits at the start of a longer row; what follows is private too, if not explained."""
    for end in range(1, len(run.items)):
        digits = "".join(item.options[0] for item in run.items[:end])
        if len(digits) in _SIZES:
            words = said.words
            middle = words[run.items[end - 1].last - 1].end
            yield Claim(run.start, middle, ENTITY, digits, 80)
            rest = "".join(item.options[0] for item in run.items[end:])
            yield Claim(words[run.items[end - 1].last].start, run.end, ENTITY, rest, 20)
            return


def _readings(items) -> list[list[str]]:
    readings: list[list[str]] = [[]]
    for item in items[:8]:
        readings = [[*one, option] for one in readings for option in item.options][:16]
    return readings


CVV = Kind(
    ENTITY,
    _claims,
    listed(
        """
        cvv | cvc | cv v | c v v | c v c | c v v two | cvv2 | cvc2 | cid | csc | security code |
        card security code | verification code on the card | verification value |
        three digits on the back | three digit code | 3 digit code | 3 digits on the back |
        code on the back | number on the back | digits on the back | code on the front |
        four digits on the front | 4 digits on the front | four digit code on the front |
        three digit number on the back | three digit security code | digit security code |
        back of the card | back of my card | back of it | the back is | on the back it's |
        three digits on the back of the card | cv two | cvv number | cvv code | cvc code
        """,
        "|",
    ),
)
