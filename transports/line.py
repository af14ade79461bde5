"""How a call arrived: everything the pipeline has to know of the other end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from pipecat.transports.base_transport import BaseTransport

from calls.control import CallControl
from calls.gate import Admitted
from transports.playout import Playout

PHONE_HZ = 8000
"""µ-law phone audio. The whole pipeline stays at this rate: a resampler in the path costs 100 ms."""

BROWSER_IN_HZ = 16000
"""What speech recognition and Silero want of a wideband caller."""

BROWSER_OUT_HZ = 24000

BROWSER_END_SILENCE_SECS = 1
"""Seconds a browser's connection stays open after the last word: more than its jitter buffer holds."""


@dataclass(frozen=True)
class Line:
    """One caller's connection."""

    transport: BaseTransport

    carrier: str
    """`twilio`, `webrtc`, `daily` ..."""

    from_: str | None = None
    """The caller's address as the carrier gave it; not always E.164."""

    to: str | None = None

    direction: Literal["inbound", "outbound"] = "inbound"

    audio_in_hz: int = PHONE_HZ

    audio_out_hz: int = PHONE_HZ

    page: bool = False
    """Whether an RTVI client (a browser page) is at the other end."""

    control: CallControl | None = None
    """What can be done to the call from outside its stream; None where no carrier can be asked."""

    admitted: Admitted | None = None
    """What the gate said of it; None where nobody was asked (a browser, a room, a developer's machine)."""

    came_back: str | None = None
    """Why the call returns to an agent that it had left: `person_left`, `not_joined`, `stream_lost` ..."""

    @property
    def say_past(self) -> Callable[[bytes], Awaitable[None]] | None:
        """Sends 16-bit audio at `audio_out_hz` to the caller past the pipeline; None where that cannot be."""
        return getattr(self.transport, "say_past", None)

    @property
    def playout(self) -> Playout | None:
        """What the caller has heard, as the carrier tells; None on a line that tells nothing."""
        return getattr(self.transport, "playout", None)

    @property
    def wideband(self) -> bool:
        """Whether the caller's audio reaches above the phone band."""
        return self.audio_in_hz > PHONE_HZ
