"""A Telnyx in memory: legs that obey commands. What it is asked by REST is in `desk.py`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from calls.clock import utc_now
from simulation.carrier.blocks import CarrierBlock
from simulation.carrier.leg import Asked, Callbacks, CarrierLeg
from simulation.carrier.saying import spoken_secs
from simulation.carrier.switch import FakeCarrier, People
from simulation.carrier.telnyx.caller import TelnyxCaller, call_id
from simulation.carrier.telnyx.events import TelnyxWebhooks, an_event
from simulation.carrier.webhooks import Moods
from simulation.dialling import Dialled
from simulation.exchange import SocketRefused

EVENTS_URL = "https://callwright.test/telnyx/events"
API_KEY = "KEY0123456789ABCDEF"
CONNECTION = "1684641123236054244"

CAUSES = {
    "completed": "normal_clearing",
    "no-answer": "timeout",
    "canceled": "originator_cancel",
    "failed": "not_found",
    "busy": "user_busy",
}
REJECTED_SIP = 603


class FakeTelnyx(FakeCarrier):
    """One account."""

    stream_end = TelnyxCaller

    def __init__(
        self, rng: Random, *, people: People | None = None, moods: CarrierBlock | None = None
    ) -> None:
        super().__init__(rng, people=people, moods=moods)
        self.key = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
        self.webhooks = TelnyxWebhooks(
            self.key, rng, Moods(self.moods.callbacks_late_secs, self.moods.callbacks_doubled)
        )
        self._doing: dict[tuple[CarrierLeg, str], asyncio.Task[None]] = {}
        """What a leg does at present, by its kind: `stream`, or `voice` for what is said and asked."""
        self._bridged: dict[CarrierLeg, CarrierLeg] = {}
        self._parks: set[CarrierLeg] = set()

    def proof(self, url: str) -> dict[str, str]:
        """Telnyx does not sign its streams; their addresses hold a token."""
        return {}

    def new_call_id(self) -> str:
        """See `FakeCarrier`."""
        return call_id(self.rng.getrandbits(160))

    # A call comes in

    async def _announce(self, leg: CarrierLeg) -> Callable[[], Awaitable[None]]:
        await self.webhooks.ask(EVENTS_URL, an_event(self.rng, "call.initiated", leg), trip_secs=0.0)
        if leg.final:
            raise SocketRefused("the call was rejected")

        async def obey() -> None:
            await leg.over.wait()

        return obey

    # Commands. The desk has checked that the leg is there and in the right state.

    def answer(self, leg: CarrierLeg, stream_url: str | None, webhook_url: str | None) -> None:
        """Pick up."""
        if webhook_url:
            leg.callbacks = Callbacks(webhook_url, frozenset())
        self._pick_up(leg)
        if stream_url:
            self.stream(leg, stream_url)

    def stream(self, leg: CarrierLeg, url: str) -> None:
        """Onto a media stream."""
        self._do(leg, "stream", self._streaming(leg, url))

    def stop_stream(self, leg: CarrierLeg) -> None:
        """Off the media stream."""
        self._stop(leg, "stream")

    def speak(self, leg: CarrierLeg, text: str) -> None:
        """Say something."""
        self._do(leg, "voice", self._speaking(leg, text))

    def gather(self, leg: CarrierLeg, text: str, timeout_secs: float) -> None:
        """Say something and hear a key."""
        self._do(leg, "voice", self._gathering(leg, text, timeout_secs))

    def record(self, leg: CarrierLeg, most_secs: float) -> None:
        """Take a message."""
        self._do(leg, "voice", self._recording(leg, most_secs))

    def bridge(self, leg: CarrierLeg, other: CarrierLeg, *, park: bool) -> None:
        """Both hear each other from now on. `park`: `leg` stays when the other goes."""
        if park:
            self._parks.add(leg)
        for one, two in ((leg, other), (other, leg)):
            self._stop(one, "voice")
            self._bridged[one] = two
            one.met = True
            one.phone.joined(one)
            self._event(one, "call.bridged")

    def dial(
        self, to: str, from_: str, ring_secs: float, url: str, state: str, *, detect: bool
    ) -> CarrierLeg:
        """Call somebody."""
        leg = self._new_leg(to, from_, None)
        leg.callbacks, leg.state = Callbacks(url, frozenset()), state
        self._start(leg, lambda: self._ringing(leg, ring_secs, detect))
        return leg

    def transfer(
        self, leg: CarrierLeg, to: str, ring_secs: float, state: str, webhook_url: str | None
    ) -> None:
        """Call somebody for a leg, and bridge them when they answer."""
        other = self._new_leg(to, leg.from_, leg.sid)
        if webhook_url:
            other.callbacks = Callbacks(webhook_url, frozenset())
        other.state = state

        async def work() -> None:
            await self._ringing(other, ring_secs, detect=False, first=lambda: self._connect(leg, other))

        self._start(other, work)

    def _connect(self, leg: CarrierLeg, other: CarrierLeg) -> None:
        if leg.live:
            self.bridge(leg, other, park=False)
        else:
            self.end(other, "carrier")

    # What they come to

    async def _ringing(
        self, leg: CarrierLeg, ring_secs: float, detect: bool, first: Callable[[], None] | None = None
    ) -> None:
        self._event(leg, "call.initiated")
        await self._ring(leg, ring_secs)
        if not leg.live:
            return
        if first is not None:
            first()
        if detect:
            self._in_background(self._detect(leg))
        await leg.over.wait()

    async def _streaming(self, leg: CarrierLeg, url: str) -> None:
        told = "streaming.stopped"
        try:
            self._event(leg, "streaming.started")
            await leg.phone.stream(leg, Dialled(urlsplit(url).path, {}, url))
        except SocketRefused:
            told = "streaming.failed"
        finally:
            self._event(leg, told)

    async def _speaking(self, leg: CarrierLeg, text: str) -> None:
        leg.heard.append(text)
        await asyncio.sleep(spoken_secs(text))
        self._event(leg, "call.speak.ended", status="completed")

    async def _gathering(self, leg: CarrierLeg, text: str, timeout_secs: float) -> None:
        leg.heard.append(text)
        asked = Asked((text,), spoken_secs(text), speech=False)
        digits = ""
        try:
            async with asyncio.timeout(asked.secs + timeout_secs):
                digits = (await leg.phone.reply(leg, asked)).digits
        except TimeoutError:
            pass
        self._event(leg, "call.gather.ended", digits=digits, status="valid" if digits else "invalid")

    async def _recording(self, leg: CarrierLeg, most_secs: float) -> None:
        secs = await leg.phone.leave_message(leg, most_secs)
        ended = utc_now()
        self._event(
            leg,
            "call.recording.saved",
            recording_urls={"mp3": f"https://s3.example.com/{leg.sid[3:11]}.mp3"},
            recording_started_at=(ended - timedelta(seconds=secs)).isoformat(),
            recording_ended_at=ended.isoformat(),
        )

    # Telling

    def _tell(self, leg: CarrierLeg, event: str) -> None:
        if event == "answered":
            self._event(leg, "call.answered")
        elif event == "completed":
            rejected = leg.status == "busy" and leg.sip_code == REJECTED_SIP
            self._event(leg, "call.hangup", hangup_cause="call_rejected" if rejected else CAUSES[leg.status])

    def _tell_detected(self, leg: CarrierLeg) -> None:
        result = {"human": "human", "unknown": "not_sure"}.get(str(leg.answered_by), "machine")
        self._event(leg, "call.machine.detection.ended", result=result)

    def _event(self, leg: CarrierLeg, kind: str, **more: Any) -> None:
        url = leg.callbacks.url if leg.callbacks is not None else EVENTS_URL
        self.webhooks.tell(url, an_event(self.rng, kind, leg, **more))

    # Ends

    def _gone(self, leg: CarrierLeg) -> None:
        for kind in ("stream", "voice"):
            self._stop(leg, kind)
        other = self._bridged.pop(leg, None)
        if other is None:
            return
        self._bridged.pop(other, None)
        if other in self._parks:
            self._parks.discard(other)
        else:
            self.end(other, "carrier")

    def _do(self, leg: CarrierLeg, kind: str, work: Any) -> None:
        self._stop(leg, kind)
        task = asyncio.get_running_loop().create_task(work, name=f"{kind} of {leg.sid[:11]}")
        self._doing[leg, kind] = task
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _stop(self, leg: CarrierLeg, kind: str) -> None:
        task = self._doing.pop((leg, kind), None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()
