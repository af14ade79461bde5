"""Every type of value by its name."""

from collections.abc import Mapping

from flows.capture.address import ADDRESS
from flows.capture.base import CaptureType
from flows.capture.choices import CHOICE, YES_NO
from flows.capture.date import BIRTH_DATE, DATE
from flows.capture.email import EMAIL
from flows.capture.name import NAME
from flows.capture.numbers import CARD, DIGITS, NUMBER
from flows.capture.phone import PHONE
from flows.capture.time import MOMENT, TIME

TYPES: Mapping[str, CaptureType] = {
    one.name: one
    for one in (
        PHONE,
        EMAIL,
        DATE,
        TIME,
        MOMENT,
        NAME,
        ADDRESS,
        YES_NO,
        CHOICE,
        NUMBER,
        DIGITS,
        CARD,
        BIRTH_DATE,
    )
}
"""Name → type."""
