"""Card numbers among digits of which some may be read in several ways."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from compliance.redaction.finding.numerals import Item
from spoken.digit_answer import luhn

LENGTHS = range(13, 20)
"""How many digits a card number has."""

_MOST_DIGITS = 64
"""A longer row of digits is a table of numbers, in which only its whole can be a card."""

_MOST_STATES = 16
"""Readings with one length and one remainder that are followed: the likeliest."""

_ISSUERS = (
    (("4",), (13, 16, 19)),
    (("51", "52", "53", "54", "55"), (16,)),
    (tuple(str(n) for n in range(222, 273)), (16,)),
    (("34", "37"), (15,)),
    (("300", "301", "302", "303", "304", "305", "309", "36", "38", "39"), (14, 16)),
    (("6011", "644", "645", "646", "647", "648", "649", "65"), (16, 19)),
    (("352", "353", "354", "355", "356", "357", "358"), (16, 19)),
    (("62", "81"), (16, 17, 18, 19)),
    (("50", "56", "57", "58", "60", "61", "63", "64", "66", "67", "68", "69"), (13, 14, 15, 16, 17, 18, 19)),
    (("2200", "2201", "2202", "2203", "2204", "9792"), (16,)),
)
"""The first digits that issuers use, and how many digits follow from them."""


def issued(digits: str) -> bool:
    """Whether a card may begin with these digits and be so long."""
    return any(digits.startswith(heads) and len(digits) in lengths for heads, lengths in _ISSUERS)


def complete(digits: str) -> bool:
    """Whether no digit can follow any more: a card of an issuer in the length that is usual."""
    usual = 15 if digits[:2] in ("34", "37") else 14 if digits[:2] in ("36", "38") else 16
    return len(digits) in (usual, 19) and issued(digits) and luhn(digits)


def may_begin(digits: str) -> bool:
    """Whether these may be the first digits of a card."""
    return any(
        head.startswith(digits[:4]) or digits.startswith(head) for heads, _ in _ISSUERS for head in heads
    )


def is_card(digits: str) -> bool:
    """Whether this is a card number by its length and check digit."""
    return len(digits) in LENGTHS and luhn(digits)


def whole_card(items: Sequence[Item], accept: Callable[[str], bool] = lambda digits: True) -> str | None:
    """The likeliest reading of all the items that is a card number; None when there is none."""
    if all(len(item.options) == 1 for item in items):
        digits = "".join(item.options[0] for item in items)
        return digits if is_card(digits) and accept(digits) else None
    return _searched(items, accept)


def _searched(items: Sequence[Item], accept: Callable[[str], bool]) -> str | None:
    """From the last digit to the first, because that is how check digits count."""
    states: dict[tuple[int, int], list[tuple[int, str]]] = {(0, 0): [(0, "")]}
    for item in reversed(items):
        after: dict[tuple[int, int], list[tuple[int, str]]] = {}
        for (size, total), tails in states.items():
            for cost, option in enumerate(item.options):
                if size + len(option) > LENGTHS[-1]:
                    continue
                key = size + len(option), (total + _weight(option, size)) % 10
                after.setdefault(key, []).extend((spent + cost, option + tail) for spent, tail in tails)
        states = {key: sorted(tails)[:_MOST_STATES] for key, tails in after.items()}
    found = [
        tail for (size, total), tails in states.items() if size in LENGTHS and not total for tail in tails
    ]
    found = [(not issued(digits), spent, digits) for spent, digits in found if accept(digits)]
    return min(found)[2] if found else None


def _weight(digits: str, after: int) -> int:
    """What digits add to the sum of a check digit when `after` digits stand behind them."""
    total = 0
    for at, digit in enumerate(reversed(digits), after):
        n = int(digit) * (2 if at % 2 else 1)
        total += n - 9 if n > 9 else n
    return total


def cards_within(items: Sequence[Item], *, loose: bool = True) -> list[tuple[int, int, str]]:
    """Cards inside of a longer row: first item, item after the last, digits. They do not overlap.

    Where cards overlap, only one of which can be meant, the one at the start counts; else all they cover.
    `loose`: words may be read in their second meaning.
    """
    if not loose:
        items = [replace(item, options=(item.options[0],)) for item in items]
    if sum(len(item.options[0]) for item in items) > _MOST_DIGITS:
        return []
    found: list[tuple[int, int, str]] = []
    for start in range(len(items)):
        if found and found[-1][0] == 0 and start < found[-1][1]:
            continue
        end = _card_from(items, start)
        if end is None:
            continue
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end[0], found[-1][1]), found[-1][2])
        else:
            found.append((start, end[0], end[1]))
    return found


def _card_from(items: Sequence[Item], start: int) -> tuple[int, str] | None:
    """The card that begins with this item, sixteen digits before others."""
    ends: list[tuple[bool, int, str]] = []
    least = 0
    for end in range(start + 1, len(items) + 1):
        options = items[end - 1].options
        if end - 1 > start and items[end - 1].gap in (":", "/"):
            break
        least += min(len(one) for one in options)
        if least > LENGTHS[-1]:
            break
        digits = whole_card(items[start:end], complete)
        if digits:
            ends.append((len(digits) != 16, end, digits))
    return (min(ends)[1], min(ends)[2]) if ends else None


_USUAL = 16
"""Most digits of a card of which some were taken back: longer ones come of those."""

_MISSED = 4
"""Digits that a correction may replace beyond those it says."""


_MOST_STRINGS = 3000
"""Ways to tell what is left of a correction that are followed."""


def _said_anew(items: Sequence[Item], at: int) -> str:
    """The digits that are said from an item on until the next correction."""
    end = next((n for n in range(at + 1, len(items)) if items[n].corrects), len(items))
    return "".join(item.options[0] for item in items[at:end])


def mended(items: Sequence[Item], *, alike: bool = True) -> set[str]:
    """What digits may come to of which some were taken back: what came after replaces the end before it.

    `alike`: only what is much like it is replaced, "one two three, no, one two four", or one digit.
    Empty when there are too many ways to tell.
    """
    strings = {""}
    for at, item in enumerate(items):
        if at and item.corrects:
            strings = _taken_back(strings, items, at, alike=alike)
        strings = {one + option for one in strings for option in item.options}
        strings = {one for one in strings if len(one) <= LENGTHS[-1]}
        if len(strings) > _MOST_STRINGS:
            return set()
    return strings


def _taken_back(strings: set[str], items: Sequence[Item], at: int, *, alike: bool) -> set[str]:
    """The strings without what an item takes back. All of it is taken back as well where little is known."""
    anew = _said_anew(items, at)
    if not alike:
        most = len(anew) + _MISSED
        return strings | {one[:-drop] for one in strings for drop in range(1, min(len(one), most) + 1)} | {""}
    found = {
        one[:-drop]
        for one in strings
        for drop in range(2, min(len(one), len(anew)) + 1)
        if _alike(one[-drop:], anew[:drop])
    }
    return found or {one[:-1] for one in strings}


def _alike(before: str, after: str) -> bool:
    """Whether both begin with the same digit, and no more than one is another."""
    return before[0] == after[0] and sum(a != b for a, b in zip(before, after, strict=True)) <= 1


def corrected_card(items: Sequence[Item], *, alike: bool = False) -> str | None:
    """A card in digits of which some were taken back. `alike`: only by what is much like what it replaces."""
    for close in (True,) if alike else (True, False):
        found = [one for one in mended(items, alike=close) if complete(one) and len(one) <= _USUAL]
        if found:
            return min(found, key=lambda one: (len(one) != 16, one))
    return None
