"""A Vonage in memory: NCCOs, conversations, its webhooks. What it is asked by REST is in `desk.py`."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from simulation.carrier.blocks import CarrierBlock
from simulation.carrier.leg import Callbacks, CarrierLeg
from simulation.carrier.rooms import RoomsCarrier
from simulation.carrier.switch import People
from simulation.carrier.vonage.caller import VonageCaller, call_id
from simulation.carrier.vonage.hooks import VonageWebhooks, body
from simulation.carrier.vonage.ncco import Interpreter, Ncco, NccoWrong, read_ncco
from simulation.carrier.webhooks import Moods
from simulation.exchange import SocketRefused

ANSWER_URL = "https://callwright.test/vonage/answer"
EVENTS_URL = "https://callwright.test/vonage/events"
API_KEY, APPLICATION = "abcd1234", "78d335fa-323d-0114-9c3d-d6f0d48968cf"

STATUSES = {"no-answer": "timeout", "canceled": "cancelled", "in-progress": "answered", "queued": "started"}
"""A leg's status → Vonage's word, where it is another."""

REJECTED_SIP = 603


@lru_cache(maxsize=1)
def application_key() -> RSAPrivateKey:
    """The key of every simulated application: making one takes long."""
    return generate_private_key(65537, 2048)


class FakeVonage(RoomsCarrier):
    """One account."""

    stream_end = VonageCaller

    def __init__(
        self, rng: Random, *, people: People | None = None, moods: CarrierBlock | None = None
    ) -> None:
        super().__init__(rng, people=people, moods=moods)
        self.secret = f"{rng.getrandbits(256):064x}"
        self.webhooks = VonageWebhooks(
            self.secret, API_KEY, rng, Moods(self.moods.callbacks_late_secs, self.moods.callbacks_doubled)
        )

    def proof(self, url: str) -> dict[str, str]:
        """Vonage does not sign its streams; their addresses hold a token."""
        return {}

    def new_call_id(self) -> str:
        """See `FakeCarrier`."""
        return call_id(self.rng.getrandbits(128))

    # Calls

    async def _announce(self, leg: CarrierLeg) -> Callable[[], Awaitable[None]]:
        answer = await self.webhooks.ask(ANSWER_URL, body(**self.facts(leg)), trip_secs=0.0)
        self._pick_up(leg)
        return lambda: self.follow(leg, read_ncco(answer) or [])

    def dial(
        self, to: str, from_: str, ring_secs: float, answer_url: str, event_url: str, *, detect: bool
    ) -> CarrierLeg:
        """Call somebody, as REST orders it."""
        leg = self._new_leg(to, from_, None)
        leg.callbacks = Callbacks(event_url, frozenset())

        async def work() -> None:
            await self._ring(leg, ring_secs)
            if not leg.live:
                return
            if detect:
                self._in_background(self._detect(leg))
            try:
                answer = await self.ask(leg, answer_url, self.facts(leg))
            except SocketRefused as error:
                self.complaints.append(str(error))
                self.end(leg, "carrier")
                return
            await self.follow(leg, read_ncco(answer) or [])

        self._start(leg, work)
        return leg

    def redirect(self, leg: CarrierLeg, ncco: Ncco) -> None:
        """Give a live leg something else to do."""
        self._start(leg, lambda: self.follow(leg, ncco))

    async def follow(self, leg: CarrierLeg, ncco: Ncco) -> None:
        """Follow NCCOs to their end; then the leg is over."""
        by = "document"
        try:
            await Interpreter(self, leg).run(ncco)
        except asyncio.CancelledError:
            raise
        except NccoWrong as error:
            self.complaints.append(str(error))
            by = "carrier"
        except Exception as error:
            # A fault of the simulation: it must not pass for a leg that simply ended.
            self.complaints.append(f"the carrier itself failed: {type(error).__name__}: {error}")
            by = "carrier"
        self.end(leg, by)

    async def ask(self, leg: CarrierLeg, url: str, fields: dict[str, Any]) -> str:
        """See `CarrierWork`."""
        return await self.webhooks.ask(url, body(**{"conversation_uuid": self.room_of(leg), **fields}))

    # Telling

    def facts(self, leg: CarrierLeg) -> dict[str, Any]:
        """What most webhooks hold."""
        return {
            "uuid": leg.sid,
            "conversation_uuid": self.room_of(leg),
            "from": leg.from_.removeprefix("+"),
            "to": leg.to.removeprefix("+"),
            "direction": "inbound" if leg.direction == "inbound" else "outbound",
        }

    def room_of(self, leg: CarrierLeg) -> str:
        """The conversation that a leg is in: a named one, or its own."""
        for room in self.conferences.all:
            if leg in room.inside:
                return room.sid
        return f"CON-{leg.sid}"

    def status_of(self, leg: CarrierLeg) -> str:
        """See `CarrierWork`."""
        if leg.status == "busy" and leg.sip_code == REJECTED_SIP:
            return "rejected"
        return STATUSES.get(leg.status, leg.status)

    def _tell(self, leg: CarrierLeg, event: str) -> None:
        self._status(leg, event if event != "completed" else self.status_of(leg))

    def _tell_detected(self, leg: CarrierLeg) -> None:
        who = {"human": "human", "unknown": None}.get(str(leg.answered_by), "machine")
        if who is not None:
            self._status(leg, who)

    def _status(self, leg: CarrierLeg, status: str) -> None:
        url = leg.callbacks.url if leg.callbacks is not None else EVENTS_URL
        self.webhooks.tell(url, body(**self.facts(leg), status=status))
