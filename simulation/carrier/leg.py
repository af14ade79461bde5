"""One leg of a call, as the carrier keeps it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from calls.clock import utc_now
from simulation.dialling import Dialled

FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})

Direction = Literal["inbound", "outbound-api", "outbound-dial"]


@dataclass(frozen=True)
class Asked:
    """A `<Gather>`: what a telephone is asked for."""

    texts: tuple[str, ...]
    secs: float
    """How long the prompts take."""
    speech: bool
    """Whether words are heard as well as keys."""


@dataclass(frozen=True)
class Reply:
    """What comes back: keys, or words."""

    digits: str = ""
    speech: str = ""


class Phone(Protocol):
    """What is at the other end of a leg."""

    def answered(self, leg: "CarrierLeg") -> None:
        """The leg is up."""
        ...

    def joined(self, leg: "CarrierLeg") -> None:
        """Another is in the same conference, or at the other end of a dial."""
        ...

    def over(self, leg: "CarrierLeg") -> None:
        """The leg has ended."""
        ...

    async def reply(self, leg: "CarrierLeg", asked: Asked) -> Reply:
        """Wait until something is pressed or said; maybe for ever. The carrier cancels this."""
        ...

    async def leave_message(self, leg: "CarrierLeg", max_secs: float) -> float:
        """Talk to a recorder; how long it was, in seconds."""
        ...

    async def stream(self, leg: "CarrierLeg", dialled: Dialled) -> None:
        """Be on a media stream until it is closed. When cancelled, the carrier closes it."""
        ...


@dataclass(frozen=True)
class Callbacks:
    """Where a leg's progress is told."""

    url: str
    events: frozenset[str]
    detected_url: str | None = None


@dataclass(eq=False)
class CarrierLeg:
    """What the carrier knows of one leg. Moments are the wall clock's."""

    sid: str
    from_: str
    to: str
    direction: Direction
    phone: Phone
    parent: str | None = None
    status: str = "queued"
    callbacks: Callbacks | None = None
    created: datetime = field(default_factory=utc_now)
    answered: datetime | None = None
    ended: datetime | None = None
    ended_by: str | None = None
    sip_code: int | None = None
    answered_by: str | None = None
    conference: str | None = None
    """Name of the conference it was last in."""
    state: str | None = None
    """What the application gave to be told with every later event, where the carrier does that."""
    met: bool = False
    """Whether it was ever together with another leg."""
    heard: list[str] = field(default_factory=list)
    """What was said to it by documents, in order."""
    task: "asyncio.Task[None] | None" = None
    """What it does now: ring, or follow a document."""

    def __post_init__(self) -> None:
        self.over = asyncio.Event()
        self.up = asyncio.Event()
        """Set when it is answered, and when it is over."""
        self.sequence = 0

    @property
    def final(self) -> bool:
        """Whether it has ended."""
        return self.status in FINAL

    @property
    def live(self) -> bool:
        """Whether it was answered and has not ended."""
        return self.status == "in-progress"

    @property
    def secs(self) -> int:
        """Seconds from the answer to the end, rounded up as a carrier does; 0 if it was never answered."""
        if self.answered is None:
            return 0
        return -(-round(((self.ended or utc_now()) - self.answered).total_seconds() * 1000) // 1000)
