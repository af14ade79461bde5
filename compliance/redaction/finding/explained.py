"""Numbers that their own writing explains: dates, times, prices, shares, ZIP codes."""

import re
from collections.abc import Sequence

from compliance.redaction.finding.card_digits import complete, whole_card
from compliance.redaction.finding.runs import CARD_ENDS, Run, grouped, run_of
from compliance.redaction.finding.words import Word

_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
_DAY = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_AMOUNT = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ALWAYS = re.compile(
    rf"""
    (?<![\d-]){_DAY}(?:[T ]{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])
    | (?<![\d/])\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d(?![\d/])
    | (?<![\d:]){_CLOCK}(?![\d:])
    | [$€£¥]\s?{_AMOUNT}
    | \b(?:USD|EUR|GBP|CHF|CAD|AUD)\s?{_AMOUNT}
    | \#\s?\d+\b(?!-\d)
    | (?<![\d.,-]){_AMOUNT}\s?(?:%|€|\$)
    """,
    re.VERBOSE,
)
"""What nobody says or writes of something private, not even a recogniser."""

_WRITTEN = re.compile(
    rf"""
    (?<![\d.,-])\d{{1,6}}\.\d\d(?![\d.-]|,\d)
    | (?<![\d-])\d{{5}}-\d{{4}}(?![\d-])
    | \b(?:(?:order|page|room|score|zip)\s\d{{1,8}}|(?-i:[A-Z]{{2}})\s\d{{5}})\b(?!-\d)
    | (?<![\d.,-]){_AMOUNT}\s(?:percent|dollars|euros|ms|km|mi|miles|min|minutes|hours|days|weeks|months|years
        |people|persons|guests|items|pieces|units|points|am|pm|
        (?:[A-Z]\w+\s)?(?:street|avenue|road|drive|lane|boulevard|court|place|st|ave|rd|dr)\b)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The same in what programs and models write. Callers say digits of numbers in such ways."""

_SIGNS = frozenset("-:/.$€£¥#%")


def parted(runs: Sequence[Run], words: list[Word], text: str, *, speech: bool) -> tuple[list[Run], set[int]]:
    """The runs without what explains itself, which are runs of their own: all runs, and first words of those.

    A run that is a card of an issuer is left whole. `speech`: somebody said it in a call.
    """
    if not runs or (speech and not _SIGNS & set(text)):
        return list(runs), set()
    places = [match.span() for match in _ALWAYS.finditer(text)]
    if not speech:
        places += [
            match.span()
            for match in _WRITTEN.finditer(text)
            if not any(a < match.end() and match.start() < b for a, b in places)
        ]
    found: list[Run] = []
    explained: set[int] = set()
    for run in runs:
        own = [place for place in places if place[0] < run.end and run.start < place[1]]
        if not own or _card(run, words, speech):
            found.append(run)
            continue
        for inside, part in _parts(run, own, words):
            found.append(part)
            explained |= {part.first} if inside else set()
    return found, explained


def _card(run: Run, words: list[Word], speech: bool) -> bool:
    """Whether the run is a card as a whole, in groups as on cards where nobody said it."""
    return (speech or grouped(run, words, CARD_ENDS)) and whole_card(run.items, complete) is not None


def _parts(run: Run, places: Sequence[tuple[int, int]], words: list[Word]) -> list[tuple[bool, Run]]:
    """The run in pieces, each inside of one place or outside of all."""
    parts: list[tuple[int, Run]] = []
    start, before = 0, -1
    for at in range(len(run.items) + 1):
        here = -2
        if at < len(run.items):
            begin = words[run.items[at].first].start
            here = next((n for n, (a, b) in enumerate(places) if a <= begin < b), -1)
        if at and here != before:
            parts.append((before, run_of(run.items[start:at], words)))
            start = at
        before = here
    return [(place >= 0, part) for place, part in parts]
