"""What digits that were heard in a sound, by ears that err, or from tones, say about private values."""

from collections.abc import Sequence

from compliance.scan.cards import LEAST, MOST, is_card
from compliance.scan.digits import groups
from compliance.scan.find import Find
from compliance.scan.plant import LONG, Plant, runs

_CARD_LIKE = 12
"""Digits in a row from which they are no telephone number."""

_FASTEST = 250
"""Milliseconds that a digit takes at least: in less, other words were taken for digits."""

_ERRORS = 0.25
"""Share of a long value that the ears may get wrong."""

_PIECE = 8
"""Digits of a long number that count as a piece of it, with one of them misheard."""


def by_ear(words: str, plants: Sequence[Plant], start_ms: int, end_ms: int) -> list[Find]:
    """What the words of one stretch of speech hold. The ears may have misheard some of them."""
    said = list(groups(words))
    whole = "".join(group.value for group in said)
    found = [Find("planted", "spoken", one.value, start_ms, end_ms) for one in plants if _like(one, whole)]
    for run in () if found else runs(tuple(said)):
        digits = "".join(group.value for group in run)
        # These ears take some words for digits: a card that nobody planted must be heard without a mistake.
        if is_card(digits) and end_ms - start_ms >= len(digits) * _FASTEST:
            found.append(Find("card", "spoken", digits, start_ms, end_ms))
    return found


def by_keys(digits: str, plants: Sequence[Plant], start_ms: int, end_ms: int) -> list[Find]:
    """What keys that were pressed in a row are. Tones are not misheard."""
    found = [
        Find("planted", "tones", plant.value, start_ms, end_ms) for plant in plants if _keyed(plant, digits)
    ]
    if not found and (card := _card_in(digits)):
        found.append(Find("card", "tones", card, start_ms, end_ms))
    elif not found and len(digits) > _CARD_LIKE:
        found.append(Find("card", "tones", digits, start_ms, end_ms))
    return found


def _keyed(plant: Plant, digits: str) -> bool:
    if not plant.is_number:
        return False
    if len(plant.value) < LONG:
        return digits == plant.value
    return any(piece in digits for piece, _ in plant.pieces)


def _like(plant: Plant, digits: str) -> bool:
    """Whether the digits hold the value, or half of a long one, but for a few that were misheard."""
    value = plant.value
    if not plant.is_number:
        return False
    if len(value) < LONG:
        return digits == value
    if errors_within(value, digits) <= int(len(value) * _ERRORS):
        return True
    pieces = [value[at : at + _PIECE] for at in range(len(value) - _PIECE + 1)] if len(value) >= LEAST else []
    return any(errors_within(piece, digits) <= 1 for piece in pieces)


def _card_in(digits: str) -> str | None:
    """A card's number in the digits."""
    for count in range(MOST, LEAST - 1, -1):
        for at in range(len(digits) - count + 1):
            if is_card(digits[at : at + count]):
                return digits[at : at + count]
    return None


def errors_within(wanted: str, heard: str) -> int:
    """The fewest digits to change, drop or add so that `wanted` stands somewhere in `heard`."""
    row = [0] * (len(heard) + 1)
    for index, digit in enumerate(wanted, 1):
        above, row = row, [index] + [0] * len(heard)
        for at, other in enumerate(heard, 1):
            row[at] = min(above[at - 1] + (digit != other), above[at] + 1, row[at - 1] + 1)
    return min(row)
