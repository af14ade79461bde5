"""`CallControl` for a call on Vonage: caller and person meet in a conversation."""

import asyncio
from typing import Any

from loguru import logger

from calls.control import CallerGone, Leg
from transports.phone.book import Book
from transports.phone.callers import CallerCall, Place
from transports.phone.control import FORWARD_RING_SECS, PhoneControl
from transports.phone.legs import PersonLeg
from transports.phone.rest import RestRefused
from transports.phone.wording import Wording
from transports.vonage.addresses import leg_address
from transports.vonage.answers import next_ncco, to_conversation, to_number
from transports.vonage.ncco import digits
from transports.vonage.rest import Ncco, VonageRest

MOST_RING_SECS = 120
"""Vonage takes no more."""

MEET_SECS = 6.0
"""Seconds within which both must be in one conversation."""

LOOK_SECS = 0.25
"""Between two looks."""


class VonageControl(PhoneControl):
    """One call's control."""

    def __init__(self, caller: CallerCall, rest: VonageRest, book: Book, wording: Wording) -> None:
        super().__init__(caller, book)
        self._rest = rest
        self._wording = wording

    async def _place(self, person: PersonLeg, from_: str, ring_secs: float) -> str:
        return await self._rest.create_call(_order(person, from_, ring_secs))

    async def _end_call(self, sid: str) -> None:
        await self._rest.end_call(sid)

    async def _meet(self, leg: Leg, person: PersonLeg) -> int:
        """Wherever it is unsure whether Vonage moved the caller, they are looked for before it is said."""
        if person.notices.over or person.notices.closing:
            return 1
        caller = self._caller
        unsure: RestRefused | None = None
        try:
            await self._redirect(Place.CONFERENCE, to_conversation(person.conference))
        except RestRefused as refused:
            if not refused.unsure:
                raise
            unsure = refused
        if await self._together(caller.sid, leg.id, person):
            person.joined = caller.met = True
            return 2
        if (await self._rest.look(caller.sid))[0]:
            raise CallerGone("the caller hung up on the way to the person")
        if unsure is not None:
            caller.moved(Place.AGENT, "")
            raise unsure
        await self._bring_back()
        return 1

    async def _together(self, caller: str, person_sid: str, person: PersonLeg) -> bool:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + MEET_SECS
        while loop.time() < deadline and not person.notices.over:
            try:
                gone, room = await self._rest.look(caller)
                _, other = await self._rest.look(person_sid)
            except RestRefused as refused:
                logger.warning(f"Vonage: {refused}")
            else:
                if gone:
                    return False
                if room and room == other:
                    return True
            await asyncio.sleep(LOOK_SECS)
        return False

    async def _bring_back(self) -> None:
        ncco = next_ncco(self._caller, self._caller.back("not_joined"), self._wording)
        try:
            await self._rest.redirect_call(self._caller.sid, ncco or [])
        except RestRefused as refused:
            logger.info(f"the caller could not be brought back ({refused})")

    async def _connect_to(self, number: str) -> None:
        await self._redirect(Place.NUMBER, to_number(self._caller, number, FORWARD_RING_SECS))

    async def _redirect(self, place: Place, ncco: Ncco) -> None:
        self._caller.moved(place, "")
        try:
            await self._rest.redirect_call(self._caller.sid, ncco)
        except RestRefused as refused:
            if not refused.unsure:
                self._caller.moved(Place.AGENT, "")
            if refused.call_is_over:
                raise CallerGone("the caller has hung up") from refused
            raise


def _order(person: PersonLeg, from_: str, ring_secs: float) -> dict[str, Any]:
    """What Vonage is told when a person is dialled."""
    return {
        "to": [{"type": "phone", "number": digits(person.number)}],
        "from": {"type": "phone", "number": digits(from_)},
        "answer_url": [leg_address(person, "answered")],
        "answer_method": "POST",
        "event_url": [leg_address(person, "status")],
        "event_method": "POST",
        "machine_detection": "continue",
        "ringing_timer": min(MOST_RING_SECS, max(1, round(ring_secs))),
    }
