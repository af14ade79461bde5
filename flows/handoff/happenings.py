"""What can happen during a transfer, and what can be done about it: the vocabulary of the state machine."""

from dataclasses import dataclass

from calls.control import LegEvent
from calls.transfers import LegResult, TransferOutcome
from flows.handoff.plan import Call

# ---- What happens -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Begun:
    """The transfer is wanted."""


@dataclass(frozen=True)
class Announced:
    """The caller has heard the announcement."""


@dataclass(frozen=True)
class DialTaken:
    """The carrier has taken the order to call a person."""

    call: int
    """Position in the plan."""

    leg: str


@dataclass(frozen=True)
class DialFailed:
    """The carrier has not."""

    call: int


@dataclass(frozen=True)
class LegTold:
    """Something happened to a person's leg."""

    call: int
    leg: str
    event: LegEvent


@dataclass(frozen=True)
class Joined:
    """The carrier has brought the two together, and counted."""

    call: int
    parties: int


@dataclass(frozen=True)
class JoinFailed:
    """The carrier could not, because the caller had gone or for any other reason."""

    call: int
    caller_gone: bool


@dataclass(frozen=True)
class Forwarded:
    """The carrier has taken the caller on."""

    call: int


@dataclass(frozen=True)
class CallerCameBack:
    """The caller said or pressed that they want the agent again."""


@dataclass(frozen=True)
class LineClosed:
    """The caller's stream is closed."""

    by_carrier: bool = False
    """Whether the carrier has begun to take the caller to the person; else they hung up."""


@dataclass(frozen=True)
class Aborted:
    """The call ends for a reason of its own."""


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


Happening = (
    Begun
    | Announced
    | DialTaken
    | DialFailed
    | LegTold
    | Joined
    | JoinFailed
    | Forwarded
    | CallerCameBack
    | LineClosed
    | Aborted
    | Tick
)

# ---- What is to be done -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Announce:
    """Say this to the caller, uninterrupted, and tell when it was heard. Their words no longer reach the
    language model."""

    text: str


@dataclass(frozen=True)
class Hold:
    """Music for the caller."""


@dataclass(frozen=True)
class Update:
    """Say this to the caller between the music."""

    text: str


@dataclass(frozen=True)
class Dial:
    """Call a person."""

    call: int
    what: Call


@dataclass(frozen=True)
class HangUp:
    """End a person's leg."""

    leg: str


@dataclass(frozen=True)
class Join:
    """Bring caller and person together."""

    call: int
    leg: str


@dataclass(frozen=True)
class Forward:
    """Hand the caller to a number."""

    call: int
    what: Call


@dataclass(frozen=True)
class Note:
    """Put on record how far a call to a person has come."""

    call: int
    result: LegResult


@dataclass(frozen=True)
class Finish:
    """The transfer is over. Unless the caller left, they are the agent's again."""

    outcome: TransferOutcome


Deed = Announce | Hold | Update | Dial | HangUp | Join | Forward | Note | Finish
