"""A Twilio in memory: documents, conferences, its callbacks.

What it is asked by REST is in `rest.py`; here is what then happens.
"""

from collections.abc import Awaitable, Callable, Mapping
from random import Random

from calls.clock import utc_now
from simulation.carrier.blocks import CarrierBlock
from simulation.carrier.caller import TwilioCaller
from simulation.carrier.leg import Callbacks, CarrierLeg
from simulation.carrier.people import Person
from simulation.carrier.rooms import RoomsCarrier
from simulation.carrier.switch import People
from simulation.carrier.twiml import HungUp, Interpreter, Page, TwimlWrong
from simulation.carrier.webhooks import Moods, TwilioWebhooks
from simulation.dialling import sid
from simulation.exchange import SocketRefused

VOICE_URL = "https://callwright.test/twilio/voice"


class FakeTwilio(RoomsCarrier):
    """One account."""

    stream_end = TwilioCaller

    def __init__(
        self, rng: Random, *, people: People | None = None, moods: CarrierBlock | None = None
    ) -> None:
        super().__init__(rng, people=people, moods=moods)
        self.account_sid = sid("AC", rng)
        self.auth_token = f"{rng.getrandbits(128):032x}"
        self.voice_url = VOICE_URL
        self.webhooks = TwilioWebhooks(
            self.auth_token, rng, Moods(self.moods.callbacks_late_secs, self.moods.callbacks_doubled)
        )

    def proof(self, url: str) -> dict[str, str]:
        """See `Carrier`."""
        return self.webhooks.headers(url, {})

    def new_sid(self, prefix: str) -> str:
        """Another SID."""
        return sid(prefix, self.rng)

    def new_room_id(self) -> str:
        """See `RoomsCarrier`."""
        return self.new_sid("CF")

    def new_call_id(self) -> str:
        """See `FakeCarrier`."""
        return self.new_sid("CA")

    # Calls

    async def _announce(self, leg: CarrierLeg) -> Callable[[], Awaitable[None]]:
        url = self.voice_url
        page = Page(await self.webhooks.ask(url, self.form(leg), trip_secs=0.0), url)
        self._pick_up(leg)
        return lambda: self._follow(leg, page)

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

    # For the interpreter

    async def fetch(self, leg: CarrierLeg, url: str, extra: Mapping[str, str]) -> str:
        """See `CarrierWork`."""
        return await self.webhooks.ask(url, {**self.form(leg), **extra})

    # What a leg does

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

    def _tell_detected(self, leg: CarrierLeg) -> None:
        assert isinstance(leg.phone, Person)
        if leg.callbacks is None or leg.callbacks.detected_url is None:
            return
        duration = str(round(leg.phone.block.detected_secs * 1000))
        answered_by = str(leg.answered_by)
        form = {**self.form(leg), "AnsweredBy": answered_by, "MachineDetectionDuration": duration}
        self.webhooks.tell(leg.callbacks.detected_url, form)
