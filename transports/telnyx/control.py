"""`CallControl` for a call on Telnyx: caller and person are bridged."""

import asyncio

from loguru import logger

from calls.control import CallerGone, ControlError, Leg
from transports.phone.book import Book
from transports.phone.callers import CallerCall, Place
from transports.phone.control import FORWARD_RING_SECS, PhoneControl
from transports.phone.legs import PersonLeg
from transports.phone.rest import RestRefused
from transports.telnyx.answers import Commands, an_order
from transports.telnyx.state import State, Then

BRIDGED_SECS = 4.0
"""Seconds within which Telnyx tells that two calls are bridged."""


class TelnyxControl(PhoneControl):
    """One call's control."""

    def __init__(self, caller: CallerCall, commands: Commands, connection: str | None, book: Book) -> None:
        super().__init__(caller, book)
        self._commands = commands
        self._connection = connection

    async def _place(self, person: PersonLeg, from_: str, ring_secs: float) -> str:
        if self._connection is None:
            raise ControlError("no connection_id of Telnyx is set, so nobody can be called")
        order = an_order(person, self._caller, self._connection, from_, ring_secs)
        return await self._commands.rest.dial(order, once=person.token)

    async def _end_call(self, sid: str) -> None:
        await self._commands.rest.hang_up(sid, once="ours")

    async def _meet(self, leg: Leg, person: PersonLeg) -> int:
        """The caller stays on our stream until the bridge stands, so one that is refused costs nothing."""
        if person.notices.over or person.notices.closing:
            return 1
        caller = self._caller
        caller.moved(Place.CONFERENCE, "")
        try:
            # Parked and not ended when the person leaves: what becomes of the caller then was agreed.
            body = {"call_control_id": leg.id, "park_after_unbridge": "self"}
            await self._commands.rest.command(caller.sid, "bridge", body, once=person.token)
            together = await self._bridged(leg, person)
        except RestRefused as refused:
            caller.moved(Place.AGENT, "")
            if refused.call_is_over and not person.notices.over:
                raise CallerGone("the caller has hung up") from refused
            raise
        if not together:
            caller.moved(Place.AGENT, "")
            if await self._commands.rest.is_over(caller.sid):
                raise CallerGone("the caller hung up on the way to the person")
            return 1
        person.joined = caller.met = True
        await self._leave_stream(person.token)
        return 2

    async def _bridged(self, leg: Leg, person: PersonLeg) -> bool:
        """Whether both are together: Telnyx says so, or at least both are still there."""
        try:
            async with asyncio.timeout(BRIDGED_SECS):
                await self._caller.bridged.wait()
        except TimeoutError:
            rest = self._commands.rest
            return not (await rest.is_over(self._caller.sid) or await rest.is_over(leg.id))
        return not person.notices.over

    async def _leave_stream(self, once: str) -> None:
        """Off our stream. The caller is elsewhere already, so a refusal changes nothing of that."""
        try:
            await self._commands.rest.command(self._caller.sid, "streaming_stop", {}, once=once)
        except RestRefused as refused:
            logger.info(f"{self._caller.sid}: {refused}")

    async def _connect_to(self, number: str) -> None:
        caller = self._caller
        caller.moved(Place.NUMBER, "")
        leg = State(Then.FORWARDED, caller=caller.sid)
        try:
            await self._commands.transfer(
                caller.sid, number, FORWARD_RING_SECS, leg, once=f"{caller.returns}", caller=caller
            )
        except RestRefused as refused:
            if refused.call_is_over:
                raise CallerGone("the caller has hung up") from refused
            raise
        await self._leave_stream(f"forward/{caller.returns}")
