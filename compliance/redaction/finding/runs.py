"""Runs of digits in a text, with what only fills a pause inside, and what was taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from compliance.redaction.finding.numerals import NUMBER_WORDS, Item, item_at
from compliance.redaction.finding.words import Word
from spoken.words import listed

FILLERS = frozenset(
    listed("""
    uhm umm ehm uhh ahm mmm hmmm huh uh um er erm hm hmm mm mhm ah eh and then like so dash hyphen minus
    space dot point comma slash period okay ok
""")
)
"""Sounds and signs inside a number: it goes on."""

SOFT = FILLERS | frozenset(
    listed("""
    well let me see next is are the it's its it that's thats that by followed which again yes yeah yep no
    nope sorry wait hold on actually make i i'm mean meant correction scratch strike rest of goes with you
    know just a got ready number numbers digit digits last first group another now plus alright right
    please more here oops my bad mistake reading says looks think there's there comes be would rather
    excuse start over from beginning pardon go continue continuing said say oh sec moment second try
    looking checking still mhmm look hang check listening let's lets us where was
""")
)
"""Words that may stand between the parts of one number."""

_REPAIRS = [
    saying.split()
    for saying in listed(
        """
    hold on | no | nope | sorry | i mean | i meant | correction | wait | actually | make that | make it |
    rather | oops | my mistake | my bad | scratch that | strike that | start over | not that |
    let me start again | from the start | excuse me | pardon me | i said | try again
""",
        "|",
    )
]
_NOT_DIGITS = [
    saying.split()
    for saying in listed(
        """
    one moment | one second | one sec | one more time | one minute | this one | that one | the first one |
    the other one | another one | the right one | two numbers | one number | last four digits |
    the last four | first three digits | the first three | last four numbers | the first six |
    the first four | the next four | last two digits | the last two | last three digits | the last three |
    which one | ten digits | oh sorry | oh no | oh wait | oh i | oh my | no one | one more | one of |
    oh hold on | oh let me | oh that's | oh it's | last four of | last four is | last four are |
    first four digits | next four digits | my last four | first four are
