"""Whether a text, or the bytes of a file, name a person: their telephone or e-mail address in any writing."""

import re
from collections.abc import Iterator, Mapping
from mmap import mmap
from typing import Any

import phonenumbers

from calls.privacy.person import Person
from spoken.phone import digit_run
from spoken.words import UNITS, tokens

_LEAST_DIGITS = 7
"""A national number with fewer digits is looked for with its country code only."""

_BETWEEN = r"[\s().,/–+-]{0,4}"
"""What may stand between two digits as they are written."""

_OH = ("oh", "o", "nought")

_NO_DIGIT, _NO_NAME, _NO_HOST = "(?![0-9])", "(?<![a-z0-9._+-])", "(?![a-z0-9-])"
_EDGES = "|".join(map(re.escape, (_NO_DIGIT, _NO_NAME, _NO_HOST)))
"""Where a number and an address end in a text."""

_NOTHING = "(?!)"
"""Found nowhere; an empty pattern would be found everywhere."""


class Mentions:
    """Looks for one person. Pure; some 20 µs for a sentence."""

    def __init__(self, person: Person) -> None:
        """What is looked for is worked out once."""
        self._numbers = [_national(phone) for phone in person.phones]
        self._ids = [call.lower() for call in person.calls]
        writings = [_written_phone(digits) for digits in self._numbers]
        writings += [_written_email(email) for email in person.emails]
        writings += [re.escape(call) for call in person.calls]
        pattern = "|".join(writings) or _NOTHING
        # In a database's page anything may stand right before and behind a value.
        bare = re.sub(_EDGES, "", pattern)
        self._text = re.compile(pattern, re.IGNORECASE)
        self._bytes = re.compile(pattern.encode(), re.IGNORECASE)
        self._pages = re.compile(bare.encode(), re.IGNORECASE)

    def in_text(self, text: str) -> bool:
        """Whether a text names the person: also as digits in words, with other words between them."""
        if self._text.search(text):
            return True
        return bool(self._numbers) and len(text) >= _LEAST_DIGITS and self._spoken(text)

    def in_bytes(self, content: bytes | mmap) -> bool:
        """Whether bytes of a text do: in writing, or digit by digit in words."""
        return self._bytes.search(content) is not None

    def in_pages(self, content: bytes | mmap) -> bool:
        """The same for bytes that are no text; longer numbers and addresses that hold these count too."""
        return self._pages.search(content) is not None

    def in_value(self, value: Any) -> bool:
        """Whether JSON data does, in its keys or anywhere below."""
        return any(self.in_text(text) for text in _texts(value))

    def _spoken(self, text: str) -> bool:
        words = tokens(text)
        digits, at = "", 0
        while at < len(words):
            run, end = digit_run(words, at)
            digits += run.lstrip("+")
            at = end if run else at + 1
        return any(number in digits for number in self._numbers)


def _national(phone: str) -> str:
    """The digits that stand in every writing of a number."""
    number = str(phonenumbers.parse(phone).national_number)
    return number if len(number) >= _LEAST_DIGITS else phone.lstrip("+")


def _written_phone(digits: str) -> str:
    """A pattern for digits as figures or words, whatever stands between them."""
    each = [_digit(int(digit)) for digit in digits]
    return rf"{_BETWEEN.join(each)}{_NO_DIGIT}"


def _digit(digit: int) -> str:
    words = (UNITS[0], *_OH) if digit == 0 else (UNITS[digit],)
    return rf"(?:{digit}|\b(?:{'|'.join(words)})\b)"


def _written_email(email: str) -> str:
    """A pattern for an address as it is written, or spelled: `a d a at example dot com`."""
    spoken = {"@": r"\s+at\s+", ".": r"\s+(?:dot|point)\s+", "-": r"\s+(?:dash|hyphen)\s+"}
    spoken["_"] = r"\s+underscore\s+"
    # Shorter runs first: a letter may be followed by a space where a caller spells.
    parts = [spoken.get(sign, re.escape(sign) + r"\s?") for sign in email]
    return rf"{_NO_NAME}{re.escape(email)}{_NO_HOST}|\b{''.join(parts)}{_NO_HOST}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
