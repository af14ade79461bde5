"""Who gets in, and what becomes of whoever is left: what a carrier's routes ask, and `pipeline/` answers.

A call is asked about twice: when its carrier announces it (`admit`, which writes the call's row before the
carrier is answered), and when its media stream opens (`enter`, which takes the token once). When the stream
has ended and the caller is still there, `fate` says what the carrier is to do, in any process of any machine.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from calls.clock import utc_now


@dataclass(frozen=True)
class Arrival:
    """A call that a carrier announces by a request that was proved to be its own."""

    carrier: str
    """`twilio`, `telnyx`, `vonage`."""

    carrier_call: str
    """The carrier's own id of the call. A second announcement of one call is answered like the first."""

    from_: str
    """The caller's address as the carrier gave it; not always E.164."""

    to: str


@dataclass(frozen=True)
class Admitted:
    """A call that gets in. Its row exists."""

    call_id: str

    agent: str
    """Name of the agent that answers it."""

    token: str
    """Opens the call's media stream, once and for half a minute."""

    arrival: Arrival

    at: datetime = field(default_factory=utc_now)
    """When it got in. Its record and its folder begin with this."""


class Turned(StrEnum):
    """Why a call does not get in."""

    FULL = "full"
    """As many calls as there may be, of this process, agent or number."""

    OVERLOADED = "overloaded"
    """The process is late with the work that it has."""

    DRAINING = "draining"
    """The process is about to end."""

    NO_AGENT = "no_agent"
    """Nobody answers this number."""

    SPENT = "spent"
    """The agent's budget of the day is used up."""

    UNAVAILABLE = "unavailable"
    """Something that a call cannot do without is out of order."""


@dataclass(frozen=True)
class TurnedAway:
    """A call that does not get in, and what its caller is offered instead."""

    why: Turned

    say: str
    """Said to the caller; empty for a busy tone."""

    dial: str | None = None
    """E.164 of who is called instead, from the agent file."""

    message: bool = False
    """Whether a message is taken; where `dial` is given, if nobody answers there."""

    language: str = "en-US"


class Fate(StrEnum):
    """What becomes of a caller whose media stream has ended."""

    HANG_UP = "hang_up"
    """The agent said goodbye."""

    BACK = "back"
    """The stream was lost and nobody said goodbye: to an agent again, on a new stream."""

    RESCUE = "rescue"
    """The agent broke down, or is gone: an apology, then a person or a message."""


class Gate(Protocol):
    """One per process. No method raises: where the store is out of order, it decides without."""

    @property
    def home(self) -> str:
        """Put before a path, it leads to this process whichever process is asked: `/w/NAME`; may be empty.

        For whatever only this process knows: the legs of a transfer, the stream of a call that it admitted.
        A process that is gone is answered for by another one, which sees the same path. Carriers sign the
        whole path, so what proves a request sees it with its `/w/NAME`; routes see it without.
        """
        ...

    async def admit(self, arrival: Arrival) -> Admitted | TurnedAway:
        """A call is announced. Answers within half a second, whatever is slow."""
        ...

    async def enter(self, carrier: str, carrier_call: str, token: str) -> Admitted | None:
        """A media stream opens. None for a token that is wrong, used, too old, or of another call."""
        ...

    async def fate(self, carrier: str, carrier_call: str) -> Fate:
        """A caller's stream has ended. Waits a few seconds for a call that is just being finished."""
        ...

    async def again(self, carrier: str, carrier_call: str) -> Admitted | None:
        """A caller comes back to an agent: a new token for the call. None when it has done so too often."""
        ...

    async def person(self, carrier: str, carrier_call: str) -> str | None:
        """E.164 of who is called for a caller whom no agent can serve any more; None where nobody is."""
        ...

    async def over(self, carrier: str, carrier_call: str) -> None:
        """The carrier says that the call is over. May be told late, twice, or before other things."""
        ...
