"""`CallControl` for a call on Twilio: caller and person meet in a conference."""

from calls.control import Leg
from transports.phone.book import Book
from transports.phone.callers import CallerCall, Place
from transports.phone.control import FORWARD_RING_SECS, PhoneControl
from transports.phone.legs import PersonLeg
from transports.phone.rest import Form
from transports.phone.wording import Wording
from transports.twilio.addresses import leg_address
from transports.twilio.answers import to_number
from transports.twilio.meeting import Meeting, redirect
from transports.twilio.rest import TwilioRest

LEAST_RING_SECS = 5
"""Twilio takes no less."""


class TwilioControl(PhoneControl):
    """One call's control."""

    def __init__(self, caller: CallerCall, rest: TwilioRest, book: Book, wording: Wording) -> None:
        super().__init__(caller, book)
        self._rest = rest
        self._wording = wording

    async def _place(self, person: PersonLeg, from_: str, ring_secs: float) -> str:
        return await self._rest.create_call(_order(person, from_, ring_secs))

    async def _meet(self, leg: Leg, person: PersonLeg) -> int:
        return await Meeting(self._rest, self._caller, person, self._wording).hold(leg.id)

    async def _end_call(self, sid: str) -> None:
        await self._rest.end_call(sid)

    async def _connect_to(self, number: str) -> None:
        document = to_number(self._caller, number, FORWARD_RING_SECS)
        await redirect(self._rest, self._caller, Place.NUMBER, document)


def _order(person: PersonLeg, from_: str, ring_secs: float) -> Form:
    """What Twilio is told when a person is dialled."""
    return [
        ("To", person.number),
        ("From", from_),
        ("Url", leg_address(person, "answered")),
        ("Timeout", str(max(LEAST_RING_SECS, round(ring_secs)))),
        ("StatusCallback", leg_address(person, "status")),
        *(("StatusCallbackEvent", event) for event in ("ringing", "answered", "completed")),
        # Asynchronous: who picks up hears a sentence at once, not seconds of silence, and the briefing waits
        # for the verdict.
        ("MachineDetection", "Enable"),
        ("AsyncAmd", "true"),
        ("AsyncAmdStatusCallback", leg_address(person, "detected")),
    ]
