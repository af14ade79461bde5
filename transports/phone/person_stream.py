"""A person's media stream: where the caller is in our own process, the person comes here too."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from loguru import logger
from pipecat.clocks.system_clock import SystemClock
from pipecat.frames.frames import InputAudioRawFrame, OutputAudioRawFrame
from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.utils.asyncio.task_manager import TaskManager

from transports.errors import StreamRefused
from transports.line import PHONE_HZ
from transports.phone.office import Office
from transports.phone.stream import POLICY_VIOLATION, Opening, in_time, proved_stream

GONE = (RuntimeError, WebSocketDisconnect)
"""What a socket raises to whoever still writes to it."""

MOST_HELD = 50
"""Pieces of the person's sound that wait to be heard, a second or two; older ones go, as on any telephone."""


class StreamedPerson:
    """A `calls.control.PersonLine` over a carrier's stream. `listen` must run for as long as it is open."""

    rate = PHONE_HZ

    def __init__(self, websocket: WebSocket, opening: Opening) -> None:
        self._websocket = websocket
        self._serializer = opening.serializer
        self._packet_bytes = opening.packet_bytes
        self._heard: deque[bytes] = deque(maxlen=MOST_HELD)
        self._news = asyncio.Event()
        self._over = False
        self._to_send = bytearray()
        """What does not fill a packet yet, of a carrier that takes no other."""

    async def listen(self) -> None:
        """Take what the carrier sends, until either side closes the stream."""
        while not self._over:
            try:
                message = await self._websocket.receive()
            except RuntimeError:  # it was closed here
                break
            if message["type"] == "websocket.disconnect":
                break
            data = message.get("text") or message.get("bytes")
            frame = await self._serializer.deserialize(data) if data else None
            if isinstance(frame, InputAudioRawFrame):
                self._heard.append(frame.audio)
                self._news.set()
        self._end()

    async def hear(self) -> bytes | None:
        """See `PersonLine.hear`."""
        while not self._heard:
            if self._over:
                return None
            self._news.clear()
            await self._news.wait()
        return self._heard.popleft()

    async def say(self, pcm: bytes) -> None:
        """See `PersonLine.say`."""
        message = await self._serializer.serialize(OutputAudioRawFrame(pcm, PHONE_HZ, 1))
        if message is None or self._over:
            return
        try:
            if isinstance(message, str):
                await self._websocket.send_text(message)
            else:
                await self._send_packets(message)
        except GONE:
            self._end()

    async def close(self) -> None:
        """See `PersonLine.close`."""
        if not self._over:
            self._end()
            with suppress(*GONE):  # the other end was faster
                await self._websocket.close()

    async def _send_packets(self, sound: bytes) -> None:
        size = self._packet_bytes or len(sound)
        self._to_send += sound
        while len(self._to_send) >= size > 0:
            packet = bytes(self._to_send[:size])
            del self._to_send[:size]
            await self._websocket.send_bytes(packet)

    def _end(self) -> None:
        self._over = True
        self._news.set()


def _at_phone_rate() -> FrameProcessorSetup:
    """A serializer takes nothing of it but the rates: this stream has no pipeline of its own."""
    nobody: Any = None
    return FrameProcessorSetup(
        clock=SystemClock(),
        task_manager=TaskManager(),
        pipeline_worker=nobody,
        audio_in_sample_rate=PHONE_HZ,
        audio_out_sample_rate=PHONE_HZ,
    )


async def take_person(
    websocket: WebSocket, office: Office, token: str, read: Callable[[WebSocket], Awaitable[Opening]]
) -> None:
    """Let the person whose leg has this token be heard, until either side closes the stream; or refuse it."""
    try:
        proved_stream(websocket, office)
        leg = office.wanted_leg(token, None)
        if leg is None or not leg.here or leg.line is not None:
            raise StreamRefused("no person is expected there")
        await websocket.accept()
        opening = await in_time(read(websocket), office.front.start_deadline_secs)
        if not leg.matches(opening.sid) or leg.line is not None:
            raise StreamRefused("it is of another leg than its address says")
    except StreamRefused as refused:
        logger.warning(f"{office.carrier} stream of a person refused: {refused}")
        with suppress(*GONE):
            await websocket.close(POLICY_VIOLATION)
        return
    await opening.serializer.setup(_at_phone_rate())
    person = StreamedPerson(websocket, opening)
    leg.came(person)
    await person.listen()
