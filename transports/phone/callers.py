"""The caller's own call at its carrier, and what becomes of it whenever it leaves a place. Mostly pure."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from calls.control import Terms, WhenTheyLeave
from calls.end_reasons import EndReason
from calls.gate import Admitted
from transports.phone.legs import new_token
from transports.phone.public import PublicUrl

MOST_RETURNS = 2
"""How often a call may come back to the agent; after that a message is taken."""

THOUGHT_GONE = frozenset(
    {
        EndReason.CALLER_HUNG_UP,
        EndReason.CALLER_HUNG_UP_BEFORE_GREETING,
        EndReason.CALLER_HUNG_UP_DURING_TOOL,
        EndReason.CALLER_HUNG_UP_DURING_TRANSFER,
    }
)


class Place(StrEnum):
    """Where the caller is."""

    AGENT = "agent"
    """On our media stream."""

    CONFERENCE = "conference"
    """With a person, or waiting for one to be there."""

    NUMBER = "number"
    """Connected to another number."""


class Step(StrEnum):
    """What the caller's call does next."""

    HANG_UP = "hang_up"
    FAREWELL = "farewell"
    """A last sentence, and the end."""
    RETURN = "return"
    """Back to the agent, on a new stream."""
    MESSAGE = "message"
    """An apology, and a message is taken."""
    STAY = "stay"
    """Whatever it does already: the question came late."""


@dataclass(eq=False)
class CallerCall:
    """The call of one caller, from its first webhook on."""

    sid: str
    from_: str
    to: str
    public: PublicUrl
    """Where the carrier reaches us."""
    admitted: Admitted | None = None
    """What the gate said of it; None where nobody was asked."""
    here: bool = False
    """Whether it is no call of the carrier's, but a line of our own: a browser's."""
    token: str = field(default_factory=new_token)
    place: Place = Place.AGENT
    document: str = ""
    """What the call does at its place, if that is not the agent."""
    met: bool = False
    """Whether the person it is with was ever seen there."""
    terms: Terms = field(default_factory=Terms)
    """What is agreed for its legs."""
    came_back: str | None = None
    """Why it is with the agent again."""
    returns: int = 0
    failed: bool = False
    """Whether the agent broke down."""
    end_reason: EndReason | None = None
    """How the agent's part of the call ended."""

    def __post_init__(self) -> None:
        self.agent_done = asyncio.Event()
        """Set whenever the agent is done with the call."""
        self.bridged = asyncio.Event()
        """Set once the carrier says that it is together with another, where it says so."""

    def answers(self) -> str | None:
        """The agent takes the call; returns why it came back, if it did."""
        self.agent_done.clear()
        self.failed, self.end_reason = False, None
        return self.came_back

    def moved(self, place: Place, document: str) -> None:
        """The call was given another document."""
        self.place, self.document, self.met = place, document, False
        self.bridged.clear()

    def back(self, why: str) -> Step:
        """The call returns to the agent, unless it has done so too often."""
        self.place, self.document, self.met = Place.AGENT, "", False
        self.returns += 1
        self.came_back = why
        return Step.RETURN if self.returns <= MOST_RETURNS else Step.MESSAGE


def after_stream(caller: CallerCall) -> Step:
    """The stream has ended and the caller is still there."""
    if caller.place is not Place.AGENT:
        return Step.STAY
    if caller.failed:
        return Step.MESSAGE
    if caller.end_reason in THOUGHT_GONE:
        # The agent took a lost stream for a hang-up.
        return caller.back("stream_lost")
    return Step.HANG_UP


def after_person(caller: CallerCall) -> Step:
    """Caller and person are no longer together, or never were, and the caller is still there."""
    if not caller.met:
        return caller.back("not_joined")
    returns = caller.terms.when_they_leave is WhenTheyLeave.RETURN
    return caller.back("person_left") if returns else Step.FAREWELL


def after_dial(caller: CallerCall, *, spoke: bool, how: str) -> Step:
    """The conference, or the call to another number, is over and the caller is still there.

    `spoke`: whether somebody answered the other number; `how`: how the call to it ended, in one word.
    """
    if caller.place is Place.CONFERENCE:
        return after_person(caller)
    if caller.place is Place.NUMBER:
        return Step.HANG_UP if spoke else caller.back(f"forward_{how or 'failed'}")
    # Led back already; or it never was sure that the caller had been sent anywhere.
    return Step.RETURN if caller.came_back or not spoke else Step.HANG_UP
