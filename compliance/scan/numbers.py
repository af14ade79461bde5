"""Card numbers in a text that nobody planted: by their shape, issuer and check digit."""

from collections.abc import Iterator
from itertools import pairwise

from compliance.scan.cards import LEAST, MOST, is_card
from compliance.scan.digits import Group
from compliance.scan.find import Find

_LONGEST_GROUP = 6
"""Digits in one group of a number that is written in groups."""

_SHAPES = frozenset({(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 5), (4, 4, 4, 1)})
"""How cards are grouped in print."""

_LOOSE = frozenset({"", "-", "–", "—", "·"})
"""Between groups of any size. Other marks also stand between numbers that are no card together."""


def cards(runs: list[list[Group]]) -> Iterator[Find]:
    """The cards in runs of digits. A number inside a longer one, an identifier or a fraction is none."""
    for run in runs:
        for part in _uniform(run):
            yield from _in_part(part)


def _uniform(run: list[Group]) -> Iterator[list[Group]]:
    """Pieces of a run in which the groups are parted by the same mark; words by anything."""
    if any(group.in_words for group in run):
        yield run
        return
    part = [run[0]]
    for before, group in pairwise(run):
        if len(part) > 1 and group.between != before.between:
            yield part
            part = [before] if before.between == group.between else []
        part.append(group)
    yield part


def _in_part(part: list[Group]) -> Iterator[Find]:
    at = 0
    while at < len(part):
        end = _card_end(part, at)
        if end is None:
            at += 1
            continue
        chosen = part[at:end]
        value = "".join(group.value for group in chosen)
        words = any(group.in_words for group in chosen)
        writing = "in words" if words else "plain" if len(chosen) == 1 else "grouped"
        yield Find("card", writing, value, chosen[0].start, chosen[-1].end)
        at = end


def _card_end(part: list[Group], at: int) -> int | None:
    """One past the last group of a card that begins with this group; None if none does."""
    value = ""
    for end in range(at, len(part)):
        if part[end].glued:
            return None
        value += part[end].value
        if len(value) > MOST:
            return None
        if len(value) >= LEAST and is_card(value) and _is_shaped(part, at, end + 1):
            return end + 1
    return None


def _is_shaped(part: list[Group], at: int, end: int) -> bool:
    """Whether the groups look like one number and not like several that stand in a row."""
    chosen = part[at:end]
    if len(chosen) == 1:
        return True
    sizes = tuple(len(group.value) for group in chosen)
    if max(sizes) > _LONGEST_GROUP:
        return False
    if sizes in _SHAPES:
        return True
    whole = at == 0 and end == len(part)
    if any(group.in_words for group in chosen):
        # A caller may say more digits than those of the card; a sentence or a pause parts them.
        return _parted(part, at) and _parted(part, end)
    same = len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0]
    return whole and ((same and sizes[0] <= 4) or (chosen[1].between in _LOOSE and len(chosen) > 2))


def _parted(part: list[Group], at: int) -> bool:
    return at in (0, len(part)) or bool(part[at].between)
