"""What Telnyx is told to do next with a call, command by command."""

from typing import Any

from transports.phone.callers import CallerCall
from transports.phone.legs import PersonLeg
from transports.phone.wording import Wording
from transports.telnyx.addresses import events_address, leg_address, leg_stream_address, stream_address
from transports.telnyx.rest import TelnyxRest
from transports.telnyx.state import State, Then

VOICE = "female"

MESSAGE_SECS = 120
"""The longest message."""

SILENCE_SECS = 4
"""Silence that ends a message."""

AFTER_BRIEF_MS = 1000
"""Between the end of the briefing and the question; what is pressed meanwhile counts."""

ANSWER_MS = 5000
"""For an answer, before the question is asked again."""


def streaming(url: str) -> dict[str, Any]:
    """What puts a call onto our media stream."""
    return {
        "stream_url": url,
        "stream_track": "inbound_track",
        "stream_codec": "PCMU",
        "stream_bidirectional_mode": "rtp",
        "stream_bidirectional_codec": "PCMU",
    }


def an_order(
    person: PersonLeg, caller: CallerCall, connection: str, from_: str, ring_secs: float
) -> dict[str, Any]:
    """What Telnyx is told when a person is dialled."""
    return {
        "connection_id": connection,
        "to": person.number,
        "from": from_,
        "timeout_secs": max(5, round(ring_secs)),
        "webhook_url": leg_address(person),
        "client_state": State(caller=caller.sid).text,
        "answering_machine_detection": "detect",
    }


class Commands:
    """Commands for calls. Each raises RestRefused; `once` makes it be done once, however often it is
    given."""

    def __init__(self, rest: TelnyxRest, wording: Wording) -> None:
        self.rest = rest
        self._wording = wording

    async def answer(self, caller: CallerCall) -> None:
        """Pick up, and onto our media stream."""
        body = {**streaming(stream_address(caller)), "webhook_url": events_address(caller)}
        await self.rest.command(caller.sid, "answer", body, once="first")

    async def stream(self, caller: CallerCall, once: str) -> None:
        """Onto our media stream again."""
        await self.rest.command(caller.sid, "streaming_start", streaming(stream_address(caller)), once=once)

    async def stream_person(self, sid: str, leg: PersonLeg, once: str) -> None:
        """A person who meets the caller here: onto a media stream."""
        await self.rest.command(sid, "streaming_start", streaming(leg_stream_address(leg)), once=once)

    async def speak(self, sid: str, text: str, then: State, once: str, language: str | None = None) -> None:
        """Say something, and go on."""
        body = {
            "payload": text,
            "voice": VOICE,
            "language": language or self._wording.language,
            "client_state": then.text,
        }
        await self.rest.command(sid, "speak", body, once=once)

    async def ask(self, sid: str, text: str, timeout_ms: int, then: State, once: str) -> None:
        """Say something, and hear one key meanwhile and after it."""
        body = {
            "payload": text,
            "voice": VOICE,
            "language": self._wording.language,
            "minimum_digits": 1,
            "maximum_digits": 1,
            "maximum_tries": 1,
            "timeout_millis": timeout_ms,
            "client_state": then.text,
        }
        await self.rest.command(sid, "gather_using_speak", body, once=once)

    async def record(self, sid: str, once: str) -> None:
        """Take a message after a tone."""
        body = {
            "format": "mp3",
            "channels": "single",
            "play_beep": True,
            "max_length": MESSAGE_SECS,
            "timeout_secs": SILENCE_SECS,
        }
        await self.rest.command(sid, "record_start", body, once=once)

    async def transfer(
        self, sid: str, number: str, ring_secs: int, leg: State, once: str, caller: CallerCall | None = None
    ) -> None:
        """Connect a call to a number. `leg` comes back with what happens to the number's leg.

        With `caller`, that is told to the process that has the call.
        """
        body: dict[str, Any] = {"to": number, "timeout_secs": ring_secs, "target_leg_client_state": leg.text}
        if caller is not None:
            body["webhook_url"] = events_address(caller)
        await self.rest.command(sid, "transfer", body, once=once)

    async def message(self, sid: str, apology: str, once: str) -> None:
        """An apology, and a message is taken."""
        await self.speak(sid, apology, State(Then.RECORD), once)

    async def goodbye(self, sid: str, text: str, once: str) -> None:
        """Say something and hang up."""
        await self.speak(sid, text, State(Then.HANG_UP), once)
