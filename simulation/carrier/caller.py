"""A caller on the other end of Twilio Media Streams, message for message as Twilio sends them."""

import asyncio
import base64
import binascii
import json
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar, Protocol

from simulation.carrier.leg import CarrierLeg
from simulation.dialling import Dialled, read_twiml, sid
from simulation.exchange import Exchange, Socket
from simulation.mouth import Mouth, Noise, Samples
from simulation.mulaw import RATE, TICK
from simulation.playout import Playout

TICK_SECS = TICK / RATE

TRANSFERRED_SECS = 120.0
"""Seconds a caller whose stream has ended stays with whoever they are with then."""


class Carrier(Protocol):
    """The carrier behind a caller."""

    account_sid: str

    def proof(self, url: str) -> dict[str, str]:
        """The headers that prove that a stream is the carrier's."""
        ...

    async def inbound(self, caller: "TwilioCaller") -> CarrierLeg:
        """Take the call. Returns once it is on a stream. Raises SocketRefused."""
        ...

    def end(self, leg: CarrierLeg, by: str, status: str | None = None) -> None:
        """A leg ends."""
        ...


class ProtocolBroken(RuntimeError):
    """The agent sent something that Twilio would refuse."""


def _mark_name(message: dict[str, Any]) -> str:
    try:
        return str(message["mark"]["name"])
    except (KeyError, TypeError) as error:
        raise ProtocolBroken(f"a mark message without a name: {message}") from error


