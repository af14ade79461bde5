"""What is said while a card is taken, and what callers say that is no part of it."""

from collections.abc import Mapping
from typing import Literal

from calls.events.card import CardStep
from calls.triggers.robot import asks_whether_robot
from spoken.words import listed, tokens

Wish = Literal["robot", "cancel", "wait", "repeat", "again", "nothing"]
"""`robot`: whether this is a machine. `cancel`: no card after all. `wait`: they look for it. `repeat`: the
question once more. `again`: from the beginning. `nothing`: only polite words, the end of what was said before
the window was opened."""

ASK: Mapping[CardStep, str] = {
    "number": "What's the card number? You can say it, or key it in and press pound.",
    "expiry": "Thank you. Until when is the card good? Month and year, please.",
    "code": "And the security code? It's the {code} digits on the {side} of the card.",
    "zip": "And the ZIP code of the card's billing address?",
}
"""The question for each part."""

BY_KEYS: Mapping[CardStep, str] = {
    "number": "Please key the card number in on your phone, and press pound.",
    "expiry": "Please key in two digits for the month and two for the year, and press pound.",
    "code": "Please key the security code in on your phone, and press pound.",
    "zip": "Please key the five digits of the ZIP code in, and press pound.",
}
"""The other way, when an answer was not understood again and again."""

WRONG: Mapping[CardStep, Mapping[str, str]] = {
    "number": {
        "impossible": "That card number isn't right.",
        "too_short": "That card number is too short.",
        "too_long": "That card number is too long.",
    },
    "expiry": {"past": "That card has expired.", "impossible": "There is no such date."},
    "code": {
        "too_short": "That code is too short.",
        "too_long": "That code is too long.",
    },
    "zip": {"too_short": "That ZIP code is too short.", "too_long": "That ZIP code is too long."},
}
"""Why an answer is none."""

NOT_UNDERSTOOD = "Sorry, I didn't get that."
NOT_TAKEN = "I'm sorry, we don't take {brand}. Do you have another card?"
ANOTHER = "Do you have another card? What's its number?"
GO_ON = "Go on."
TAKE_YOUR_TIME = "Take your time."
STILL_THERE = "Are you still there?"
ONE_MOMENT = "Thank you. One moment, please."


def _sayings(text: str) -> list[list[str]]:
    return [saying.split() for saying in listed(text, "|")]


_WISHES: Mapping[Wish, list[list[str]]] = {
    "cancel": _sayings(
        """
        cancel | never mind | forget it | stop | i changed my mind | i don't want to pay | no card |
        i don't want to | i'd rather not | i don't have a card | i don't have my card | not now | i won't |
        don't want to give
        """
    ),
    "wait": _sayings(
        """
        hold on | one moment | one second | one sec | just a moment | just a second | a minute | wait |
        let me get | let me find | let me look | looking for it | get my card | get my wallet
        """
    ),
    "repeat": _sayings("repeat | pardon | say that again | what was that | what did you say | come again"),
    "again": _sayings("start over | start again | from the beginning | wrong card | another card"),
}


_POLITE = frozenset(
    listed("yes yeah yep ok okay sure please thanks thank you alright all right fine good so well here uh um")
)


def wish_of(said: str) -> Wish | None:
    """What the caller wants, if it is no answer: words without a digit."""
    if asks_whether_robot(said):
        return "robot"
    words = tokens(said)
    for wish, sayings in _WISHES.items():
        for saying in sayings:
            if any(words[at : at + len(saying)] == saying for at in range(len(words) - len(saying) + 1)):
                return wish
    return "nothing" if words and all(word in _POLITE for word in words) else None
