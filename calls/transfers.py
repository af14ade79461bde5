"""How a request for a person, and a transfer to one, can come out: closed lists."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

PERSON_LEFT = (
    "The person who had the caller has hung up. Ask the caller, in one sentence, what else you can do."
)
"""What a language model is told of a caller who comes back from a person; it is never said."""

CAME_BACK = "The caller was on hold for a person and came back to you. Go on where you were, in one sentence."
"""What a language model is told of a caller who comes back; it is never said."""


class TransferOutcome(StrEnum):
    """What became of a transfer."""

    CONNECTED = "connected"
    """Caller and person were joined, and that was verified."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    """The number refused the call or does not exist, or the carrier could not dial it."""

    VOICEMAIL = "voicemail"
    """A machine picked up."""

    DECLINED = "declined"
    """The person was asked and said no."""

    HUMAN_LEFT_BEFORE_MERGE = "human_left_before_merge"
    """The person picked up and hung up again before the two were joined."""

    MERGE_FAILED = "merge_failed"
    """The carrier could not join the two, or could not forward the caller."""

    CALLER_HUNG_UP = "caller_hung_up"
    CONSULT_TIMEOUT = "consult_timeout"
    """Somebody picked up and never said yes or no."""

    CANCELLED_BY_CALLER = "cancelled_by_caller"
    """The caller came back to the agent."""

    FORWARDED = "forwarded"
    """Cold transfer: the carrier took the caller on. Whether anybody answered is not known here."""

    CALL_ENDED = "call_ended"
    """The call ended for another reason: its longest duration, a shutdown."""

    @property
    def left_the_agent(self) -> bool:
        """Whether the caller is with somebody else now."""
        return self in (TransferOutcome.CONNECTED, TransferOutcome.FORWARDED)


class LegResult(StrEnum):
    """How far one attempt to reach a person has come."""

    DIALLED = "dialled"
    RINGING = "ringing"
    ANSWERED = "answered"
    HUMAN = "human"
    BRIEFED = "briefed"
    ACCEPTED = "accepted"
    CONNECTED = "connected"
    """Joined with the caller."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    VOICEMAIL = "voicemail"
    DECLINED = "declined"
    LEFT = "left"
    """Picked up and hung up again."""

    TIMED_OUT = "timed_out"
    """Picked up and never said yes or no."""

    MERGE_FAILED = "merge_failed"
    FORWARDED = "forwarded"
    CANCELLED = "cancelled"
    """Given up because the caller left or came back."""

    @property
    def final(self) -> bool:
        """Whether nothing more can come of the attempt."""
        return self not in _ON_THE_WAY


_ON_THE_WAY = frozenset(
    {
        LegResult.DIALLED,
        LegResult.RINGING,
        LegResult.ANSWERED,
        LegResult.HUMAN,
        LegResult.BRIEFED,
        LegResult.ACCEPTED,
    }
)

Why = Literal["", "nobody", "unknown", "no_line", "closed", "not_allowed", "tried", "ending"]


@dataclass(frozen=True)
class Requested:
    """The answer to whoever asked for a person."""

    status: Literal["transferring", "unavailable"]
    why: Why = ""
    """Why there is nobody: none configured, no such name, a line without a carrier, outside of their hours,
    numbers that may not be dialled, enough tries in this call, or a call that is ending."""

    say: str = ""
    """A sentence for the caller when there is nobody."""

    opens: datetime | None = None
    """When somebody is there again, as wall-clock time, if that is why."""

    @property
    def transferring(self) -> bool:
        """Whether a person is being fetched."""
        return self.status == "transferring"


@dataclass(frozen=True)
class LastWords:
    """The last thing that the caller said."""

    text: str
    """As it was understood."""

    start_ms: int
    """Since the stream started, which is also where it is in the recording."""

    end_ms: int
    recording: str | None
    """The call's recording, relative to the data folder; None when nothing is recorded."""
