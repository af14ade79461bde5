"""E-mail addresses."""

from flows.capture.base import CaptureType
from spoken.email import EmailKind, read_email

EMAIL = CaptureType(
    name="email",
    read=read_email,
    say=EmailKind().spoken,
    ask=(
        "What's your e-mail address?",
        'Could you say the e-mail address again, with "at" and "dot"?',
    ),
    read_back="I have {said}. Is that right?",
    other_ways={
        "spelling": "Could you spell the address letter by letter, for example s as in Sam?",
        "person": "I can't get the address right. Let me get somebody who can take it.",
    },
    reasons={
        "impossible": "That's not an address that mail can be sent to.",
        "incomplete": "I don't have the whole address yet.",
        "several": "I heard more than one address.",
    },
    schema={"type": "string", "description": "E-mail address, as written or as the caller said it"},
)
"""Kept in lower case."""
