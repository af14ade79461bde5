"""What the routes of one carrier share: whom they believe, whom they ask, and which calls they know."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from fastapi import Request
from loguru import logger

from calls.gate import Admitted, Arrival, Fate, Gate, Turned, TurnedAway
from calls.record import CallRecord
from transports.line import Line
from transports.phone.book import Book
from transports.phone.callers import CallerCall, Place, Step, after_stream
from transports.phone.control import PhoneControl
from transports.phone.legs import PersonLeg
from transports.phone.once import Once
from transports.phone.proof import Prove, proved
from transports.phone.public import PublicUrl
from transports.phone.switchroom import Switchroom
from transports.phone.wording import Wording

START_DEADLINE_SECS = 5.0
"""Seconds an open socket has to say which call it is."""

REMEMBERED_SECS = 60.0
"""Seconds after the agent's part for which a call is remembered whose carrier tells nothing more of it."""

AGENT_CLOSING_SECS = 5.0
"""Seconds the agent may take to tell what its part of the call came to, once its stream has ended."""

Answer = Callable[[Line], Awaitable[object]]
"""Holds the conversation on a line; returns when the call is over, with its record if there is one."""


@dataclass(frozen=True)
class TakenMessage:
    """What a caller said after a call had broken off, or could not be taken."""

    call_sid: str
    recording_url: str
    secs: int


OnMessage = Callable[[TakenMessage], Awaitable[None]]


async def log_message(message: TakenMessage) -> None:
    """The least that is done with a message: it is not lost without a trace."""
    logger.warning(
        f"{message.call_sid} broke off; a message of {message.secs} s was left: {message.recording_url}"
    )


@dataclass(frozen=True)
class Front:
    """What the routes of all carriers are told by whoever serves them."""

    answer: Answer
    public: PublicUrl | None = None
    """Where carriers reach us; None = whatever a request says, for development only."""
    gate: Gate | None = None
    """Who gets in; None = everybody, for development only."""
    wording: Wording = field(default_factory=Wording)
    on_message: OnMessage = log_message
    start_deadline_secs: float = START_DEADLINE_SECS
    switchroom: Switchroom = field(default_factory=Switchroom)
    """Where the carriers say that they can ring persons for callers of a browser."""


