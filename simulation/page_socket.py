"""A page's connection as a socket: WebRTC as a browser speaks it, without the browser.

Binary messages are sound, 16-bit mono: 20 ms at 16 kHz to the agent, and whatever comes at 48 kHz from it.
Text is what goes over the data channel.
"""

import asyncio
import json
from contextlib import suppress
from fractions import Fraction

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame

from simulation.exchange import Exchange, SocketRefused
from transports.line import BROWSER_IN_HZ

CONNECT_SECS = 15.0
"""Seconds that a connection may take to come about."""

PING_SECS = 1.0
"""The agent takes a page that it has not heard of for three seconds as gone."""


ALONE = RTCConfiguration(iceServers=[])
"""No server is asked for an address; unasked, aiortc would ask one on the Internet."""


class _Microphone(MediaStreamTrack):
    """Sound that somebody else makes, packet by packet."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._packets: asyncio.Queue[bytes] = asyncio.Queue()
        self._sent = 0

    def send(self, packet: bytes) -> None:
        """What is heard next."""
        self._packets.put_nowait(packet)

    async def recv(self) -> AudioFrame:
        """The next packet, once it is there."""
        samples = np.frombuffer(await self._packets.get(), dtype="<i2")
        frame = AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = BROWSER_IN_HZ, self._sent, Fraction(1, BROWSER_IN_HZ)
        self._sent += len(samples)
        return frame


class PageSocket:
    """One page that has called."""

    def __init__(self) -> None:
        """Use `PageSocket.open`."""
        self._connection = RTCPeerConnection(ALONE)
        self._channel = self._connection.createDataChannel("chat", ordered=True)
        self._microphone = _Microphone()
        self._connection.addTrack(self._microphone)
        self._received: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._opened = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._channel.on("open", self._opened.set)
        self._channel.on("message", self._message)
        self._channel.on("close", self._over)
        self._connection.on("track", self._track)
        self._connection.on("connectionstatechange", self._changed)

    @classmethod
    async def open(cls, exchange: Exchange) -> "PageSocket":
        """Call the playground behind `exchange`. Raises SocketRefused."""
        page = cls()
        try:
            async with asyncio.timeout(CONNECT_SECS):
                await page._connect(exchange)
        except TimeoutError:
            await page.close()
            raise SocketRefused(
                f"no WebRTC connection came about in {CONNECT_SECS:g} s; "
                "it needs a network interface besides loopback"
            ) from None
        except BaseException:
            await page.close()
            raise
        return page

    async def _connect(self, exchange: Exchange) -> None:
        started = json.loads(await exchange.post("/start", b'{"transport": "webrtc"}'))
        await self._connection.setLocalDescription(await self._connection.createOffer())
        ours = self._connection.localDescription
        offer = json.dumps({"sdp": ours.sdp, "type": ours.type}).encode()
        answered = json.loads(await exchange.post(f"/sessions/{started['sessionId']}/api/offer", offer))
        theirs = RTCSessionDescription(answered["sdp"], answered["type"])
        await self._connection.setRemoteDescription(theirs)
        await self._opened.wait()
        self._tasks.append(asyncio.create_task(self._keep_alive(), name="page keeps alive"))

    # As a socket

    async def send(self, message: str | bytes) -> None:
        """Sound, or a message. Raises ConnectionError when the connection is closed."""
        if self._channel.readyState != "open":
            raise ConnectionError("the agent closed the connection")
        if isinstance(message, bytes):
            self._microphone.send(message)
        else:
            self._channel.send(message)

    async def receive(self) -> str | bytes | None:
        """Sound, or a message; None once the connection is closed."""
        return await self._received.get()

    async def close(self) -> None:
        """Leave the page."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._connection.close()

    # What comes

    def _message(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self._received.put_nowait(message)

    def _track(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._listen(track), name="page listens"))

    async def _listen(self, track: MediaStreamTrack) -> None:
        with suppress(MediaStreamError):  # the track has ended
            while True:
                frame = await track.recv()
                assert isinstance(frame, AudioFrame)
                sound = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
                self._received.put_nowait(sound[:, 0].tobytes())

    def _changed(self) -> None:
        if self._connection.connectionState in ("closed", "failed"):
            self._over()

    def _over(self) -> None:
        self._received.put_nowait(None)

    async def _keep_alive(self) -> None:
        while self._channel.readyState == "open":
            self._channel.send("ping")
            await asyncio.sleep(PING_SECS)
