"""A payment card is taken in a secure window: that it was, and never what was said in it."""

from typing import Literal

from calls.events.base import Event
from compliance.redaction.declared import Own

CardStep = Literal["number", "expiry", "code", "zip"]
"""What is asked for."""

CardOutcome = Literal[
    "captured", "cancelled", "person", "gave_up", "silent", "declined", "failed", "unknown", "unavailable",
    "left",
]  # fmt: skip
"""What taking a card came to. `captured`: there is a token. `cancelled`: the caller will not. `person`: the
caller wants one. `gave_up`: asked too often. `silent`: nothing was said. `declined`: the tokeniser says no.
`failed`: certainly not done. `unknown`: it may have been done. `unavailable`: the tokeniser has kept failing.
`left`: the call was over."""


class SecureWindowOpened(Event):
    """From here on what the caller says and presses is heard by the card form alone; the sound is zero."""

    type: Literal["secure_window_opened"] = "secure_window_opened"


class CardAsked(Event):
    """The caller was asked for a part of the card, in fixed words that the model knows nothing of."""

    type: Literal["card_asked"] = "card_asked"
    step: CardStep
    text: Own
    """What was said."""


class SecureWindowClosed(Event):
    """The last word was judged: the model hears the caller again, and the recording goes on."""

    type: Literal["secure_window_closed"] = "secure_window_closed"
    opened_ms: int
    """When it was opened."""
    outcome: CardOutcome


class CardCaptured(Event):
    """The tokeniser has taken the card."""

    type: Literal["card_captured"] = "card_captured"
    card: Own
    """`•••• 1234`"""
    brand: Own
    """`visa`, `mastercard` ..."""
