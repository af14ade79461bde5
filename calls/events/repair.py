"""Misunderstandings, and how they were mended."""

from typing import Literal

from calls.events.base import Event
from compliance.redaction.declared import Own

RepairKind = Literal[
    "repeated",
    "slowed",
    "started_over",
    "went_back",
    "skipped",
    "corrected",
    "cancelled",
    "clarified",
    "robot_asked",
]
"""What mended the conversation."""


class Repaired(Event):
    """The caller (or the agent, by asking back) mended the conversation."""

    type: Literal["repaired"] = "repaired"
    kind: RepairKind
    what: Own = ""
    """The value or the node it was about; never the value itself."""


class Misunderstood(Event):
    """Caller and agent did not understand each other."""

    type: Literal["misunderstood"] = "misunderstood"
    why: Literal["no_words", "asked_again", "clarified"]
    """`no_words`: speech was heard and no word of it; `asked_again`: the agent said that it did not
    understand; `clarified`: it asked which of several things was meant."""
