"""What a scenario may say about the people who are called, and about the carrier's moods."""

from typing import Literal

from pydantic import Field

from configs.schema.base import Block

Need = Literal["forward"]
"""What a scenario may need of its line. `forward`: a carrier that connects the caller to another number."""


class PersonBlock(Block):
    """How somebody at a telephone number behaves."""

    answers: Literal["human", "machine", "busy", "no_answer", "rejected", "failed"] = "human"
    """`rejected`: the callee's telephone refuses. `failed`: there is no such number."""
    after_secs: float = Field(default=4.0, ge=0, le=120)
    """Seconds of ringing before that happens."""
    then: Literal["accept", "decline", "hang_up", "silent"] = "accept"
    """What a human does who was asked to take the call."""
    by: Literal["key", "voice"] = "key"
    says: str | None = None
    """The words of `by: voice`; None = "yes please" or "no, not now"."""
    presses: str | None = Field(default=None, pattern=r"^[0-9*#]$")
    """The key of `by: key`; None = 1 or 2."""
    listens_secs: float | None = Field(default=None, ge=0, le=120)
    """Seconds of the briefing that are listened to before that; None = all of it."""
    talks_secs: float = Field(default=20.0, ge=0, le=3600)
    """Seconds after which a human who was joined with the caller hangs up."""
    leaves_after_accept_secs: float | None = Field(default=None, ge=0, le=60)
    """Seconds after a yes at which the human hangs up all the same; None = stays."""
    detected: Literal["human", "machine_start", "fax", "unknown", "never"] | None = None
    """What machine detection takes them for; None = the truth, `never` = it comes to no end."""
    detected_secs: float = Field(default=2.0, ge=0, le=59)
    """Seconds after the answer that detection takes."""
    greeting: str = "Hello, you have reached my voicemail. Yes, please leave a message after the tone."
    """What a machine says."""


class FaultBlock(Block):
    """One kind of request that the carrier does not do as it should."""

    request: Literal[
        "create_call", "redirect_call", "end_call", "read_call", "find_conference", "participants"
    ]
    status: int = Field(default=500, ge=0, le=599)
    """HTTP; 0 = no answer at all."""
    code: int | None = None
    """Twilio's error code, such as 21220."""
    times: int = Field(default=1, ge=1, le=1000)
    done_all_the_same: bool = False
    """Whether the carrier does it although it says otherwise."""


class CarrierBlock(Block):
    """The carrier's moods."""

    callbacks_late_secs: float = Field(default=0.0, ge=0, le=60)
    """Status callbacks come up to this many seconds late, each by chance, so also in another order."""
    callbacks_doubled: bool = False
    ring_buffer_secs: float = Field(default=0.0, ge=0, le=5)
    """Seconds that a telephone rings longer than was asked for; Twilio says up to 5."""
    buffer_secs: float = Field(default=0.0, ge=0, le=2)
    """Seconds that the carrier holds the agent's audio before it plays it to the caller."""
    rings_for_browsers: bool = True
    """Whether there is an account that rings people for callers in a browser."""
    faults: list[FaultBlock] = Field(default_factory=list)


class LegBlock(Block):
    """One row of the carrier's own records: the telephone call of the caller, or of a person."""

    to: str | None = None
    status: str | None = None
    """`completed`, `busy`, `no-answer`, `failed`, `canceled`"""
    answered: bool | None = None
    conference: bool | None = None
    """Whether it was ever in a conference together with another."""
    ended_by: str | None = None
    """`caller`, `person`, `api`, `document`, `conference`, `carrier`, `stream`"""


class CdrBlock(Block):
    """What the carrier's own records are to hold afterwards."""

    persons: list[LegBlock] | None = None
    """All calls to people, in the order in which they were placed."""
    caller: LegBlock | None = None
    alive: int = Field(default=0, ge=0)
    """Legs that may still be up when all is over."""