""",
        "|",
    )
]
_MOST_AFTER_SIGH = 2
"""Words between an "oh" and digits with which it may be their first."""

_TELLING = ("is", "it's", "next", "by", "then", "that")
"""Words after which a digit is told."""

_STRUCTURE = frozenset('\n\t=&|<>{}[]"')
"""Signs of programs that end a number."""

_OWNERS = ("the", "this", "that", "my", "your", "a")
_BEFORE_THAT = ("after", "not")
_NO_POINTING = (*_BEFORE_THAT, "make")
"""Before "that one": then "one" is a digit, as in "make that one oh"."""

_MOST_SOFT = 9
"""Words in a row that may stand between digits of one number."""


_MOST_READINGS = 32

CARD_ENDS = (4, 5, 6, 8, 10, 11, 12)
"""Digits before which cards are cut where they are written."""


@dataclass(frozen=True)
class Run:
    """Digits in a row, in one or several pieces."""

    items: tuple[Item, ...]
    start: int
    """First character in the text."""
    end: int

    @property
    def first(self) -> int:
        """Index of its first word."""
        return self.items[0].first

    @property
    def last(self) -> int:
        """Index after its last word."""
        return self.items[-1].last

    @property
    def digits(self) -> str:
        """Its likeliest digits."""
        return "".join(item.options[0] for item in self.items)

    @property
    def readings(self) -> tuple[str, ...]:
        """Every string of digits that it may stand for, the likeliest first."""
        found = [""]
        for item in self.items:
            found = [one + option for one in found for option in item.options][:_MOST_READINGS]
        return tuple(dict.fromkeys(found))

    @property
    def corrected(self) -> bool:
        """Whether something in it was taken back."""
        return any(item.corrects for item in self.items[1:])


def run_of(items: Sequence[Item], words: list[Word]) -> Run:
    """Items of one text as a run."""
    return Run(tuple(items), words[items[0].first].start, words[items[-1].last - 1].end)


def runs_of(words: list[Word]) -> list[Run]:
    """Every run of digits, in order."""
    no_digits = _no_digits(words)
    found: list[Run] = []
    at = 0
    while at < len(words):
        items = _items(words, at, no_digits) if at not in no_digits else []
        if items:
            found.append(run_of(items, words))
        at = items[-1].last if items else at + 1
    return found


def subruns(run: Run, words: list[Word]) -> list[Run]:
    """The run in the pieces in which it was said, where words or sentences stand between them."""
    starts = [0, *(at for at, item in enumerate(run.items) if at and item.breaks), len(run.items)]
    return [run_of(run.items[a:b], words) for a, b in pairwise(starts)]


def replaced(run: Run, size: int) -> tuple[str, ...]:
    """What a corrected run may come to: what was said last takes the place of as many digits, or of all.

    `size`: digits of a whole number, so that a correction of its middle goes on to the end.
    """
    at = max((n for n, item in enumerate(run.items) if n and item.corrects), default=0)
    before, after = run_digits(run.items[:at]), run_digits(run.items[at:])
    filled = before[: max(0, size - len(after))] + after if len(before) <= size else after
    return (filled, before[: -len(after)] + after, before[:-1] + after, after) if at else (after,)


def run_digits(items: Sequence[Item]) -> str:
    """The likeliest digits of items."""
    return "".join(item.options[0] for item in items)


def grouped(run: Run, words: list[Word], ends: Sequence[int]) -> bool:
    """Whether a number stands as it is written: in one piece, or cut only before its last `ends` digits.

    Digits in words, and each by itself, are grouped as people like.
    """
    if not all(words[at].figures for item in run.items for at in range(item.first, item.last)):
        return True
    sizes = [len(item.options[0]) for item in run.items]
    if set(sizes) == {1}:
        return True
    return all(sum(sizes[at:]) in ends for at in range(1, len(sizes)))


def soft(words: list[Word], start: int, end: int) -> bool:
    """Whether nothing of importance stands from `start` to `end`."""
    return all(_soft_word(words, at) for at in range(start, end))


def _soft_word(words: list[Word], at: int) -> bool:
    """A word without weight, and those that have none together: "after that", "not that", "or rather"."""
    if words[at].text in SOFT:
        return True
    ahead = words[at + 1].text if at + 1 < len(words) else ""
    return ahead == (
        "rather" if words[at].text == "or" else "that" if words[at].text in _BEFORE_THAT else None
    )


def _items(words: list[Word], at: int, no_digits: set[int]) -> list[Item]:
    first = item_at(words, at, inside=False)
    if first is None:
        return []
    if words[at].text in ("oh", "o") and not _digit_ahead(words, at):
        # A sigh, or a digit: "oh, next is four".
        start = _goes_on(words, at + 1, no_digits)
        if start is None or start > at + 1 + _MOST_AFTER_SIGH:
            return []
        first = Item(("", "0"), at, at + 1)
    items = [first]
    while (start := _goes_on(words, items[-1].last, no_digits)) is not None:
        item = item_at(words, start, inside=True)
        assert item is not None
        between = words[items[-1].last : start]
        gap = " ".join(word.text for word in between) or words[start].gap
        breaks = any(word.text not in FILLERS for word in between) or any(
            c in ".;!?" for c in words[start].gap
        )
        items.append(Item(item.options, item.first, item.last, gap, repaired(between), breaks and gap != "."))
    while len(items) > 1 and "" in items[-1].options:
        items.pop()
    return items


def _digit_ahead(words: list[Word], at: int) -> bool:
    """Whether digits follow, perhaps after a sound; an "oh" at the end or alone counts as well."""
    after = at + 1
    while after < len(words) and words[after].text in FILLERS:
        after += 1
    if after == len(words):
        return soft(words, 0, at)
    return words[after].figures or words[after].text in NUMBER_WORDS


def _goes_on(words: list[Word], at: int, no_digits: set[int]) -> int | None:
    """Where the digits go on after words without weight; None when they do not."""
    for place in range(at, min(len(words), at + _MOST_SOFT + 1)):
        word = words[place]
        if _STRUCTURE & set(word.gap) or word.gap.endswith(" +") or len(word.gap.strip()) > 3:
            return None
        if place not in no_digits and item_at(words, place, inside=place == at):
            return place if word.text not in ("oh", "o") or _zero(words, place, at) else None
        if place not in no_digits and not _soft_word(words, place):
            return None
    return None


def _zero(words: list[Word], place: int, at: int) -> bool:
    """Whether an "oh" is a digit: beside digits, or with no more than a sound between."""
    if place == at or _digit_ahead(words, place) or all(word.text in FILLERS for word in words[at:place]):
        return True
    told = words[place - 1].text in _TELLING
    return (told or place + 1 == len(words)) and soft(words, at, place)


def repaired(words: Sequence[Word]) -> bool:
    """Whether something is taken back in these words."""
    texts = [word.text for word in words]
    return any(texts[at : at + len(one)] == one for at in range(len(texts)) for one in _REPAIRS)


def _is_digit(word: Word) -> bool:
    return word.figures or word.text in NUMBER_WORDS


def _digit_behind(words: list[Word], at: int) -> bool:
    """Whether a digit stands before a word, perhaps with a sound between."""
    before = at - 1
    while before >= 0 and words[before].text in FILLERS:
        before -= 1
    return before >= 0 and _is_digit(words[before])


def _is_pronoun(words: list[Word], at: int) -> bool:
    """ "The blue one", "my old one". Where digits follow at once it is one of them."""
    before = words[at - 1]
    if (
        words[at - 2].text not in _OWNERS
        or before.text in SOFT
        or before.text in ("back", "front")
        or _is_digit(before)
    ):
        return False
    return at + 1 == len(words) or not _is_digit(words[at + 1]) or words[at + 1].gap.strip() != ""


def _no_digits(words: list[Word]) -> set[int]:
    """Words of sayings that hold a digit's name and are none: "one moment"."""
    texts = [word.text for word in words]
    return {
        place
        for at in range(len(texts))
        if texts[at] in _BEGINNINGS
        and texts[max(0, at - 1)] not in _NO_POINTING
        and not (texts[at] == "oh" and _digit_behind(words, at))
        for saying in _NOT_DIGITS
        if texts[at : at + len(saying)] == saying
        for place in range(at, at + len(saying))
    } | {at for at in range(2, len(texts)) if texts[at] == "one" and _is_pronoun(words, at)}


_BEGINNINGS = frozenset(saying[0] for saying in _NOT_DIGITS)
