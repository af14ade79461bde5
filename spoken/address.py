"""Street addresses of the United States: `12 Harbor Street, Apt 4B, Springfield, IL 62701`.

Number, street, city and zip are needed; a state is kept when it is said. Other countries write and say theirs
otherwise and are not understood.
"""

import random
import re
from dataclasses import dataclass, fields, replace
from typing import Any

from spoken.base import Found, Setting
from spoken.correction import Segment, segments
from spoken.dictation import runs
from spoken.letters import spelled
from spoken.places import DIRECTIONS, NO_SUFFIX, STATE_NAMES, STATES, SUFFIXES, UNITS
from spoken.reading import NOTHING, UNCLEAR, Reading
from spoken.words import cardinal, listed, ordinal, say_number, say_ordinal, whole_number

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+|[a-z]+(?:'[a-z]+)*")
_LEADS = [
    lead.split()
    for lead in listed(
        """
        my address is | the address is | address is | i live at | i'm at | i am at | we're at | we are at |
        it's at | it's | it is | that's | that would be | yes | sure | so | the house is at | located at |
        come to | at
        """,
        "|",
    )
]
_IGNORED = frozenset(listed("uh um er erm please in the and zip code zipcode postal comma city of state is"))
_NEEDED = ("number", "street", "city", "zip")
_SIDE_WORDS = frozenset(listed("uh um er erm comma"))
_IN_NUMBERS = frozenset(listed("hundred thousand oh o zero double triple"))


@dataclass(frozen=True)
class Address:
    """The parts of an address; empty = not said."""

    number: str = ""
    street: str = ""
    unit: str = ""
    city: str = ""
    state: str = ""
    """Two letters"""
    zip: str = ""
    """Five digits, or nine as `62701-1234`"""

    def __str__(self) -> str:
        """One line, as on an envelope."""
        first = " ".join(part for part in (self.number, self.street) if part)
        last = " ".join(part for part in (self.state, self.zip) if part)
        return ", ".join(part for part in (first, self.unit, self.city, last) if part)


def read_address(text: str, setting: Setting) -> Reading:
    """An address in one line. What is missing is named in `missing`, what is known in `partial`."""
    words = _TOKEN.findall(text.lower().replace("’", "'"))
    address = Address()
    for piece in segments(words):
        merged = _merged(address, piece)
        if merged is None:
            return UNCLEAR
        address = merged
    if address == Address():
        return NOTHING
    missing = tuple(part for part in _NEEDED if not getattr(address, part))
    if missing:
        return Reading(problem="incomplete", partial=str(address), missing=missing)
    return Reading(str(address))


def parse_address(line: str) -> Address | None:
    """The parts of an address in one line; None if it has none."""
    address = _parsed(_TOKEN.findall(line.lower()))
    return None if address == Address() else address


def _merged(before: Address, piece: Segment) -> Address | None:
    """What was said before, with the parts that are said anew. None: it may be meant for several."""
    said = _parsed(piece.words)
    if before == Address() or piece.restart:
        return said
    if said.number and not said.street and said.zip == "" and said.city == "":
        return replace(before, number=said.number)
    if said == Address():
        return None if piece.words else before
    if said.street and not said.number:
        said = replace(said, number=before.number)
    return replace(before, **{f.name: v for f in fields(said) if (v := getattr(said, f.name))})


def _parsed(words: list[str]) -> Address:
    words = _without_lead(words)
    words, zip_code = _zip(words)
    number, at = _number(words)
    street, at = _street(words, at) if number or _has_street(words) else ("", at)
    unit, at = _unit(words, at)
    city, state = _city(words[at:])
    if number and not street and city:
        number, city = "", city  # digits before a city are no house
    if not (number or street or unit or zip_code or state):
        city = "" if len(words) > 4 else city
    return Address(number, street, unit, city, state, zip_code)


def _without_lead(words: list[str]) -> list[str]:
    lead = max((len(one) for one in _LEADS if words[: len(one)] == one), default=0)
    return _without_lead(words[lead:]) if lead else [word for word in words if word not in _SIDE_WORDS]


def _zip(words: list[str]) -> tuple[list[str], str]:
    """Five or nine digits at the end, and the words before them."""
    found = [run for run in runs(words) if run.end == len(words)]
    if not found or not found[0].clean:
        return words, ""
    start = found[0].start
    for begin in range(start, len(words)):
        tail = [run for run in runs(words[begin:]) if run.start == 0 and run.end == len(words) - begin]
        options = [o for o in tail[0].readings if len(o) in (5, 9)] if tail else []
        if len(options) == 1:
            digits = options[0]
            kept = words[:begin]
            while kept and kept[-1] in ("zip", "code", "is", "the", "zipcode", "postal"):
                kept = kept[:-1]
            return kept, digits if len(digits) == 5 else f"{digits[:5]}-{digits[5:]}"
    return words, ""


def _number(words: list[str]) -> tuple[str, int]:
    """The number of the house, which never takes words of a numbered street with it: `five fifth avenue`."""
    end = 0
    while end < len(words) and not ordinal(words, end):
        if step := cardinal(words, end):
            end = step[1]
        elif words[end] in _IN_NUMBERS or words[end].isdigit() or _and(words, end):
            end += 1
        else:
            break
    head = words[:end]
    if not head:
        return "", 0
    whole = whole_number(head, 0) if {"hundred", "thousand"} & set(head) else None
    if whole and whole[1] == len(head):
        return str(whole[0]), end
    found = runs(head)
    return (found[0].readings[0], end) if len(found) == 1 else ("", 0)


def _and(words: list[str], at: int) -> bool:
    return words[at] == "and" and at > 0 and words[at - 1] in ("hundred", "thousand")


def _has_street(words: list[str]) -> bool:
    return any(word in SUFFIXES for word in words[1:5])


def _street(words: list[str], at: int) -> tuple[str, int]:
    """The name up to the kind of street; a direction may follow."""
    for end in range(at, min(len(words), at + 7)):
        name = words[at:end]
        if words[end] in NO_SUFFIX and not name:
            return words[end].capitalize(), _direction(words, end + 1)[1]
        ahead = words[end + 1] if end + 1 < len(words) else ""
        if not name or words[end] not in SUFFIXES or (ahead in SUFFIXES and ahead not in ("st", "dr")):
            continue
        if len(name) == 1 and name[0] in DIRECTIONS and ordinal(words, end) is None and words[end] == "st":
            continue
        side, after = _direction(words, end + 1)
        return " ".join([*_named(name), SUFFIXES[words[end]].capitalize(), *side]), after
    return "", at


def _direction(words: list[str], at: int) -> tuple[list[str], int]:
    """`northwest` after a street; "north carolina" and "west orange" are not meant by it."""
    if at < len(words) and words[at] in DIRECTIONS:
        follows = tuple(words[at : at + 2])
        if follows not in STATES and (len(words[at]) > 5 or len(words[at]) <= 2):
            return [DIRECTIONS[words[at]].capitalize()], at + 1
    return [], at


def _named(words: list[str]) -> list[str]:
    """The name of a street: numbers as `42nd`, directions in full, letters spelled put together."""
    named, at = [], 0
    while at < len(words):
        if number := ordinal(words, at):
            named.append(_nth(number[0]))
            at = number[1]
        elif (letters := spelled(words, at)) and letters.count > 1 and len(words[at]) == 1:
            named.append(letters.text.capitalize())
            at = letters.end
        elif words[at] in DIRECTIONS and at == 0 and len(words) > 1:
            named.append(DIRECTIONS[words[at]].capitalize())
            at += 1
        else:
            named.append("Saint" if words[at] == "saint" else _capital(words[at]))
            at += 1
    return named


def _capital(word: str) -> str:
    return f"Mc{word[2:].capitalize()}" if re.fullmatch(r"mc[a-z]{3,}", word) else word.capitalize()


def _nth(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _unit(words: list[str], at: int) -> tuple[str, int]:
    """`apartment four b`, `suite two hundred`, `third floor`."""
    if (nth := ordinal(words, at)) and words[nth[1] : nth[1] + 1] == ["floor"]:
        return f"Floor {nth[0]}", nth[1] + 1
    if at >= len(words) or words[at] not in UNITS:
        return "", at
    kind, start = UNITS[words[at]], at + 1 + (words[at + 1 : at + 2] == ["number"])
    label, end = "", start
    number, size = _number(words[start:])
    if number:
        label, end = number, start + size
    if end < len(words) and len(words[end]) == 1 and words[end].isalpha():
        label, end = label + words[end].upper(), end + 1
        if label.isalpha() and (after := _number(words[end:]))[0]:
            label, end = label + after[0], end + after[1]
    return (f"{kind} {label}", end) if label else ("", at)


def _city(words: list[str]) -> tuple[str, str]:
    """City and state from what is left. "New York, New York" is both."""
    state = words[-1].upper() if len(words) > 1 and len(words[-1]) == 2 else ""
    state, words = (state, words[:-1]) if state in STATE_NAMES else ("", words)
    words = [word for word in words if word not in _IGNORED or word == "city"]
    words = words[1:] if words[:1] == ["city"] else words
    for size in () if state else (3, 2, 1):
        name = tuple(words[-size:])
        if len(name) == size and name in STATES:
            words, state = words[:-size], STATES[name]
            break
    if not state and len(words) > 2 and (words[-2] + words[-1]).upper() in STATE_NAMES:
        words, state = words[:-2], (words[-2] + words[-1]).upper()
    if not words and state in ("NY", "WA"):
        return ("New York", "") if state == "NY" else ("", state)
    letters = spelled(words, 0) if words and len(words[0]) == 1 else None
    if letters and letters.end == len(words):
        return letters.text.capitalize(), state
    return " ".join(_capital(word) for word in words if not word.isdigit()), state


class AddressKind:
    """Addresses in one line."""

    def find(self, words: list[str], setting: Setting) -> list[Found]:
        """The whole utterance as an address, bare."""
        reading = read_address(" ".join(words), setting)
        return [Found(0, len(words), reading.value, bare=True)] if reading.value else []

    def spoken(self, value: Any) -> str:
        """In the order of an envelope, the zip digit by digit."""
        address = parse_address(str(value))
        if address is None:
            return str(value)
        street = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: _say_nth(int(m[1])), address.street)
        unit = re.sub(r"^Apt ", "apartment ", address.unit)
        unit = re.sub(r"(\d)([A-Z])$", r"\1 \2", unit)
        # "Fifty Fifth Avenue" is another address than "five zero Fifth Avenue".
        fused = address.number[1:] == "0" and re.match(r"[1-9](?:st|nd|rd|th)\b", address.street)
        house = _say_digits(address.number) if fused else _say_house(address.number)
        parts = (
            f"{house} {street}".strip(),
            re.sub(r"\d+", lambda m: _say_house(m[0]), unit),
            address.city,
            "D C" if address.state == "DC" else STATE_NAMES.get(address.state, address.state).title(),
            _say_digits(address.zip),
        )
        return ", ".join(part for part in parts if part)

    def sample(self, rng: random.Random, setting: Setting) -> str:
        """A street in a city with its state and zip."""
        street = rng.choice(["harbor street", "main street", "oak avenue", "fifth avenue", "maple drive"])
        city = rng.choice(["springfield illinois", "boston massachusetts", "austin texas", "albany new york"])
        zip_code = " ".join(say_number(rng.randint(0, 9)) for _ in range(5))
        return f"{say_number(rng.choice((7, 12, 19, 21, 45, 68, 83)))} {street} {city} {zip_code}"


def _say_nth(n: int) -> str:
    return say_ordinal(n) if n < 40 else f"{n}th"


def _say_house(number: str) -> str:
    return _say_digits(number) if len(number) != 2 else say_number(int(number))


def _say_digits(number: str) -> str:
    return " ".join(say_number(int(c)) for c in number if c.isdigit())
