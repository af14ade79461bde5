"""Telephone numbers."""

from flows.capture.base import CaptureType, by_keys
from spoken.digit_answer import read_phone
from spoken.phone import PhoneKind

PHONE = CaptureType(
    name="phone",
    read=read_phone,
    say=PhoneKind().spoken,
    ask=(
        "What's the phone number, with the area code?",
        "Please say the ten digits of the phone number, one by one.",
    ),
    keys=by_keys(read_phone),
    other_ways={
        "keypad": "Please key the number in on your phone, and press pound when you're done.",
        "person": "I can't get the number right. Let me get somebody who can take it.",
    },
    reasons={
        "impossible": "That's not a phone number that I can use.",
        "several": "I heard more than one number.",
        "too_short": "That number is too short.",
    },
    schema={"type": "string", "description": "Phone number with area code, e.g. +12125550142"},
)
"""Kept as E.164."""
