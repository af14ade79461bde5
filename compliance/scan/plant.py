"""A value that is known, searched for in every writing: as it is, in groups, as words, in pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from compliance.scan.digits import Group, Steps, Stream, groups, has_number_words, steps
from compliance.scan.find import Find

LONG = 7
"""Digits from which a value is told from chance wherever it stands, whatever stands between its digits."""

_SQUEEZED = 5
"""Characters from which a text is told from chance without its spaces and punctuation."""

_SAID = 300
"""Characters of a field that a person may have filled."""

_NO_LETTERS = re.compile(r"[\W_]+")
_FIELD_OF_TIME = re.compile(r"(?:_ms|_at|_secs|_s|seq|seed|port|pid|line|index|turn|count|total)$")


@dataclass(frozen=True)
class Plant:
    """A value that must not be anywhere."""

    value: str
    """Digits alone, or a text: a password, an address, a name."""

    @classmethod
    def of(cls, given: str) -> "Plant":
        """From what somebody typed: a number may have spaces and dashes. Raises ValueError if it is empty."""
        plain = re.sub(r"[\s\-]", "", given)
        value = plain if plain.isdigit() and plain.isascii() else given.strip()
        if not re.search(r"\w", value):
            raise ValueError("a planted value is empty; it takes a number or a text")
        return cls(value)

    @property
    def is_number(self) -> bool:
        """Whether it is digits alone."""
        return self.value.isdigit()

    @cached_property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """What is searched for: the value, and of a long number each half as well (True = a piece)."""
        if len(self.value) < 2 * LONG - 1 or not self.is_number:
            return ((self.value, False),)
        half = max(LONG, len(self.value) // 2)
        starts = range(len(self.value) - half + 1)
        return ((self.value, False), *((self.value[at : at + half], True) for at in starts))

    @cached_property
    def squeezed(self) -> tuple[str, ...]:
        """Of a text: what is left of it without spaces and punctuation, written and as it is said."""
        said = self.value.replace("@", " at ").replace(".", " dot ").replace("-", " dash ")
        return tuple(dict.fromkeys(_NO_LETTERS.sub("", one).casefold() for one in (self.value, said)))


def planted(text: str, plants: tuple[Plant, ...], key: str = "") -> Iterator[Find]:
    """The planted values in a text, each once. `key`: the field that the text is the value of."""
    numbers = [plant for plant in plants if plant.is_number]
    texts = [plant for plant in plants if not plant.is_number]
    if numbers:
        streams = list(_streams(text))
        read = steps(text) if has_number_words(text) else None
        for plant in numbers:
            found = _number(plant, streams, read, key, text)
            if found is not None:
                yield found
    if texts:
        folded = text.casefold()
        plain = _NO_LETTERS.sub("", folded)
        for plant in texts:
            found = _text(plant, folded, plain)
            if found is not None:
                yield found


def _streams(text: str) -> Iterator[Stream]:
    """The digits of a text: all, the numerals alone, and the words alone."""
    written = list(groups(text))
    yield Stream.of(written)
    if any(group.in_words for group in written):
        yield Stream.of([group for group in written if not group.in_words])
        yield Stream.of([group for group in written if group.in_words])


def _number(plant: Plant, streams: list[Stream], read: Steps | None, key: str, text: str) -> Find | None:
    if len(plant.value) < LONG:
        return _short(plant.value, streams[0], key, text)
    for piece, is_piece in plant.pieces:
        for stream in streams:
            at = stream.value.find(piece)
            while at >= 0:
                span = stream.span(at, len(piece))
                if not is_piece or _is_one(span):
                    how = _writing(span[0], span[-1], is_piece)
                    return Find("planted", how, plant.value, span[0].start, span[-1].end)
                at = stream.value.find(piece, at + 1)
    if read is None or not _in_some_reading(plant.value, read):
        return None
    return Find("planted", "in words", plant.value, 0, len(text))


def _in_some_reading(value: str, read: Steps) -> bool:
    """Whether a reading of the words, chosen anew at each, gives the value; other words are passed by."""
    ways = [(at, 0) for at, (_, readings) in enumerate(read) if readings]
    seen: set[tuple[int, int]] = set()
    while ways:
        at, told = ways.pop()
        if told == len(value):
            return True
        if (at, told) in seen or at == len(read):
            continue
        seen.add((at, told))
        readings = read[at][1]
        if not readings and told:
            ways.append((at + 1, told))
        for digits, then in readings:
            if value.startswith(digits, told):
                ways.append((then, told + len(digits)))
    return False


def _is_said(text: str) -> bool:
    """Whether a field is as short as what somebody says, and no data."""
    return len(text) <= _SAID and text[:1] not in ("{", "[")


def _is_one(span: tuple[Group, ...]) -> bool:
    """Whether the groups are one number: a piece is short enough to come about by chance elsewhere."""
    return not any(group.glued for group in span) and len(list(runs(span))) == 1


def _writing(first: Group, last: Group, is_piece: bool) -> str:
    if is_piece:
        return "a piece of it"
    if first.in_words or last.in_words:
        return "in words"
    return "plain" if first is last else "grouped"


def _short(value: str, stream: Stream, key: str, text: str) -> Find | None:
    """A short number counts only where it stands alone: three digits are part of nearly everything."""
    if _FIELD_OF_TIME.search(key):
        return None
    for run in runs(stream.groups):
        if "".join(group.value for group in run) == value and not any(group.glued for group in run):
            if not run[0].in_words and len(run) == 1 and not (key and _is_said(text)):
                continue  # a lone numeral counts only in a field that people fill
            return Find("planted", _writing(run[0], run[-1], False), value, run[0].start, run[-1].end)
    return None


def runs(found: tuple[Group, ...]) -> Iterator[list[Group]]:
    """Groups between which there are only pauses and punctuation."""
    run: list[Group] = []
    for group in found:
        if run and (group.breaks or any(mark in ":+={}[]()<>\"'" for mark in group.between)):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _text(plant: Plant, folded: str, plain: str) -> Find | None:
    at = folded.find(plant.value.casefold())
    if at >= 0 and (len(plant.value) >= _SQUEEZED or _alone(folded, at, len(plant.value))):
        return Find("planted", "plain", plant.value, at, at + len(plant.value))
    if any(len(one) >= _SQUEEZED and one in plain for one in plant.squeezed):
        return Find("planted", "with other punctuation", plant.value, 0, len(folded))
    return None


def _alone(text: str, at: int, count: int) -> bool:
    around = text[max(0, at - 1) : at] + text[at + count : at + count + 1]
    return not re.search(r"\w", around)