@dataclass(frozen=True)
class Office:
    """One carrier's part of it. Everything it is asked was proved to be the carrier's before."""

    carrier: str
    front: Front
    prove: Prove | None = None
    """Raises Forged unless a webhook is the carrier's; None = everybody is believed, for development only."""
    prove_stream: Prove | None = None
    """The same for the handshake of a media stream; None where the carrier does not sign it."""
    control: Callable[[CallerCall, Book], PhoneControl | None] = lambda caller, book: None
    """The control of a call; None where no account is set."""
    book: Book = field(default_factory=Book)
    messages: Once = field(default_factory=Once)
    """Recordings of messages that were told on."""

    def __post_init__(self) -> None:
        self.front.switchroom.add(lambda caller: self.control(caller, self.book))

    @property
    def wording(self) -> Wording:
        """What the carrier says for us."""
        return self.front.wording

    async def read(self, request: Request) -> bytes:
        """The body of a request. The one place at which a webhook proves whose it is."""
        return await proved(request, self.front.public, self.prove)

    # A person's leg

    def leg(self, token: str, sid: str | None) -> PersonLeg | None:
        """The leg that an address holds the token of; None for another call than the leg's."""
        leg = self.book.leg(token)
        if leg is None or (sid is not None and not leg.matches(sid)):
            logger.warning(f"{self.carrier} speaks of a leg that is not known: this process did not place it")
            return None
        return leg

    def wanted_leg(self, token: str, sid: str | None) -> PersonLeg | None:
        """The leg, if anybody still wants it."""
        leg = self.leg(token, sid)
        return leg if leg is not None and leg.wanted else None

    # A call comes in

    async def announced(self, sid: str, from_: str, to: str, host: str) -> CallerCall | TurnedAway:
        """A call is announced, maybe not for the first time. `host`: what the request says, for
        development."""
        admitted = None
        if self.front.gate is not None:
            verdict = await self.front.gate.admit(Arrival(self.carrier, sid, from_, to))
            if isinstance(verdict, TurnedAway):
                logger.info(f"{self.carrier} call {sid[:40]} is turned away: {verdict.why}")
                return verdict
            admitted = verdict
        return self._known(sid, from_, to, host, admitted)

    async def entered(self, sid: str, token: str | None, from_: str, to: str, host: str) -> CallerCall | None:
        """A stream opens for a call. None if it may not; nothing was opened for it then."""
        if self.front.gate is None:
            return self._known(sid, from_, to, host, None)
        admitted = await self.front.gate.enter(self.carrier, sid, token or "")
        if admitted is None:
            return None
        return self._known(sid, admitted.arrival.from_, admitted.arrival.to, host, admitted)

    def _known(self, sid: str, from_: str, to: str, host: str, admitted: Admitted | None) -> CallerCall:
        caller = self.book.caller_of(sid)
        if caller is None:
            # Also where another process answered the webhook.
            public = self.front.public or PublicUrl.of_host(host)
            if self.front.gate is not None:
                public = public.below(self.front.gate.home)
            caller = CallerCall(sid=sid, from_=from_, to=to, public=public)
            self.book.add_caller(caller)
        if admitted is not None:
            caller.admitted = admitted
        return caller

    async def hold(self, caller: CallerCall, line: Line) -> None:
        """Let the agent hold the call, and end what it leaves behind at the carrier."""
        control = self.control(caller, self.book)
        line = replace(line, control=control, admitted=caller.admitted, came_back=caller.answers())
        try:
            record = await self.front.answer(line)
            if isinstance(record, CallRecord):
                # A call is remembered for a while after its end, and what was said in it is not.
                caller.end_reason = record.end_reason
        except BaseException:
            caller.failed = True
            raise
        finally:
            caller.agent_done.set()
            asyncio.get_running_loop().call_later(REMEMBERED_SECS, self._forget_if_over, caller)
            if control is not None:
                await control.close()

    def _forget_if_over(self, caller: CallerCall) -> None:
        if caller.agent_done.is_set() and caller.place is Place.AGENT:
            self.book.forget_caller(caller)

    # The caller is still there

    async def after_stream(self, sid: str, caller: CallerCall | None) -> Step:
        """The call's stream has ended. `caller` is None where this process does not know the call."""
        if caller is not None and caller.place is not Place.AGENT:
            return Step.STAY
        if self.front.gate is not None:
            return await self._fated(self.front.gate, sid, caller)
        if caller is None:
            return Step.MESSAGE
        try:
            async with asyncio.timeout(AGENT_CLOSING_SECS):
                await caller.agent_done.wait()
        except TimeoutError:
            logger.warning(f"{caller.sid}: the agent is not done {AGENT_CLOSING_SECS:g} s after its stream")
        return self.settled(caller, after_stream(caller))

    async def _fated(self, gate: Gate, sid: str, caller: CallerCall | None) -> Step:
        fate = await gate.fate(self.carrier, sid)
        logger.info(f"{self.carrier} call {sid[:40]} after its stream: {fate}")
        if fate is Fate.RESCUE:
            return Step.MESSAGE
        if fate is Fate.HANG_UP:
            return self.settled(caller, Step.HANG_UP) if caller is not None else Step.HANG_UP
        if caller is None:
            return Step.RETURN
        return self.settled(caller, caller.back("stream_lost"))

    async def again(self, sid: str, host: str) -> CallerCall | None:
        """The call returns to an agent: ready for another stream. None if it has done so too often."""
        caller = self.book.caller_of(sid)
        if self.front.gate is None:
            return caller
        admitted = await self.front.gate.again(self.carrier, sid)
        if admitted is None:
            return None
        return self._known(sid, admitted.arrival.from_, admitted.arrival.to, host, admitted)

    async def rescue(self, sid: str) -> TurnedAway | None:
        """A person for a caller whom no agent can serve any more, and if nobody answers, a message.

        None where there is no person: then a message is all there is.
        """
        dial = await self.front.gate.person(self.carrier, sid) if self.front.gate is not None else None
        if dial is None:
            return None
        wording = self.wording
        return TurnedAway(Turned.UNAVAILABLE, wording.apology, dial, message=True, language=wording.language)

    def settled(self, caller: CallerCall, step: Step) -> Step:
        """What the call does next is known; one that ends is forgotten."""
        logger.info(f"{caller.sid} goes on: {step}" + (f" ({caller.came_back})" if caller.came_back else ""))
        if step in (Step.HANG_UP, Step.FAREWELL):
            self.book.forget_caller(caller)
        return step

    async def over(self, sid: str) -> None:
        """The carrier says that a call is over."""
        caller = self.book.caller_of(sid)
        if caller is not None:
            self.book.forget_caller(caller)
        if self.front.gate is not None:
            await self.front.gate.over(self.carrier, sid)

    async def message(self, sid: str, recording_url: str, secs: int) -> None:
        """A caller has left a message. Told twice, it is one."""
        caller = self.book.caller_of(sid)
        if caller is not None:
            self.book.forget_caller(caller)
        if self.messages.take(f"{sid} {recording_url}"):
            await self.front.on_message(TakenMessage(sid, recording_url, secs))
