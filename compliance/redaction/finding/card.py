"""Payment cards: thirteen to nineteen digits with a check digit, in any grouping, and parts of such."""

import re
from collections.abc import Iterator

from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.card_digits import (
    LENGTHS,
    cards_within,
    complete,
    corrected_card,
    is_card,
    issued,
    whole_card,
)
from compliance.redaction.finding.phone import international, mended_number, number
from compliance.redaction.finding.runs import CARD_ENDS, Run, grouped, replaced, run_digits, run_of
from compliance.redaction.finding.said import HARMLESS, Claim, Said
from compliance.redaction.finding.words import Word
from spoken.phone import check
from spoken.words import listed

ENTITY = "card"
_FEWEST = 4
"""Digits from which what is called a card number counts as part of one."""

_FALSE_START = 8
"""Most digits before a card that are a first attempt to say it."""

_ANSWERS = {
    ENTITY: 99,
    "phone": 99,
    "bank_account": 99,
    "national_id": 20,
    "medical_record": 20,
    "passport": 20,
    "licence": 20,
}
"""What the agent may wait for → most digits that are an answer, with one correction. More may be a card."""

_TAILS = ("ending", "ends", "last")
"""After these words stand the four digits by which people know a card: no private datum."""


def cards(said: Said) -> list[tuple[Run, str, Run | None, Run | None]]:
    """Every run with a card in it: the card's run, its digits, what is left of the run before and after."""
    found = []
    for run in said.runs:
        if sum(len(item.options[0]) for item in run.items) + 3 < LENGTHS[0] or _abroad(said, run):
            continue
        items = run.items
        whole = _whole(said, run)
        if whole is None and run.corrected:
            whole = corrected_card(items, alike=not _may_be_corrected(said, run))
        if whole:
            found.append((run, whole, None, None))
            continue
        found += _inside(said, run)
    return found


def _abroad(said: Said, run: Run) -> bool:
    """Whether it is a telephone with its plus: of those some have the check digit of a card."""
    return international(said, run) and number(said, run) is not None


def _whole(said: Said, run: Run) -> str | None:
    """The run as one card. Words are read in their second meaning only where nothing else explains them."""
    accept = complete if run.corrected or _dated(run) else _any
    if said.words[run.first].figures and (len(run.items) == 1 or not said.speech):
        accept = issued if accept is _any else accept
    if is_card(run.digits) and accept(run.digits):
        return run.digits
    digits = whole_card(run.items, complete)
    if digits is None or _label(said, run) not in (None, ENTITY, "phone"):
        return None
    return None if 10 <= len(run.digits) <= 11 and check(run.digits, said.region)[0] else digits


def _inside(said: Said, run: Run) -> list[tuple[Run, str, Run | None, Run | None]]:
    loose = said.label(run) == ENTITY or (said.label(run) is None and len(run.digits) >= LENGTHS[-1])
    if run.corrected and loose and (parted := _corrected_before(said, run)):
        return [parted]
    items, within = run.items, cards_within(run.items, loose=False)
    within = within or (cards_within(items) if loose else [])
    if run.corrected and len(within) == 1:
        # What belongs to it cannot be told: all of it is hidden.
        within = [(0, _end_of_corrected(said, run, within[0][1]), within[0][2])]
    found = []
    for n, (start, end, digits) in enumerate(within):
        before = items[within[n - 1][1] if n else 0 : start]
        if before and sum(len(item.options[0]) for item in before) <= _FALSE_START and not n:
            said_before = "".join(item.options[0] for item in before)
            if digits.startswith(said_before[:2]):
                start, before = 0, ()
        after = items[end:] if n + 1 == len(within) else ()
        rest = [run_of(part, said.words) if part else None for part in (before, after)]
        found.append((run_of(items[start:end], said.words), digits, rest[0], rest[1]))
    return found


def _end_of_corrected(said: Said, run: Run, end: int) -> int:
    """Where a card ends that has a correction in it: with the run, but for month, year and code behind it."""
    behind = run.items[end:]
    return end if behind and len(after_card(run_of(behind, said.words), said.words)) == 2 else len(run.items)


