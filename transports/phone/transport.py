"""Pipecat's WebSocket transport, without the frames and the hops that a phone call has no use for."""

from typing import Any

from fastapi import WebSocket
from pipecat.frames.frames import (
    AggregatedTextProgressFrame,
    BotSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    MetricsFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transports.websocket.fastapi import (
    FastAPIWebsocketInputTransport,
    FastAPIWebsocketOutputTransport,
    FastAPIWebsocketParams,
    FastAPIWebsocketTransport,
)

FOR_A_PAGE = (AggregatedTextProgressFrame, MetricsFrame)
"""Frames that only a page or a log shows; observers have seen them before they come here."""


class PhoneInput(FastAPIWebsocketInputTransport):
    """The way in of a phone call."""

    async def push_audio_frame(self, frame: InputAudioRawFrame) -> None:
        """Push audio at once. Pipecat's queue and task before it are there for filters, and we have none."""
        if self._params.audio_in_enabled and not self._paused:
            await self.push_frame(frame)


class PhoneOutput(FastAPIWebsocketOutputTransport):
    """The way out of a phone call."""

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


class PhoneTransport(FastAPIWebsocketTransport):
    """A media stream of a phone call."""

    def __init__(self, websocket: WebSocket, params: FastAPIWebsocketParams) -> None:
        super().__init__(websocket, params)
        self._input = PhoneInput(self, self._client, params, name=self._input_name)
        self._output = PhoneOutput(self, self._client, params, name=self._output_name)
