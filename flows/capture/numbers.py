"""Numbers, strings of digits, card numbers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from flows.capture.base import CaptureType, by_keys
from spoken.answers import read_card, read_number
from spoken.base import Setting
from spoken.digit_answer import read_digits
from spoken.digits import DigitsKind
from spoken.number import NumberKind
from spoken.reading import Reading


def number_keys(keys: str, setting: Setting) -> Reading:
    """The number that was keyed in."""
    return Reading(int(keys.rstrip("#")))


NUMBER = CaptureType(
    name="number",
    read=read_number,
    say=NumberKind().spoken,
    ask=("How many?", "Sorry, what number is that?"),
    confirm=False,
    keys=number_keys,
    other_ways={
        "keypad": "Please key the number in, and press pound.",
        "person": "Let me get somebody who can help.",
    },
    reasons={"several": "I need one number.", "unclear": "I need a whole number."},
    schema={"type": "integer"},
)
"""Kept as an `int`."""

DIGITS = CaptureType(
    name="digits",
    read=read_digits,
    say=DigitsKind().spoken,
    ask=("What's the number?", "Please say the digits one by one, or key them in."),
    keys=by_keys(read_digits),
    other_ways={
        "keypad": "Please key the digits in on your phone, and press pound when you're done.",
        "person": "I can't get the number right. Let me get somebody who can take it.",
    },
    schema={"type": "string", "pattern": "^[0-9]+$", "description": "Digits only"},
)
"""Kept as a string, so that leading zeros stay."""

CARD = replace(
    DIGITS,
    name="card",
    read=read_card,
    keys=by_keys(read_card),
    ask=("What's the card number?", "Please say the digits of the card one by one, or key them in."),
    reasons={"impossible": "That card number isn't right. Please check it."},
    secret=True,
)
"""A payment card; its check digit must be right, and it stays out of the journal."""


def digits_of(
    lengths: Sequence[int], *, valid: Callable[[str], bool] | None = None, secret: bool = False
) -> CaptureType:
    """Digits of a known length, which is what lets a correction inside them be understood."""
    read = partial(read_digits, lengths=tuple(lengths), valid=valid)
    return replace(DIGITS, read=read, keys=by_keys(read), secret=secret)