@dataclass
class TwilioCaller:
    """One call. `dial`, then `say` and `press` at will, then `hang_up`; hearing goes on all the time.

    Times are milliseconds since the stream started, positions are samples since then.
    """

    exchange: Exchange
    rng: Random
    from_: str = "+15550100199"
    to: str = "+15550100100"
    noise: Noise | None = None
    carrier: Carrier | None = None
    """The carrier whose caller this is; None = one that only asks the webhook and opens the stream."""
    media_format: ClassVar[dict[str, Any]] = {"encoding": "audio/x-mulaw", "sampleRate": RATE, "channels": 1}
    mouth: Mouth = field(init=False)
    playout: Playout = field(default_factory=Playout)
    failure: str | None = None
    """What went wrong on the line, if anything did."""

    def __post_init__(self) -> None:
        self.mouth = self._new_mouth()
        self.call_sid = sid("CA", self.rng)
        self.stream_sid = sid("MZ", self.rng)
        self.account_sid = sid("AC", self.rng)
        if self.carrier is not None:
            self.account_sid = self.carrier.account_sid
        self.leg: CarrierLeg | None = None
        """The call at the carrier, if there is one."""
        self.ended = asyncio.Event()
        """Set once the agent has closed the stream, or the caller has."""
        self.ended_by_agent = False
        self.in_a_hurry = False
        """Whether the caller hangs up wherever they are, not only with the agent."""
        self.hung_up_at: int | None = None
        self._sequence = 0
        self._chunk = 0
        self._started_at = 0.0
        self._socket: Socket | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._said: asyncio.Event = asyncio.Event()
        self._said.set()

    def _new_mouth(self) -> Mouth:
        return Mouth(noise=self.noise)

    # Time

    @property
    def now(self) -> int:
        """Samples since the stream started; stands still once the call is over."""
        if self.hung_up_at is not None:
            return self.hung_up_at
        return round((asyncio.get_running_loop().time() - self._started_at) * RATE)

    @property
    def now_ms(self) -> int:
        """Milliseconds since the stream started."""
        return round(self.now * 1000 / RATE)

    def moment(self, position: int) -> float:
        """The loop's time at which a sample is said or heard."""
        return self._started_at + position / RATE

    # The call

    async def dial(self) -> None:
        """Ask the webhook, open the stream it names and start it. Raises SocketRefused."""
        if self.carrier is not None:
            self.leg = await self.carrier.inbound(self)
            return
        form = {"CallSid": self.call_sid, "AccountSid": self.account_sid, "From": self.from_, "To": self.to}
        form |= {"CallStatus": "ringing", "Direction": "inbound", "ApiVersion": "2010-04-01"}
        dialled = read_twiml(await self.exchange.post("/twilio/voice", form))
        await self.start_stream(dialled)

    def again(self) -> "TwilioCaller":
        """The same caller on another stream of the same call; nobody talks on it by itself."""
        caller = TwilioCaller(self.exchange, self.rng, self.from_, self.to, carrier=self.carrier)
        caller.call_sid, caller.leg = self.call_sid, self.leg
        return caller

    async def start_stream(self, dialled: Dialled) -> None:
        """Open a stream and start it."""
        proof = self.carrier.proof(dialled.url) if self.carrier is not None else None
        self._socket = await self.exchange.connect(dialled.path, headers=proof)
        await self._transmit({"event": "connected", "protocol": "Call", "version": "1.0.0"}, numbered=False)
        start = {
            "accountSid": self.account_sid,
            "streamSid": self.stream_sid,
            "callSid": self.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": self.media_format,
            "customParameters": dialled.parameters,
        }
        self._started_at = asyncio.get_running_loop().time()
        await self._transmit({"event": "start", "start": start, "streamSid": self.stream_sid})
        self._tasks = [
            asyncio.create_task(self._talk(), name=f"caller {self.call_sid[:6]} talks"),
            asyncio.create_task(self._listen(), name=f"caller {self.call_sid[:6]} listens"),
        ]

    async def say(self, samples: Samples) -> tuple[int, int]:
        """Say 8 kHz samples; returns (start, end) in samples as soon as it is known, before they are said."""
        span = self.mouth.say(samples)
        if self.mouth.busy:
            self._said.clear()
        return span

    async def said_all(self) -> None:
        """Wait until everything has been said, or the call is over."""
        await self._said.wait()

    def hush(self) -> None:
        """Stop talking in the middle of the word."""
        self.mouth.hush()
        self._said.set()

    async def press(self, digit: str) -> None:
        """Press a key."""
        dtmf = {"track": "inbound_track", "digit": digit}
        await self._transmit({"event": "dtmf", "streamSid": self.stream_sid, "dtmf": dtmf})

    async def hang_up(self) -> None:
        """End the call, as Twilio does when the caller puts the phone down: `stop`, then close.

        Also safe after the agent has ended it: a caller who is with somebody else then stays until they are
        done. Raises what the agent's application failed with.
        """
        if self._socket is None:
            return
        if self.ended.is_set():
            await self._stay()
        else:
            await self._stop()
        if self.carrier is not None and self.leg is not None:
            self.carrier.end(self.leg, "caller")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()

    async def cut(self) -> None:
        """The carrier closes the stream, because it was told to do something else with the call."""
        if self._socket is None or self.ended.is_set():
            return
        await self._stop()
        for task in self._tasks:
            task.cancel()
        self._closing = asyncio.create_task(self._close_quietly(), name="the carrier closes a stream")

    async def _close_quietly(self) -> None:
        """Close without waiting in the call's way; `hang_up` tells what the application failed with."""
        assert self._socket is not None
        with suppress(Exception):
            await self._socket.close()

    async def _stop(self) -> None:
        stop = {"accountSid": self.account_sid, "callSid": self.call_sid}
        with suppress(ConnectionError):
            await self._transmit({"event": "stop", "streamSid": self.stream_sid, "stop": stop})
        self._finish(by_agent=False)

    async def _stay(self) -> None:
        """The stream is over, the call may not be."""
        if self.leg is None or self.in_a_hurry:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(TRANSFERRED_SECS):
                await self.leg.over.wait()

    def _finish(self, *, by_agent: bool) -> None:
        if self.ended.is_set():
            return
        self.hung_up_at = self.now
        self.ended_by_agent = by_agent
        self.ended.set()
        self._said.set()

    # Talking

    async def _transmit(self, message: dict[str, Any], *, numbered: bool = True) -> None:
        assert self._socket is not None
        if numbered:
            self._sequence += 1
            message["sequenceNumber"] = str(self._sequence)
        await self._socket.send(json.dumps(message, separators=(",", ":")))

    async def _talk(self) -> None:
        """Send a packet every 20 ms. The n-th is sent at n × 20 ms, however late the one before was."""
        loop = asyncio.get_running_loop()
        while not self.ended.is_set():
            due = self._started_at + (self._chunk + 1) * TICK_SECS
            await asyncio.sleep(max(0.0, due - loop.time()))
            timestamp = self._chunk * 20
            self._chunk += 1
            payload = base64.b64encode(self.mouth.packet()).decode()
            media = {
                "track": "inbound",
                "chunk": str(self._chunk),
                "timestamp": str(timestamp),
                "payload": payload,
            }
            try:
                await self._transmit({"event": "media", "streamSid": self.stream_sid, "media": media})
                await self._return_marks()
            except ConnectionError:
                return
            if not self.mouth.busy:
                self._said.set()

    async def _return_marks(self) -> None:
        for name in self.playout.due_marks(self.now):
            await self._transmit({"event": "mark", "streamSid": self.stream_sid, "mark": {"name": name}})

    # Hearing

    async def _listen(self) -> None:
        assert self._socket is not None
        while (text := await self._socket.receive()) is not None:
            try:
                self._obey(text)
                await self._return_marks()
            except ProtocolBroken as error:
                # Twilio drops such a message (error 31951) and the call goes on; a test must not.
                self.failure = self.failure or str(error)
            except ConnectionError:
                break
        self._finish(by_agent=True)

    def _obey(self, text: str) -> None:
        try:
            message = json.loads(text)
            kind = message["event"]
            stream = message["streamSid"]
        except (ValueError, KeyError, TypeError) as error:
            raise ProtocolBroken(f"not a Twilio message: {text[:120]!r}") from error
        if stream != self.stream_sid:
            raise ProtocolBroken(f"a message for stream {stream!r}; this call is {self.stream_sid}")
        if kind == "media":
            self._hear(message)
        elif kind == "mark":
            self.playout.mark(_mark_name(message))
        elif kind == "clear":
            self.playout.clear(self.now)
        else:
            raise ProtocolBroken(f"event {kind!r}; allowed: media, mark, clear")

    def _hear(self, message: dict[str, Any]) -> None:
        try:
            payload = base64.b64decode(message["media"]["payload"], validate=True)
        except (KeyError, TypeError, binascii.Error) as error:
            raise ProtocolBroken(f"a media message without a base64 payload: {error}") from error
        self.playout.play(self._as_heard(payload), self.now)

    def _as_heard(self, payload: bytes) -> bytes:
        """A message's audio as µ-law."""
        return payload
