"""What can be done to a call from outside its media stream: dial a person, join them, let go.

A carrier implements `CallControl`, a handoff asks for it, `pipeline/` introduces the two. One object per
call. A line that no carrier brought (a browser) has one if there is a carrier to ring persons with.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class LegEvent(StrEnum):
    """What happens to the leg of a person who is being called."""

    RINGING = "ringing"
    ANSWERED = "answered"
    """Somebody or something picked up; whether it is a person is not known yet."""

    HUMAN = "human"
    """The carrier believes that a person answered."""

    MACHINE = "machine"
    """Voicemail, a fax, a menu."""

    BRIEFED = "briefed"
    """The briefing was played to its end."""

    ACCEPTED = "accepted"
    """The person pressed the key, or said yes."""

    DECLINED = "declined"
    """The person pressed the other key, or said no."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    """The number refused the call, or does not exist."""

    ENDED = "ended"
    """An answered leg is over."""

    FAILED = "failed"
    """The carrier could not do it."""


@dataclass(frozen=True)
class Leg:
    """A person's leg of a call."""

    id: str
    """The carrier's own id."""


OnLeg = Callable[[Leg, LegEvent], Awaitable[None]]
"""Told of everything that happens to a leg; late and doubled notices are filtered before."""


class ControlError(RuntimeError):
    """The carrier refused, or could not be reached. Its text is for logs, never for a caller or a model."""


class CallerGone(ControlError):
    """The caller has hung up meanwhile, so that there is nobody to join or to forward."""


class WhenTheyLeave(StrEnum):
    """What becomes of the caller when the person hangs up after the two were joined."""

    HANG_UP = "hang_up"
    """The farewell is said, if there is one, and the call ends."""

    RETURN = "return"
    """The caller comes back to the agent, on a stream of its own."""


@dataclass(frozen=True)
class Terms:
    """What is agreed for the legs of a call, from the agent file."""

    accept_key: str = "1"
    """The key with which a person takes the call."""

    when_they_leave: WhenTheyLeave = WhenTheyLeave.HANG_UP

    farewell: str = ""
    """Said to the caller when the person hangs up and the call ends."""


class PersonLine(Protocol):
    """The sound of a person whom the caller meets in our own process: 16-bit mono PCM."""

    rate: int
    """Samples per second, both ways."""

    async def hear(self) -> bytes | None:
        """What the person says next; None once they are gone."""
        ...

    async def say(self, pcm: bytes) -> None:
        """Let the person hear something. To one who is gone, it is nothing."""
        ...

    async def close(self) -> None:
        """Let go of the person, whose telephone then ends the call."""
        ...


class CallControl(Protocol):
    """One call's control. Every method raises ControlError when the carrier does not do it."""

    def agree(self, terms: Terms) -> None:
        """From here on these terms hold; those of an earlier transfer no longer do."""
        ...

    @property
    def meets_here(self) -> bool:
        """Whether no carrier can move the caller, so that they meet a person in our own process."""
        ...

    @property
    def person(self) -> PersonLine | None:
        """Whom the caller was joined with here; None before that, and where a carrier joins them."""
        ...

    def has_taken_caller(self) -> bool:
        """Whether the carrier is taking the caller out of the media stream, by `join` or `forward`.

        A stream that closes without that was closed by the caller: they hung up.
        """
        ...

    async def dial(self, number: str, *, brief: str, ring_secs: float, on_event: OnLeg) -> Leg:
        """Call a person on a leg of their own. Returns as soon as the carrier has taken the order.

        When they answer, `brief` is read to them, and they accept by a key or a word. `number` is E.164 and
        comes from the agent file.
        """
        ...

    async def join(self, leg: Leg) -> int:
        """Bring caller and person together. Returns how many parties are then connected: 2 when it worked.

        The carrier may close the caller's media stream before this returns; once it worked, the agent has
        left. Raises CallerGone when the caller hung up meanwhile.
        """
        ...

    async def hang_up(self, leg: Leg) -> None:
        """End a person's leg, in whatever state it is. Ending one that has ended is no error."""
        ...

    async def forward(self, number: str) -> None:
        """Cold transfer: the caller is connected to `number` and the agent leaves."""
        ...
