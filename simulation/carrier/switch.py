"""What every simulated carrier has: legs, people at telephones, and its own records. It runs on any clock.

What it is asked by REST, and how it tells of things, is each carrier's own.
"""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import ClassVar

from calls.clock import utc_now
from simulation.carrier.blocks import CarrierBlock, PersonBlock
from simulation.carrier.caller_phone import CallerPhone
from simulation.carrier.cdr import CdrRow, rows
from simulation.carrier.leg import CarrierLeg
from simulation.carrier.people import Person
from simulation.carrier.stream_caller import StreamCaller
from simulation.carrier.webhooks import Webhooks
from simulation.exchange import Exchange, SocketRefused

SETUP_SECS = 0.3
"""Between the order of a call and its first ring."""

SIP_CODES = {"busy": 486, "rejected": 603, "failed": 404, "no_answer": 487}
STATUSES = {"busy": "busy", "rejected": "busy", "failed": "failed"}
"""How somebody answers → what the carrier makes of it."""

NOBODY = PersonBlock(answers="failed", after_secs=0.5)
"""At every number of which nothing else is said."""

People = Mapping[str, PersonBlock | Sequence[PersonBlock]]
"""Number to who is there; a sequence is for calls one after the other, and its last goes on."""


class FakeCarrier(ABC):
    """One account. Give it a way to the application with `reach`, before the first call."""

    webhooks: Webhooks

    stream_end: ClassVar[type[StreamCaller]]
    """What is at the telephone's end of its media streams."""

    def __init__(
        self, rng: Random, *, people: People | None = None, moods: CarrierBlock | None = None
    ) -> None:
        self.rng = rng
        self.moods = moods or CarrierBlock()
        self.people: People = people or {}
        self.legs: list[CarrierLeg] = []
        self.complaints: list[str] = []
        """What our application told the carrier that it cannot do."""
        self.left_alive: list[CarrierLeg] = []
        """Legs that were still up when the carrier was closed."""
        self._called: Counter[str] = Counter()
        self._background: set[asyncio.Task[None]] = set()

    # What a carrier adds

    @abstractmethod
    def proof(self, url: str) -> dict[str, str]:
        """See `Carrier`."""

    @abstractmethod
    def new_call_id(self) -> str:
        """Another id of a call."""

    @abstractmethod
    async def _announce(self, leg: CarrierLeg) -> Callable[[], Awaitable[None]]:
        """Somebody calls our number: ask the application. What the leg then does. Raises SocketRefused."""

    @abstractmethod
    def _tell(self, leg: CarrierLeg, event: str) -> None:
        """Tell of `ringing`, `answered`, `completed`."""

    @abstractmethod
    def _tell_detected(self, leg: CarrierLeg) -> None:
        """Tell who answered."""

    @abstractmethod
    def _gone(self, leg: CarrierLeg) -> None:
        """A leg is over: take it out of wherever it was."""

    def reach(self, exchange: Exchange) -> None:
        """The way to the application."""
        self.webhooks.exchange = exchange

    def leg(self, leg_sid: str) -> CarrierLeg | None:
        """A leg by its SID."""
        return next((leg for leg in self.legs if leg.sid == leg_sid), None)

    def cdr(self) -> list[CdrRow]:
        """The carrier's own records."""
        return rows(self.legs)

    @property
    def alive(self) -> list[CarrierLeg]:
        """Legs that have not ended."""
        return [leg for leg in self.legs if not leg.final]

    # Calls

    async def inbound(self, caller: StreamCaller) -> CarrierLeg:
        """Somebody calls our number. Returns once they are on a stream. Raises SocketRefused."""
        phone = CallerPhone(caller)
        leg = CarrierLeg(caller.call_sid, caller.from_, caller.to, "inbound", phone, status="ringing")
        self.legs.append(leg)
        try:
            work = await self._announce(leg)
        except SocketRefused:
            self.end(leg, "carrier", "failed")
            raise
        self._start(leg, work)
        streaming = asyncio.ensure_future(phone.streaming.wait())
        over = asyncio.ensure_future(leg.over.wait())
        await asyncio.wait({streaming, over}, return_when=asyncio.FIRST_COMPLETED)
        for waiter in (streaming, over):
            waiter.cancel()
        if not phone.streaming.is_set():
            raise SocketRefused(self.complaints[-1] if self.complaints else "the call was ended at once")
        return leg

    def end(self, leg: CarrierLeg, by: str, status: str | None = None) -> None:
        """A leg ends; once only."""
        if leg.final:
            return
        leg.status = status or ("completed" if leg.answered else "canceled")
        leg.ended, leg.ended_by = utc_now(), by
        leg.over.set()
        leg.up.set()
        self._gone(leg)
        leg.phone.over(leg)
        if leg.task is not None and leg.task is not asyncio.current_task():
            leg.task.cancel()
        self._tell(leg, "completed")

    async def close(self) -> None:
        """Everybody hangs up, and everything that was told arrives."""
        self.left_alive = self.alive
        for leg in self.left_alive:
            self.end(leg, "carrier")
        tasks = [leg.task for leg in self.legs if leg.task is not None]
        for task in self._background:
            task.cancel()
        await asyncio.gather(*tasks, *self._background, return_exceptions=True)
        await self.webhooks.settled()

    # What a leg does

    def _new_leg(self, to: str, from_: str, parent: str | None) -> CarrierLeg:
        who = self.people.get(to, NOBODY)
        if not isinstance(who, PersonBlock):
            who = who[min(self._called[to], len(who) - 1)]
        self._called[to] += 1
        direction = "outbound-api" if parent is None else "outbound-dial"
        person = Person(who, self.end, self._stream_of)
        leg = CarrierLeg(self.new_call_id(), from_, to, direction, person, parent=parent)
        self.legs.append(leg)
        return leg

    def _stream_of(self, leg: CarrierLeg) -> StreamCaller:
        """The telephone's end of a media stream that a leg is connected to."""
        assert self.webhooks.exchange is not None
        line = self.stream_end(self.webhooks.exchange, self.rng, leg.to, leg.from_, carrier=self)
        line.call_sid = leg.sid
        return line

    def _start(self, leg: CarrierLeg, work: Callable[[], Awaitable[None]]) -> None:
        """From now on the leg does this, and no longer what it did."""
        before = leg.task

        async def after_that() -> None:
            if before is not None and not before.done():
                before.cancel()
                await asyncio.wait({before})
            await work()

        leg.task = asyncio.create_task(after_that(), name=f"leg {leg.sid[:8]}")

    async def _ring(self, leg: CarrierLeg, ring_secs: float) -> None:
        assert isinstance(leg.phone, Person)
        who = leg.phone.block
        await asyncio.sleep(SETUP_SECS)
        patience = ring_secs + self.moods.ring_buffer_secs
        if who.answers not in ("failed", "busy"):
            leg.status = "ringing"
            self._tell(leg, "ringing")
        rings = patience if who.answers == "no_answer" else min(who.after_secs, patience)
        await asyncio.sleep(rings)
        if who.answers in STATUSES and rings < patience:
            leg.sip_code = SIP_CODES[who.answers]
            self.end(leg, "person", STATUSES[who.answers])
        elif rings >= patience:
            leg.sip_code = SIP_CODES["no_answer"]
            self.end(leg, "carrier", "no-answer")
        else:
            self._pick_up(leg)

    def _pick_up(self, leg: CarrierLeg) -> None:
        leg.status, leg.answered = "in-progress", utc_now()
        leg.up.set()
        leg.phone.answered(leg)
        self._tell(leg, "answered")

    async def _detect(self, leg: CarrierLeg) -> None:
        assert isinstance(leg.phone, Person)
        detected = leg.phone.detected
        await asyncio.sleep(leg.phone.block.detected_secs)
        if detected is not None and leg.live:
            leg.answered_by = detected
            self._tell_detected(leg)

    def _in_background(self, work: "asyncio.Future[None] | Awaitable[None]") -> None:
        task = asyncio.ensure_future(work)
        assert isinstance(task, asyncio.Task)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
