"""Which strings of digits may be a payment card's number."""

LEAST, MOST = 13, 19
"""Digits of a card's number."""

_ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = (
    # First and last prefix, and how many digits such a number has.
    (4, 4, frozenset({13, 16, 19})),
    (51, 55, frozenset({16})),
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),
    (37, 37, frozenset({15})),
    (6011, 6011, frozenset({16, 17, 18, 19})),
    (644, 659, frozenset({16, 17, 18, 19})),
    (300, 305, frozenset({14, 16})),
    (36, 36, frozenset({14, 16})),
    (38, 39, frozenset({14, 16})),
    (3528, 3589, frozenset({16, 17, 18, 19})),
    (62, 62, frozenset({16, 17, 18, 19})),
    (50, 50, frozenset({13, 15, 16, 18, 19})),
    (56, 58, frozenset({13, 15, 16, 18, 19})),
    (60, 60, frozenset({16})),
    (63, 63, frozenset({16, 18, 19})),
    (67, 67, frozenset({16, 18, 19})),
    (81, 82, frozenset({16})),
    (2200, 2204, frozenset({16, 17, 18, 19})),
    (9792, 9792, frozenset({16})),
)


def is_card(digits: str) -> bool:
    """Whether an issuer gives out numbers that begin so and are so long, and the check digit is right."""
    return LEAST <= len(digits) <= MOST and _is_issued(digits) and is_luhn(digits)


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others. Never for one digit repeated."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0 and len(set(digits)) > 1


def _is_issued(digits: str) -> bool:
    for first, last, lengths in _ISSUERS:
        if len(digits) in lengths and first <= int(digits[: len(str(first))]) <= last:
            return True
    return False
