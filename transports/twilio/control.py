"""`CallControl` for a call on Twilio: a person is dialled on a leg of their own and meets the caller.

They meet in a conference. The caller stays on our media stream until the person has accepted; only then is
the live call redirected, which closes the stream.
"""

import asyncio
import re
import secrets
from collections.abc import Coroutine
from typing import Any

from loguru import logger

from calls.control import ControlError, Leg, OnLeg, Terms
from transports.twilio.account import masked
from transports.twilio.addresses import leg_address
from transports.twilio.answers import to_number
from transports.twilio.book import Book
from transports.twilio.callers import CallerCall, Place
from transports.twilio.legs import PersonLeg
from transports.twilio.meeting import Meeting, redirect
from transports.twilio.rest import Form, RestRefused, TwilioRest
from transports.twilio.wording import Wording

E164 = re.compile(r"\+[1-9][0-9]{6,14}")

FORWARD_RING_SECS = 30
"""Seconds a cold transfer rings."""

LEAST_RING_SECS = 5
"""Twilio takes no less."""

CLEANUP_SECS = 15.0
"""Seconds that ending what is left of a call may take."""


class TwilioControl:
    """One call's control. `close` when the agent is done with the call."""

    def __init__(self, caller: CallerCall, rest: TwilioRest, book: Book, wording: Wording) -> None:
        self._caller = caller
        self._rest = rest
        self._book = book
        self._wording = wording
        self._legs: dict[str, PersonLeg] = {}
        self._unfinished: set[asyncio.Task[Any]] = set()

    # CallControl

    def agree(self, terms: Terms) -> None:
        """See `CallControl.agree`."""
        self._caller.terms = terms

    def has_taken_caller(self) -> bool:
        """See `CallControl.has_taken_caller`."""
        return self._caller.place is not Place.AGENT

    async def dial(self, number: str, *, brief: str, ring_secs: float, on_event: OnLeg) -> Leg:
        """See `CallControl.dial`. A leg whose dialling is cancelled is ended as soon as its name is known."""
        self._check(number)
        if not E164.fullmatch(self._caller.to):
            raise ControlError("the number that was called is not known, so there is none to dial from")
        person = PersonLeg(
            number=number,
            brief=brief,
            conference=f"callwright-{secrets.token_hex(8)}",
            on_event=on_event,
            host=self._caller.host,
            accept_key=self._caller.terms.accept_key,
        )
        self._book.add_leg(person)
        creating = asyncio.create_task(
            self._rest.create_call(_order(person, self._caller.to, ring_secs)), name="a person is dialled"
        )
        try:
            sid = await asyncio.shield(creating)
        except asyncio.CancelledError:
            person.close()
            self._keep(asyncio.create_task(self._end_when_known(creating, person), name="takes back a dial"))
            raise
        except RestRefused as refused:
            person.close()
            if not refused.unsure:
                # Otherwise the leg may come up: its token stays known, and its first question ends it.
                self._book.forget_leg(person)
            raise
        self._legs[sid] = person
        return person.placed(sid)

    async def join(self, leg: Leg) -> int:
        """See `CallControl.join`, and `Meeting.hold`."""
        meeting = Meeting(self._rest, self._caller, self._known(leg), self._wording)
        joining = asyncio.create_task(meeting.hold(leg.id), name="caller and person meet")
        try:
            return await asyncio.shield(joining)
        except asyncio.CancelledError:
            # Redirecting closes the stream, and whoever asked may end with it: what is begun is finished.
            if self._caller.place is Place.AGENT:
                joining.cancel()
            self._keep(joining)
            raise

    async def hang_up(self, leg: Leg) -> None:
        """See `CallControl.hang_up`."""
        person = self._known(leg)
        person.close()
        if not person.notices.over:
            await self._rest.end_call(leg.id)

    async def forward(self, number: str) -> None:
        """See `CallControl.forward`. If nobody answers there, the caller comes back to the agent."""
        self._check(number)
        document = to_number(self._caller, number, FORWARD_RING_SECS)
        try:
            await redirect(self._rest, self._caller, Place.NUMBER, document)
        except ControlError:
            self._caller.moved(Place.AGENT, "")
            raise

    # The end

    async def close(self) -> None:
        """The agent is done: legs that are not with the caller end, and nothing is left running."""
        await self._settle()
        for person in self._legs.values():
            if not person.joined and not person.notices.over:
                person.close()
                self._later(self._end(person))
        await self._settle()
        for person in self._legs.values():
            await person.release()

    async def _settle(self) -> None:
        """Wait for what is being finished; what takes too long is cut off."""
        if not self._unfinished:
            return
        _, late = await asyncio.wait(set(self._unfinished), timeout=CLEANUP_SECS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _end_when_known(self, creating: asyncio.Task[str], person: PersonLeg) -> None:
        try:
            sid = await creating
        except RestRefused as refused:
            logger.info(f"{person}: cancelled while it was being placed; {refused}")
            return
        self._legs[sid] = person
        person.leg = Leg(sid)
        await self._end(person)

    async def _end(self, person: PersonLeg) -> None:
        assert person.leg is not None
        try:
            await self._rest.end_call(person.leg.id)
        except RestRefused as refused:
            logger.error(f"{person} could not be ended ({refused}); the next thing it asks for ends it")

    # Parts

    def _check(self, number: str) -> None:
        if not E164.fullmatch(number):
            raise ControlError(f"{masked(number)} is no E.164 number")

    def _known(self, leg: Leg) -> PersonLeg:
        person = self._legs.get(leg.id)
        if person is None:
            raise ControlError(f"leg {leg.id} is not one of this call")
        return person

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        self._keep(asyncio.get_running_loop().create_task(work))

    def _keep(self, task: asyncio.Task[Any]) -> None:
        """Something that is finished although nobody waits for it."""
        self._unfinished.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._unfinished.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.info(f"{self._caller.sid}: {error}")


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
