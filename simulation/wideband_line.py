"""The agent's end of a simulated wideband line. No carrier has such a route; it is there for simulations."""

import base64
import json
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, WebSocket
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    AudioRawFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
)
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport

from transports.line import BROWSER_END_SILENCE_SECS, BROWSER_IN_HZ, BROWSER_OUT_HZ, Line
from transports.phone.control import PhoneControl
from transports.phone.office import Answer

PATH = "/wideband/stream"

FROM_CALLER_HZ = BROWSER_IN_HZ
TO_CALLER_HZ = BROWSER_OUT_HZ


class PcmSerializer(FrameSerializer):
    """Twilio's messages with 16-bit samples in them."""

    def __init__(self, stream: str) -> None:
        """`stream` is the stream's SID."""
        super().__init__()
        self._stream = stream

    async def serialize(self, frame: Frame) -> str | bytes | None:
        """Audio and `clear`; everything else stays here."""
        if isinstance(frame, InterruptionFrame):
            return json.dumps({"event": "clear", "streamSid": self._stream})
        if isinstance(frame, AudioRawFrame):
            payload = base64.b64encode(frame.audio).decode()
            return json.dumps({"event": "media", "streamSid": self._stream, "media": {"payload": payload}})
        return None

    async def deserialize(self, data: str | bytes) -> Frame | None:
        """Audio and keys."""
        message: dict[str, Any] = json.loads(data)
        if message["event"] == "media":
            audio = base64.b64decode(message["media"]["payload"])
            return InputAudioRawFrame(audio=audio, num_channels=1, sample_rate=FROM_CALLER_HZ)
        if message["event"] == "dtmf":
            return InputDTMFFrame(KeypadEntry(message["dtmf"]["digit"]))
        return None


Rings = Callable[[str, str], PhoneControl | None]
"""(from, to) → what rings persons for a caller; None where nobody can be rung."""


def wideband_routes(answer: Answer, rings: Rings = lambda from_, to: None) -> APIRouter:
    """The route that hands every wideband call to `answer`."""
    router = APIRouter()

    @router.websocket(PATH)
    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive_text()  # `connected`
        start = json.loads(await websocket.receive_text())
        parameters = start["start"]["customParameters"]
        transport = FastAPIWebsocketTransport(
            websocket,
            FastAPIWebsocketParams(
                audio_in_enabled=True,
                audio_out_enabled=True,
                audio_in_sample_rate=FROM_CALLER_HZ,
                audio_out_sample_rate=TO_CALLER_HZ,
                audio_out_end_silence_secs=BROWSER_END_SILENCE_SECS,
                add_wav_header=False,
                serializer=PcmSerializer(start["streamSid"]),
                allowed_origins=[],
            ),
        )
        control = rings(parameters["from"], parameters["to"])
        line = Line(
            transport,
            carrier="wideband",
            from_=parameters["from"],
            to=parameters["to"],
            audio_in_hz=FROM_CALLER_HZ,
            audio_out_hz=TO_CALLER_HZ,
            control=control,
        )
        try:
            await answer(line)
        finally:
            if control is not None:
                await control.close()

    return router