def _corrected_before(said: Said, run: Run) -> tuple[Run, str, Run | None, Run | None] | None:
    """A corrected card with month, year and code right behind it."""
    for end in range(len(run.items) - 2, 1, -1):
        behind = run_of(run.items[end:], said.words)
        if len(behind.digits) > 10 or behind.corrected:
            return None
        if len(after_card(behind, said.words)) == 2 and (digits := corrected_card(run.items[:end])):
            return run_of(run.items[:end], said.words), digits, None, behind
    return None


def after_card(run: Run, words: list[Word]) -> list[Run]:
    """What follows a card in one breath: month and year, then the code on the back."""
    for end in range(1, len(run.items)):
        head = "".join(item.options[0] for item in run.items[:end])
        tail = "".join(item.options[0] for item in run.items[end:])
        if month_and_year(head) and len(tail) in (3, 4):
            return [run_of(run.items[:end], words), run_of(run.items[end:], words)]
    return [run]


def month_and_year(digits: str) -> bool:
    """`0427`, `1227`, `042027`: a month and a year to come."""
    return re.fullmatch(r"(?:0[1-9]|1[0-2])(?:20)?[2-4]\d", digits) is not None


def _any(digits: str) -> bool:
    return len(set(digits)) > 1


def _dated(run: Run) -> bool:
    """Whether they are written as moments and measures are: only a usual card's digits make a card then."""
    return any(item.gap in (":", "/", ".", "dot", "point") for item in run.items[1:])


def _label(said: Said, run: Run) -> str | None:
    """What the run is called; that the agent asked for something harmless says nothing against a card."""
    own = said.own_label(run)
    if own or said.waiting == HARMLESS:
        return own
    return said.label(run) if len(run.digits) <= _ANSWERS.get(said.waiting or "", 0) else None


def _may_be_corrected(said: Said, run: Run) -> bool:
    """Whether a corrected run can be a card: not two whole telephones."""
    if _label(said, run) not in (None, ENTITY, "phone"):
        return False
    if mended_number(run, said.region):
        return False
    if said.label(run) is None:
        at = max(n for n, item in enumerate(run.items) if item.corrects)
        if len(run_digits(run.items[:at])) != len(run_digits(run.items[at:])):
            return True
    return not any(check(digits, said.region)[0] for digits in replaced(run, 10) if len(digits) == 10)


def _claims(said: Said) -> Iterator[Claim]:
    for run in said.runs:
        if run.first in said.cards:
            yield Claim(run.start, run.end, ENTITY, said.cards[run.first], 100)
            continue
        digits = run.digits
        label = said.label(run)
        if label in (None, ENTITY) and _named(said, run, label) and len(digits) >= _FEWEST:
            yield Claim(run.start, run.end, ENTITY, digits, 60)
        elif (
            label != HARMLESS
            and len(digits) in LENGTHS
            and _one_number(said, run)
            and issued(digits)
            and not _dated(run)
        ):
            yield Claim(run.start, run.end, ENTITY, digits, 50)


def _one_number(said: Said, run: Run) -> bool:
    """Whether the digits are grouped as on a card, where nobody said them, and are no telephone."""
    if _abroad(said, run) or (run.corrected and mended_number(run, said.region)):
        return False
    return said.speech or grouped(run, said.words, CARD_ENDS)


def _named(said: Said, run: Run, label: str | None) -> bool:
    before = [word.text for word in said.words[max(0, run.first - 4) : run.first]]
    if any(word in _TAILS for word in before) and len(run.digits) <= 4:
        return False
    return label == ENTITY or bool(said.asked & CARD.asked)


CARD = Kind(
    ENTITY,
    _claims,
    listed(
        """
        card number | credit card number | debit card number | credit card | debit card | my visa |
        my mastercard | visa card | the visa | american express | amex | my amex | my discover |
        discover card | card numbers | number on the card | number on the front | digits on the front |
        long number | sixteen digit | 16 digit | on my card | my card is | the card is | card digits |
        pan | card no | cc number | prepaid card | number of your card | number of the card | mastercard |
        visa | card ending in | card ending | payment card
        """,
        "|",
    ),
    frozenset(("card", "payment_card")),
)
