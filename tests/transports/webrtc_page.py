"""A page without a browser: the same signalling and data channel, spoken by aiortc."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack

from simulation.page_socket import ALONE


class Page:
    """What a page has heard so far."""

    def __init__(self, connection: RTCPeerConnection) -> None:
        self.messages: list[dict[str, Any]] = []
        self.loudest = 0
        """Of the agent's voice, 0 to 32767."""
        self.gone = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._channel = connection.createDataChannel("chat")
        self._channel.on("open", self._opened)
        self._channel.on("message", self._message)
        connection.on("track", self._track)

    async def until(self, kind: str, secs: float = 20.0) -> dict[str, Any]:
        """The first message of a kind."""
        async with asyncio.timeout(secs):
            while True:
                for message in self.messages:
                    if message["type"] == kind:
                        return message
                await asyncio.sleep(0.05)

    def send(self, kind: str, name: str, data: dict[str, Any]) -> None:
        """Send an RTVI message; `name` is its id."""
        self._channel.send(json.dumps({"label": "rtvi-ai", "type": kind, "id": name, "data": data}))

    def _opened(self) -> None:
        self.send("client-ready", "ready", {"version": "2.2.0", "about": {"library": "test"}})

    def _message(self, text: str) -> None:
        message = json.loads(text)
        self.messages.append(message)
        if message["type"] == "signalling" and message["message"]["type"] == "peerLeft":
            self.gone.set()

    def _track(self, track: MediaStreamTrack) -> None:
        task = asyncio.get_running_loop().create_task(self._listen(track))
        self._tasks.add(task)

    async def _listen(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(Exception):  # aiortc's way to say that a track has ended
            while True:
                frame = await track.recv()
                self.loudest = max(self.loudest, int(abs(frame.to_ndarray()).max()))  # type: ignore[union-attr]


@contextlib.asynccontextmanager
async def calling(
    url: str, body: dict[str, Any] | None = None, *, microphone: MediaStreamTrack | None = None
) -> AsyncIterator[Page]:
    """A page that has called `url`; it hangs up at the end. Without a `microphone` it is silent."""
    connection = RTCPeerConnection(ALONE)
    try:
        connection.addTrack(microphone or AudioStreamTrack())
        page = Page(connection)
        await connection.setLocalDescription(await connection.createOffer())
        offer = {"sdp": connection.localDescription.sdp, "type": connection.localDescription.type}
        async with aiohttp.ClientSession(url) as http:
            async with http.post("/start", json={"transport": "webrtc", "body": body or {}}) as answer:
                session = (await answer.json())["sessionId"]
            async with http.post(f"/sessions/{session}/api/offer", json=offer) as answer:
                described = await answer.json()
        await connection.setRemoteDescription(RTCSessionDescription(described["sdp"], described["type"]))
        yield page
    finally:
        await connection.close()
