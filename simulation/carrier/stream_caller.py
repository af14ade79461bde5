"""A caller on the other end of a media stream, whichever carrier's it is."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar, Protocol

from simulation.carrier.blocks import Need
from simulation.carrier.leg import CarrierLeg
from simulation.dialling import Dialled
from simulation.exchange import Exchange, Socket
from simulation.mouth import Mouth, Noise, Samples
from simulation.mulaw import RATE, TICK
from simulation.playout import Playout

TICK_SECS = TICK / RATE

TRANSFERRED_SECS = 120.0
"""Seconds a caller whose stream has ended stays with whoever they are with then."""


class Carrier(Protocol):
    """The carrier behind a caller."""

    def proof(self, url: str) -> dict[str, str]:
        """The headers that prove that a stream is the carrier's."""
        ...

    async def inbound(self, caller: "StreamCaller") -> CarrierLeg:
        """Take the call. Returns once it is on a stream. Raises SocketRefused."""
        ...

    def end(self, leg: CarrierLeg, by: str, status: str | None = None) -> None:
        """A leg ends."""
        ...


class ProtocolBroken(RuntimeError):
    """The agent sent something that Twilio would refuse."""


@dataclass
class StreamCaller(ABC):
    """One call. `dial`, then `say` and `press` at will, then `hang_up`; hearing goes on all the time.

    Times are milliseconds since the stream started, positions are samples since then.
    """

    lacks: ClassVar[Mapping[Need, str]] = {}
    """What such a line does not have, and why."""

    wide: ClassVar[bool] = False
    """Whether the line carries more than the telephone's band."""

    page: ClassVar[bool] = False
    """Whether the caller comes by way of the page that we serve."""

    exchange: Exchange
    rng: Random
    from_: str = "+15550100199"
    to: str = "+15550100100"
    noise: Noise | None = None
    carrier: Carrier | None = None
    """The carrier whose caller this is; None = one that only asks the webhook and opens the stream."""
    buffer_secs: float = 0.0
    """Seconds that the agent's audio is held before it is heard."""
    mouth: Mouth = field(init=False)
    playout: Playout = field(default_factory=Playout)
    failure: str | None = None
    """What went wrong on the line, if anything did."""

    def __post_init__(self) -> None:
        self.mouth = self._new_mouth()
        self.call_sid, self.stream_sid = self._new_ids()
        self.leg: CarrierLeg | None = None
        """The call at the carrier, if there is one."""
        self.hears = asyncio.Event()
        """Set with the first audio of the other side."""
        self.ended = asyncio.Event()
        """Set once the agent has closed the stream, or the caller has."""
        self.ended_by_agent = False
        self.in_a_hurry = False
        """Whether the caller hangs up wherever they are, not only with the agent."""
        self.hung_up_at: int | None = None
        self._chunk = 0
        self._started_at = 0.0
        self._socket: Socket | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._said: asyncio.Event = asyncio.Event()
        self._said.set()

    # What a carrier adds

    @abstractmethod
    def _new_ids(self) -> tuple[str, str]:
        """The carrier's ids of the call and of its stream."""

    @abstractmethod
    async def _begin(self, dialled: Dialled) -> None:
        """Send what comes before the audio, and set `_started_at` with the last of it."""

    @abstractmethod
    def _media(self, payload: bytes) -> str | bytes:
        """20 ms of the caller's µ-law, as a message."""

    @abstractmethod
    def _mark_back(self, name: str) -> str:
        """The message that says that a mark was reached."""

    @abstractmethod
    def _key(self, digit: str) -> str:
        """The message of a key."""

    @abstractmethod
    def _goodbye(self) -> str | None:
        """What is sent before the stream is closed; None for nothing."""

    @abstractmethod
    def _obey(self, message: str | bytes) -> None:
        """Do what the agent's message says. Raises ProtocolBroken."""

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
        await self._dial_alone()

    async def _dial_alone(self) -> None:
        """Dial without a carrier. Raises SocketRefused."""
        raise NotImplementedError("this caller needs a carrier")

    def again(self) -> "StreamCaller":
        """The same caller on another stream of the same call; nobody talks on it by itself."""
        caller = type(self)(self.exchange, self.rng, self.from_, self.to, carrier=self.carrier)
        caller.call_sid, caller.leg = self.call_sid, self.leg
        return caller

    async def start_stream(self, dialled: Dialled) -> None:
        """Open a stream and start it."""
        proof = self.carrier.proof(dialled.url) if self.carrier is not None else None
        await self._talk_over(await self.exchange.connect(dialled.path, headers=proof), dialled)

    async def _talk_over(self, socket: Socket, dialled: Dialled) -> None:
        """Begin on an open socket."""
        self._socket = socket
        self._started_at = asyncio.get_running_loop().time()
        await self._begin(dialled)
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
        await self._transmit(self._key(digit))

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
        goodbye = self._goodbye()
        with suppress(ConnectionError):
            if goodbye is not None:
                await self._transmit(goodbye)
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

    async def _transmit(self, message: str | bytes) -> None:
        assert self._socket is not None
        await self._socket.send(message)

    async def _talk(self) -> None:
        """Send a packet every 20 ms. The n-th is sent at n × 20 ms, however late the one before was."""
        loop = asyncio.get_running_loop()
        while not self.ended.is_set():
            due = self._started_at + (self._chunk + 1) * TICK_SECS
            await asyncio.sleep(max(0.0, due - loop.time()))
            self._chunk += 1
            message = self._media(self.mouth.packet())
            try:
                await self._transmit(message)
                await self._return_marks()
            except ConnectionError:
                return
            if not self.mouth.busy:
                self._said.set()

    async def _return_marks(self) -> None:
        for name in self.playout.due_marks(self.now):
            await self._transmit(self._mark_back(name))

    # Hearing

    async def _listen(self) -> None:
        assert self._socket is not None
        while (text := await self._socket.receive()) is not None:
            try:
                self._obey(text)
                await self._return_marks()
            except ProtocolBroken as error:
                # A carrier drops such a message and the call goes on; a test must not.
                self.failure = self.failure or str(error)
            except ConnectionError:
                break
        self._finish(by_agent=True)

    def hear(self, payload: bytes) -> None:
        """The agent's audio, as the carrier sent it."""
        self.hears.set()
        self.playout.play(self._as_heard(payload), self.now + round(self.buffer_secs * RATE))

    def _as_heard(self, payload: bytes) -> bytes:
        """A message's audio as µ-law."""
        return payload
