"""`CallControl` for a call at any carrier: what all of them have in common.

A person is dialled on a leg of their own. The caller stays on our media stream until the person has accepted;
only then do the two meet, which ends the stream. A carrier adds how each of these is done.
"""

import asyncio
import secrets
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from loguru import logger

from calls.control import ControlError, Leg, OnLeg, PersonLine, Terms
from transports.phone.book import Book
from transports.phone.callers import CallerCall, Place
from transports.phone.legs import PersonLeg
from transports.phone.numbers import E164, masked
from transports.phone.rest import RestRefused

FORWARD_RING_SECS = 30
"""Seconds a cold transfer rings."""

STREAM_SECS = 6.0
"""Seconds from the person's yes until their stream is here, a last sentence of the carrier's included."""

CLEANUP_SECS = 15.0
"""Seconds that ending what is left of a call may take."""


class PhoneControl(ABC):
    """One call's control. `close` when the agent is done with the call."""

    def __init__(self, caller: CallerCall, book: Book) -> None:
        self._caller = caller
        self._book = book
        self._legs: dict[str, PersonLeg] = {}
        self._unfinished: set[asyncio.Task[Any]] = set()
        self._person: PersonLine | None = None

    # What a carrier adds

    @abstractmethod
    async def _place(self, person: PersonLeg, from_: str, ring_secs: float) -> str:
        """Call a person; the carrier's id of the leg. Raises ControlError."""

    @abstractmethod
    async def _meet(self, leg: Leg, person: PersonLeg) -> int:
        """Bring caller and person together; how many are together then. Raises CallerGone, ControlError."""

    @abstractmethod
    async def _end_call(self, sid: str) -> None:
        """End a leg; one that is over already is no error. Raises RestRefused."""

    @abstractmethod
    async def _connect_to(self, number: str) -> None:
        """Connect the caller to a number. Raises CallerGone, ControlError."""

    # CallControl

    def agree(self, terms: Terms) -> None:
        """See `CallControl.agree`."""
        self._caller.terms = terms

    @property
    def meets_here(self) -> bool:
        """See `CallControl.meets_here`."""
        return self._caller.here

    @property
    def person(self) -> PersonLine | None:
        """See `CallControl.person`."""
        return self._person

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
            public=self._caller.public,
            caller=self._caller.sid,
            accept_key=self._caller.terms.accept_key,
            here=self._caller.here,
        )
        self._book.add_leg(person)
        creating = asyncio.create_task(
            self._place(person, self._caller.to, ring_secs), name="a person is dialled"
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
        except ControlError:
            self._book.forget_leg(person)
            raise
        self._legs[sid] = person
        return person.placed(sid)

    async def join(self, leg: Leg) -> int:
        """See `CallControl.join`."""
        person = self._known(leg)
        meeting = self._meet_here(person) if self._caller.here else self._meet(leg, person)
        joining = asyncio.create_task(meeting, name="caller and person meet")
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
            await self._end_call(leg.id)

    async def forward(self, number: str) -> None:
        """See `CallControl.forward`. If nobody answers there, the caller comes back to the agent."""
        self._check(number)
        if self._caller.here:
            raise ControlError("the caller is on no carrier's line, so no carrier can forward them")
        try:
            await self._connect_to(number)
        except ControlError:
            self._caller.moved(Place.AGENT, "")
            raise

    # The end

    async def close(self) -> None:
        """The agent is done: legs that are not with the caller end, and nothing is left running."""
        await self._settle()
        for person in self._legs.values():
            if person.line is not None:
                await person.line.close()
            if (person.here or not person.joined) and not person.notices.over:
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
        except ControlError as refused:
            logger.info(f"{person}: cancelled while it was being placed; {refused}")
            return
        self._legs[sid] = person
        person.leg = Leg(sid)
        await self._end(person)

    async def _end(self, person: PersonLeg) -> None:
        assert person.leg is not None
        try:
            await self._end_call(person.leg.id)
        except RestRefused as refused:
            logger.error(f"{person} could not be ended ({refused}); the next thing it asks for ends it")

    # Parts

    def _check(self, number: str) -> None:
        if not E164.fullmatch(number):
            raise ControlError(f"{masked(number)} is no E.164 number")

    async def _meet_here(self, person: PersonLeg) -> int:
        """The person comes to the caller: their stream, which is ordered with their yes, is waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STREAM_SECS):
                await person.arrived.wait()
        if person.line is None or person.notices.over or person.notices.closing:
            return 1
        person.joined = True
        self._person = person.line
        return 2

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
