"""Values that callers speak: argument types of tools, which check them."""

from collections.abc import Callable
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any

import phonenumbers
from pydantic import BeforeValidator, Field, WithJsonSchema

from flows.capture.address import ADDRESS
from flows.capture.base import CaptureType
from flows.capture.choices import YES_NO
from flows.capture.date import BIRTH_DATE, DATE
from flows.capture.email import EMAIL
from flows.capture.name import NAME
from flows.capture.numbers import DIGITS
from flows.capture.phone import PHONE
from flows.capture.time import TIME
from flows.tools.setting import current_setting
from flows.tools.spec import KIND

DEFAULT_REGION = "US"
"""Where a number without a country code belongs."""


def e164(text: object, region: str = DEFAULT_REGION) -> str:
    """A phone number as +CCNNN.

    Raises:
        ValueError: It has too few or too many digits, or is no phone number at all.
    """
    try:
        number = phonenumbers.parse(str(text), region)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number; give all digits with the area code") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a complete phone number; give all digits with the area code")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def e164_or_none(text: str | None, region: str = DEFAULT_REGION) -> str | None:
    """The caller's address as a phone number, or None if it is withheld or no number."""
    try:
        return e164(text, region) if text else None
    except ValueError:
        return None


def _reading(type_: CaptureType, canonical: Callable[[Any], Any] | None = None) -> BeforeValidator:
    """Takes a value in its canonical form, or in the caller's words.

    The words are understood in the setting of the call whose tool takes them. What may mean this or that is
    refused, with the reason that a caller would hear.
    """

    def read(given: Any) -> Any:
        if not isinstance(given, str):
            return given
        if canonical:
            try:
                return canonical(given)
            except ValueError:
                pass
        reading = type_.parse(given, current_setting())
        if reading.value is None:
            raise ValueError(type_.reason(reading))
        return reading.value

    return BeforeValidator(read)


def _annotated(base: Any, type_: CaptureType, canonical: Callable[[Any], Any] | None = None) -> Any:
    schema = {**type_.schema, KIND: type_.name}
    return Annotated[base, _reading(type_, canonical), WithJsonSchema(schema)]


def _e164(text: str) -> str:
    return e164(text, current_setting().region)


if TYPE_CHECKING:
    Phone = str
    Email = str
    PersonName = str
    Address = str
    Digits = str
    Day = date
    BirthDate = date
    Clock = time
    YesNo = bool
else:
    Phone = _annotated(str, PHONE, _e164)
    """A phone number, kept as E.164."""

    Email = _annotated(str, EMAIL)
    """An e-mail address in lower case."""

    PersonName = _annotated(str, NAME)
    """A person's name, as it is written."""

    Address = _annotated(str, ADDRESS)
    """A street address in one line."""

    Digits = _annotated(str, DIGITS)
    """A string of digits. For a known length, add `Field(pattern=...)`."""

    Day = _annotated(date, DATE, date.fromisoformat)
    """A day from today on when it is said in words; a written date may be any."""

    BirthDate = _annotated(date, BIRTH_DATE)
    """A date of birth."""

    Clock = _annotated(time, TIME, time.fromisoformat)
    """A time of day."""

    YesNo = _annotated(bool, YES_NO)
    """Yes or no."""


def digits_only(value: object) -> object:
    """Without the blanks and dashes that a model may put between them."""
    return "".join(char for char in value if char not in " -#") if isinstance(value, str) else value


ZipCode = Annotated[
    str,
    BeforeValidator(digits_only),
    Field(pattern=r"^[0-9]{5}$"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{5}$", "description": "Five digits"}),
]
"""A ZIP code."""
