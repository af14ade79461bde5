"""What a person answered when asked to take a call."""

from collections.abc import Mapping

from calls.clock import utc_now
from calls.control import LegEvent
from spoken.base import Setting
from spoken.words import tokens
from spoken.yes_no import YesNoKind

ACCEPT = (
    {"accept"},
    {"connect"},
    {"put", "through"},
    {"transfer"},
    {"take", "it"},
    {"take", "call"},
    {"one"},
)
DECLINE = ({"decline"}, {"reject"}, {"not", "now"}, {"busy"}, {"can't"}, {"cannot"}, {"don't"}, {"two"})
"""Words that, all said, are an answer."""

LONGEST_REPLY = 8
"""Words. Who says more is not answering: a voicemail's greeting may well hold a "yes"."""


def reply(digits: str, speech: str, *, keys: Mapping[str, LegEvent]) -> LegEvent | None:
    """ACCEPTED, DECLINED, or None for what is neither. A key counts before words, a no before a yes."""
    if digits:
        return keys.get(digits[0])
    words = tokens(speech)
    if not words or len(words) > LONGEST_REPLY:
        return None
    said = set(words)
    if any(all(word in said for word in saying) for saying in DECLINE):
        return LegEvent.DECLINED
    found = YesNoKind().find(words, Setting(now=utc_now()))
    if found:
        return LegEvent.ACCEPTED if found[0].value else LegEvent.DECLINED
    if any(all(word in said for word in saying) for saying in ACCEPT):
        return LegEvent.ACCEPTED
    return None
