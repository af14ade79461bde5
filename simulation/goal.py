"""What a simulated caller wants of a call, and what a caller can do. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field

from configs.schema.base import Block

Topic = Literal[
    "read_back",
    "own_number",
    "number",
    "go_on",
    "service",
    "day",
    "time",
    "offer",
    "different",
    "help",
    "anything_else",
    "person",
    "message",
    "another_number",
    "still_there",
    "wait",
    "bye",
    "unknown",
]
"""What the agent is after when it stops talking."""

Fact = Literal["service", "day", "time", "phone"]


class Goal(Block):
    """What a caller wants. Such a caller has no script: each answer follows from what is heard."""

    intent: Literal["book", "move", "cancel"] = "book"
    service: str
    day: date
    """The day wanted; for `cancel`, the day of the visit."""
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """`HH:MM`, in quotes: YAML reads a bare 10:30 as a number."""
    phone: Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
    """The number that the visit is to be under (E.164); the caller may be calling from another."""
    style: Literal["terse", "chatty", "full"] = "terse"
    """`full`: says service, day and time in one sentence."""
    flexible: bool = False
    """Whether another time of the same day will do when the one wanted is not to be had."""
    patience: int = Field(default=5, ge=1)
    """How often the caller starts over with the same thing before giving up."""
    turns: int = Field(default=24, ge=1)
    """How often the caller speaks at all before giving up."""

    @property
    def start(self) -> datetime:
        """The moment wanted, by the office's wall clock."""
        return datetime.combine(self.day, time.fromisoformat(self.time))


@dataclass(frozen=True)
class Heard:
    """What a caller made of the agent's words."""

    topic: Topic
    text: str = ""
    moments: tuple[datetime, ...] = ()
    """Days with times, in the order in which they were said. In an offer: those that are offered."""

    refused: tuple[datetime, ...] = ()
    """In an offer: those of which it was said before that they cannot be had."""

    number: str = ""
    """A telephone number that was said, digits alone."""


@dataclass(frozen=True)
class Say:
    """Say something."""

    text: str


@dataclass(frozen=True)
class Press:
    """Press keys, one after the other."""

    keys: str


@dataclass(frozen=True)
class Wait:
    """Go on listening."""


@dataclass(frozen=True)
class HangUp:
    """Put the phone down."""


Act = Say | Press | Wait | HangUp


@dataclass(frozen=True)
class Mind:
    """What a caller has in mind during a call."""

    wish: datetime
    """The moment that will do: the goal's, or one that was offered and taken since."""

    turns: int = 0
    """How often the caller has spoken."""

    asked: Mapping[str, int] = field(default_factory=dict)
    """How often each topic came up, and each fact had to be corrected (`wrong day`)."""

    read_back: Heard | None = None
    """The last read-back of which anything was heard."""

    last: Topic | None = None
    """What the agent was after before."""

    agreed: bool = False
    """Whether the caller's last word was a yes to a read-back that was right."""

    leaving: bool = False
    """Whether the caller has said goodbye."""

    gave_up: bool = False
    """Whether that was for want of success."""
