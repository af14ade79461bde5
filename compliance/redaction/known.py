"""Private values that a call knows, found again in any writing: grouped, spelled out in words, in data."""

import re
from collections.abc import Iterator

import phonenumbers

from compliance.redaction.entities import Span
from compliance.redaction.finding.runs import Run, runs_of
from compliance.redaction.finding.words import words_of

SHORTEST = 3
"""Characters from which a value can be found again."""

LONG = 6
"""Digits from which a value is found inside longer numbers too."""

_SEPARATOR = r"[\s\-._/,:·–—]{0,3}"
_NAMES = frozenset({"person_name"})
_SIGNS = re.compile(r"[^0-9a-z]+")


class Known:
    """The values of one call."""

    def __init__(self) -> None:
        """None yet."""
        self._values: dict[tuple[str, str], list[re.Pattern[str]]] = {}
        self._digits: dict[str, tuple[str, str]] = {}

    def add(self, entity: str, value: str) -> bool:
        """From now on the value is found. False when it was known, or is too short."""
        if (entity, value) in self._values or len(value) < SHORTEST:
            return False
        self._values[entity, value] = _patterns(entity, value)
        for digits in _digits(entity, value):
            self._digits[digits] = (entity, value)
        return True

    def clear(self) -> None:
        """Forget all."""
        self._values.clear()
        self._digits.clear()

    def spans(self, text: str, *, numbers: bool = True) -> Iterator[Span]:
        """Where known values stand in a text; they may overlap. `numbers`: whether those are looked for."""
        if not self._values:
            return
        for (entity, value), patterns in self._values.items():
            if not numbers and value in self._digits:
                continue
            for pattern in patterns:
                for match in pattern.finditer(text):
                    yield Span(match.start(), match.end(), entity, value)
        if numbers and self._digits and not text.isdigit():
            yield from self._spoken(text)

    def __repr__(self) -> str:
        return f"<Known values: {len(self._values)}>"

    def _spoken(self, text: str) -> Iterator[Span]:
        """Digits in words, as many as the value has."""
        words = words_of(text)
        for run in runs_of(words):
            for digits, (entity, value) in self._digits.items():
                for first, last in _within(run, digits):
                    start, end = words[run.items[first].first].start, words[run.items[last].last - 1].end
                    yield Span(start, end, entity, value)


def _within(run: Run, digits: str) -> Iterator[tuple[int, int]]:
    """The items of a run, from the first to the last, in which the digits stand.

    A short value fills its items: 123 is in "one two three", not in "1234". Figures by themselves are found
    by their signs.
    """
    whole = len(digits) < LONG
    for at, item in enumerate(run.items):
        for option in item.options:
            for skipped in range(1 if whole else len(option)):
                last = _goes_on(run, at, option[skipped:], digits, whole)
                if last is not None and (last > at or whole):
                    yield at, last


def _goes_on(run: Run, at: int, said: str, digits: str, whole: bool) -> int | None:
    if said == digits or (said.startswith(digits) and not whole):
        return at
    if not digits.startswith(said) or at + 1 == len(run.items):
        return None
    rest = digits[len(said) :]
    for option in run.items[at + 1].options:
        if (last := _goes_on(run, at + 1, option, rest, whole)) is not None:
            return last
    return None


def _digits(entity: str, value: str) -> list[str]:
    """The strings of digits that stand for a value."""
    plain = _SIGNS.sub("", value.lower())
    if not plain.isdigit() or len(plain) < SHORTEST:
        return []
    return [plain, *([national] if entity == "phone" and (national := _national(value)) else [])]


def _national(value: str) -> str:
    """A telephone number without its country."""
    try:
        return str(phonenumbers.parse(value, None).national_number)
    except phonenumbers.NumberParseException:
        return ""


def _separated(text: str) -> re.Pattern[str]:
    inner = _SEPARATOR.join(re.escape(sign) for sign in text)
    if len(text) >= LONG:
        return re.compile(inner, re.IGNORECASE)
    return re.compile(rf"(?<![0-9A-Za-z]){inner}(?![0-9A-Za-z])", re.IGNORECASE)


def _patterns(entity: str, value: str) -> list[re.Pattern[str]]:
    plain = _SIGNS.sub("", value.lower())
    if (
        any(sign.isdigit() for sign in plain)
        and "@" not in value
        and " " not in value
        and len(plain) >= SHORTEST
    ):
        return [_separated(each) for each in dict.fromkeys([plain, *_digits(entity, value)])]
    words = r"\W+".join(re.escape(word) for word in value.split())
    whole = [re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)]
    if entity not in _NAMES:
        return whole
    # A part of a name by itself is one only where it is written as one: "Will", "Young".
    parts = [part.capitalize() for part in value.split() if len(part) >= SHORTEST]
    return whole + [re.compile(rf"(?<!\w){re.escape(part)}(?!\w)") for part in parts]
