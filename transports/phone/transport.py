"""Pipecat's WebSocket transport, without the frames and the hops that a phone call has no use for."""

from typing import Any

from fastapi import WebSocket
from pipecat.frames.frames import (
    AggregatedTextProgressFrame,
    BotSpeakingFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    MetricsFrame,
    OutputAudioRawFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.websocket.fastapi import (
    FastAPIWebsocketInputTransport,
    FastAPIWebsocketOutputTransport,
    FastAPIWebsocketParams,
    FastAPIWebsocketTransport,
)

from transports.line import PHONE_HZ
from transports.phone.serializer import PhoneSerializer

LAST_WORD_SECS = 1.5
"""Seconds that the carrier may take to play what was sent last, before the stream is closed."""

FOR_A_PAGE = (AggregatedTextProgressFrame, MetricsFrame)
"""Frames that only a page or a log shows; observers have seen them before they come here."""


class PhoneInput(FastAPIWebsocketInputTransport):
    """The way in of a phone call."""

    async def push_audio_frame(self, frame: InputAudioRawFrame) -> None:
        """Push audio at once. Pipecat's queue and task before it are there for filters, and we have none."""
        if self._params.audio_in_enabled and not self._paused:
            await self.push_frame(frame)


class PhoneOutput(FastAPIWebsocketOutputTransport):
    """The way out of a phone call. It marks the agent's audio, and does not close before the last of it."""

    def __init__(self, *args: Any, serializer: PhoneSerializer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._serializer = serializer

    async def broadcast_frame(self, frame_cls: type[Frame], **kwargs: Any) -> None:
        """Tell the pipeline, but not five times a second that the agent is still speaking."""
        if frame_cls is not BotSpeakingFrame:
            await super().broadcast_frame(frame_cls, **kwargs)

    async def queue_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM, *args: Any, **kwargs: Any
    ) -> None:
        """Take a frame that has something to do with the call."""
        if not isinstance(frame, FOR_A_PAGE):
            await super().queue_frame(frame, direction, *args, **kwargs)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Send audio, and a mark now and then."""
        written = await super().write_audio_frame(frame)
        if written:
            self._serializer.playout.wrote(len(frame.audio) / 2 / self.sample_rate * 1000)
            await self._mark()
        return written

    async def stop(self, frame: EndFrame) -> None:
        """Close once the caller has heard everything, or when that takes too long."""
        await BaseOutputTransport.stop(self, frame)
        await self._mark(last=True)
        if not self._client.is_closing and self._client.is_connected:
            await self._serializer.playout.drained(LAST_WORD_SECS)
        else:
            self._serializer.playout.lost()
        await self._client.disconnect()

    async def _mark(self, *, last: bool = False) -> None:
        if self._client.is_closing or not self._client.is_connected:
            return
        name = self._serializer.playout.due(last=last)
        if name is not None:
            await self._client.send(self._serializer.mark(name))


class PhoneTransport(FastAPIWebsocketTransport):
    """A media stream of a phone call."""

    def __init__(
        self, websocket: WebSocket, params: FastAPIWebsocketParams, serializer: PhoneSerializer
    ) -> None:
        super().__init__(websocket, params)
        self.playout = serializer.playout
        """What the caller has heard of the agent."""
        self._input = PhoneInput(self, self._client, params, name=self._input_name)
        self._output = PhoneOutput(self, self._client, params, name=self._output_name, serializer=serializer)

    async def say_past(self, pcm: bytes) -> None:
        """Send 16-bit audio at the line's rate to the caller, past the pipeline: it may not have started."""
        serializer = self._params.serializer
        assert serializer is not None
        step = 2 * PHONE_HZ * self._params.audio_out_10ms_chunks // 100
        for start in range(0, len(pcm), step):
            frame = OutputAudioRawFrame(pcm[start : start + step], PHONE_HZ, 1)
            message = await serializer.serialize(frame)
            if message is not None:
                await self._client.send(message)
                self.playout.wrote(len(frame.audio) / 2 / PHONE_HZ * 1000)
