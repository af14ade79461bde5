"""What is said or keyed of a payment card: number, expiry, security code, ZIP code. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from stdnum import luhn

from spoken.base import Setting
from spoken.dictation import joined, runs
from spoken.digit_answer import read_digits
from spoken.reading import NOTHING, UNCLEAR, Reading
from spoken.words import listed, tokens

LONGEST = 19
"""Digits of the longest card number."""

YEARS_AHEAD = 20
"""Years after which no card is good any more that is made today."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        listed(
            "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
            "september sep sept|october oct|november nov|december dec",
            "|",
        ),
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True)
class Brand:
    """One kind of card."""

    name: str
    """In the agent file, and for programs."""

    said: str
    starts: tuple[tuple[int, int], ...]
    """Ranges of its first digits, all written with as many digits as the range has."""

    lengths: tuple[int, ...] = (16,)
    code: int = 3
    """Digits of its security code."""


BRANDS: tuple[Brand, ...] = (
    Brand("visa", "Visa", ((4, 4),)),
    Brand("mastercard", "Mastercard", ((51, 55), (2221, 2720))),
    Brand("amex", "American Express", ((34, 34), (37, 37)), (15,), 4),
    Brand("discover", "Discover", ((6011, 6011), (644, 649), (65, 65))),
    Brand("diners", "Diners Club", ((300, 305), (36, 36), (38, 39)), (14,)),
    Brand("jcb", "JCB", ((3528, 3589),)),
    Brand("unionpay", "UnionPay", ((62, 62),), (16, 17, 18, 19)),
    Brand("maestro", "Maestro", ((50, 50), (56, 58), (63, 63), (67, 69)), tuple(range(12, 20))),
)
"""The kinds of cards; Visa's old numbers of 13 digits are not given out any more."""


def brand_of(digits: str) -> Brand | None:
    """The kind of card whose number begins so; None when there is none, or too few digits to tell."""
    for brand in BRANDS:
        for low, high in brand.starts:
            head = digits[: len(str(low))]
            if len(head) == len(str(low)) and low <= int(head) <= high:
                return brand
    return None


def number_lengths(digits: str) -> tuple[int, ...]:
    """How many digits a card number may have that begins so."""
    brand = brand_of(digits)
    return brand.lengths if brand else (16,)


def is_card(digits: str) -> bool:
    """Whether it is a whole card number of a known kind whose check digit is right."""
    brand = brand_of(digits)
    return brand is not None and len(digits) in brand.lengths and luhn.is_valid(digits)


def read_number(text: str, setting: Setting) -> Reading:
    """A card number. `incomplete` has its first digits, `impossible` is a wrong check digit."""
    return read_digits(text, setting, lengths=number_lengths, valid=is_card)


def read_expiry(text: str, setting: Setting) -> Reading:
    """Month and year until which a card is good, as `YYYY-MM`.

    `past`: the month is over, in the zone of the business. A month alone is `incomplete`.
    """
    words = [word for word in tokens(text) if word != "#"]
    written = {_written(word) for word in words if "/" in word} - {None}
    months = {_MONTHS[word] for word in words if word in _MONTHS}
    digits = joined(runs(words)) if runs(words) else ()
    if written:
        found = {each for each in written if each}
    elif months:
        found = {(month, year) for month in months for each in digits if (year := _year(each))}
    else:
        found = {each for text in digits for each in _split(text)}
    if not found:
        return Reading(problem="incomplete", partial="month") if months or digits else NOTHING
    if len(found) > 1:
        return UNCLEAR
    month, year = found.pop()
    if not 1 <= month <= 12 or year > setting.now.year + YEARS_AHEAD:
        return Reading(problem="impossible")
    if (year, month) < (setting.now.year, setting.now.month):
        return Reading(problem="past")
    return Reading(f"{year:04d}-{month:02d}")


def read_code(text: str, setting: Setting, *, length: int) -> Reading:
    """The security code: so many digits."""
    return read_digits(text, setting, lengths=(length,))


def read_zip(text: str, setting: Setting) -> Reading:
    """A ZIP code of five digits."""
    return read_digits(text, setting, lengths=(5,))


def _written(word: str) -> tuple[int, int] | None:
    """`04/27` or `04/2027`."""
    parts: Sequence[str] = word.split("/")
    year = _year(parts[1]) if len(parts) == 2 else None
    return (int(parts[0]), year) if year else None


def _split(digits: str) -> list[tuple[int, int]]:
    """Month and year in a row: MYY, MMYY, MYYYY or MMYYYY."""
    cuts = {3: (1,), 4: (2,), 5: (1,), 6: (2,)}.get(len(digits), ())
    return [(int(digits[:cut]), year) for cut in cuts if (year := _year(digits[cut:]))]


def _year(digits: str) -> int | None:
    if len(digits) == 4 and digits.startswith("20"):
        return int(digits)
    return 2000 + int(digits) if len(digits) == 2 else None
