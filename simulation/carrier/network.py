"""A Twilio in memory: legs, documents, conferences, people, its REST and its own records.

It runs on any clock. What it is asked by REST is in `rest.py`; here is what then happens.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random

from calls.clock import utc_now
from simulation.carrier.blocks import CarrierBlock, PersonBlock
from simulation.carrier.caller import TwilioCaller
from simulation.carrier.caller_phone import CallerPhone
from simulation.carrier.cdr import CdrRow, rows
from simulation.carrier.conference import Conferences, Entry
from simulation.carrier.leg import Callbacks, CarrierLeg
from simulation.carrier.people import Person
from simulation.carrier.twiml import HungUp, Interpreter, Page, TwimlWrong
from simulation.carrier.webhooks import Moods, Webhooks
from simulation.dialling import sid
from simulation.exchange import Exchange, SocketRefused

VOICE_URL = "https://callwright.test/twilio/voice"

SETUP_SECS = 0.3
"""Between the order of a call and its first ring."""

SIP_CODES = {"busy": 486, "rejected": 603, "failed": 404, "no_answer": 487}
STATUSES = {"busy": "busy", "rejected": "busy", "failed": "failed"}
"""How somebody answers → what the carrier makes of it."""

NOBODY = PersonBlock(answers="failed", after_secs=0.5)
"""At every number of which nothing else is said."""

People = Mapping[str, PersonBlock | Sequence[PersonBlock]]
"""Number to who is there; a sequence is for calls one after the other, and its last goes on."""


class FakeTwilio:
    """One account. Give it a way to the application with `reach`, before the first call."""

    def __init__(
        self, rng: Random, *, people: People | None = None, moods: CarrierBlock | None = None
    ) -> None:
        self.rng = rng
        self.moods = moods or CarrierBlock()
        self.people: People = people or {}
        self.account_sid = sid("AC", rng)
        self.auth_token = f"{rng.getrandbits(128):032x}"
        self.voice_url = VOICE_URL
        self.legs: list[CarrierLeg] = []
        self.conferences = Conferences(lambda: self.new_sid("CF"))
        self.webhooks = Webhooks(
            self.auth_token, rng, Moods(self.moods.callbacks_late_secs, self.moods.callbacks_doubled)
        )
        self.complaints: list[str] = []
        """What our application told the carrier that it cannot do."""
        self.left_alive: list[CarrierLeg] = []
        """Legs that were still up when the carrier was closed."""
        self._called: Counter[str] = Counter()
        self._background: set[asyncio.Task[None]] = set()

    def reach(self, exchange: Exchange) -> None:
        """The way to the application."""
        self.webhooks.exchange = exchange

    def proof(self, url: str) -> dict[str, str]:
        """See `Carrier`."""
        return self.webhooks.headers(url, {})

    def new_sid(self, prefix: str) -> str:
        """Another SID."""
        return sid(prefix, self.rng)

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

    async def inbound(self, caller: TwilioCaller) -> CarrierLeg:
        """Somebody calls our number. Returns once they are on a stream. Raises SocketRefused."""
        phone = CallerPhone(caller)
        leg = CarrierLeg(caller.call_sid, caller.from_, caller.to, "inbound", phone, status="ringing")
        self.legs.append(leg)
        try:
            page = Page(
                await self.webhooks.ask(self.voice_url, self.form(leg), trip_secs=0.0), self.voice_url
            )
        except SocketRefused:
            self.end(leg, "carrier", "failed")
            raise
        self._pick_up(leg)
        self._start(leg, lambda: self._follow(leg, page))
        streaming = asyncio.ensure_future(phone.streaming.wait())
        over = asyncio.ensure_future(leg.over.wait())
        await asyncio.wait({streaming, over}, return_when=asyncio.FIRST_COMPLETED)
        for waiter in (streaming, over):
            waiter.cancel()
        if not phone.streaming.is_set():
            raise SocketRefused(self.complaints[-1] if self.complaints else "the call was ended at once")
        return leg

    def place(
        self,
        to: str,
        from_: str,
        ring_secs: float,
        page: Callable[[CarrierLeg], Awaitable[Page]],
        callbacks: Callbacks | None,
        *,
        detect: bool,
    ) -> CarrierLeg:
        """Call somebody, as REST orders it. `page` gives the document to follow when they answer."""
        leg = self._new_leg(to, from_, None)
        leg.callbacks = callbacks

        async def work() -> None:
            await self._ring(leg, ring_secs)
            if leg.live:
                if detect:
                    self._in_background(self._detect(leg))
                await self._follow(leg, page)

        self._start(leg, work)
        return leg

    def redirect(self, leg: CarrierLeg, page: Page) -> None:
        """Give a live leg another document."""
        self._start(leg, lambda: self._follow(leg, page))

    def end(self, leg: CarrierLeg, by: str, status: str | None = None) -> None:
        """A leg ends; once only."""
        if leg.final:
            return
        leg.status = status or ("completed" if leg.answered else "canceled")
        leg.ended, leg.ended_by = utc_now(), by
        leg.over.set()
        leg.up.set()
        for conference in list(self.conferences.all):
            self.conferences.leave(conference, leg)
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

    # For the interpreter

    async def fetch(self, leg: CarrierLeg, url: str, extra: Mapping[str, str]) -> str:
        """See `CarrierWork`."""
        return await self.webhooks.ask(url, {**self.form(leg), **extra})

    async def dial_out(self, leg: CarrierLeg, number: str, from_: str, ring_secs: float) -> CarrierLeg:
        """See `CarrierWork`."""
        other = self._new_leg(number, from_, leg.sid)
        self._start(other, lambda: self._ring(other, ring_secs))
        try:
            await other.up.wait()
        except asyncio.CancelledError:
            self.end(other, "caller")
            raise
        return other

    async def talk(self, leg: CarrierLeg, other: CarrierLeg) -> None:
        """See `CarrierWork`."""
        for each in (leg, other):
            each.met = True
            each.phone.joined(each)
        try:
            await other.over.wait()
        finally:
            self.end(other, "caller")

    async def confer(self, leg: CarrierLeg, name: str, entry: Entry) -> None:
        """See `CarrierWork`."""
        conference = self.conferences.enter(name, leg, entry)
        try:
            await conference.ended.wait()
        finally:
            self.conferences.leave(conference, leg)

    # What a leg does

    def _new_leg(self, to: str, from_: str, parent: str | None) -> CarrierLeg:
        who = self.people.get(to, NOBODY)
        if not isinstance(who, PersonBlock):
            who = who[min(self._called[to], len(who) - 1)]
        self._called[to] += 1
        direction = "outbound-api" if parent is None else "outbound-dial"
        person = Person(who, self.end)
        leg = CarrierLeg(self.new_sid("CA"), from_, to, direction, person, parent=parent)
        self.legs.append(leg)
        return leg

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
        if detected is None or not leg.live:
            return
        leg.answered_by = detected
        if leg.callbacks is not None and leg.callbacks.detected_url is not None:
            duration = str(round(leg.phone.block.detected_secs * 1000))
            form = {**self.form(leg), "AnsweredBy": detected, "MachineDetectionDuration": duration}
            self.webhooks.tell(leg.callbacks.detected_url, form)

    async def _follow(self, leg: CarrierLeg, page: Page | Callable[[CarrierLeg], Awaitable[Page]]) -> None:
        """Follow documents to their end; then the leg is over."""
        by, status = "document", "completed"
        try:
            first = page if isinstance(page, Page) else await page(leg)
            await Interpreter(self, leg).run(first)
        except HungUp as hung_up:
            status = hung_up.status
        except (TwimlWrong, SocketRefused) as error:
            self.complaints.append(str(error))
            by = "carrier"
        except Exception as error:
            # A fault of the simulation: it must not pass for a leg that simply ended.
            self.complaints.append(f"the carrier itself failed: {type(error).__name__}: {error}")
            by = "carrier"
        self.end(leg, by, status)

    # Telling

    def form(self, leg: CarrierLeg) -> dict[str, str]:
        """What every request about a leg holds."""
        form = {
            "CallSid": leg.sid,
            "AccountSid": self.account_sid,
            "From": leg.from_,
            "To": leg.to,
            "CallStatus": leg.status,
            "Direction": leg.direction,
            "ApiVersion": "2010-04-01",
        }
        return form | ({"ParentCallSid": leg.parent} if leg.parent else {})

    def _tell(self, leg: CarrierLeg, event: str) -> None:
        where = leg.callbacks
        if where is None or event not in where.events:
            return
        form = {
            **self.form(leg),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(leg.sequence),
            "Timestamp": utc_now().strftime("%a, %d %b %Y %H:%M:%S +0000"),
        }
        if leg.final:
            form["CallDuration"] = str(leg.secs)
        if leg.sip_code is not None:
            form["SipResponseCode"] = str(leg.sip_code)
        leg.sequence += 1
        self.webhooks.tell(where.url, form)

    def _in_background(self, work: "asyncio.Future[None] | Awaitable[None]") -> None:
        task = asyncio.ensure_future(work)
        assert isinstance(task, asyncio.Task)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
