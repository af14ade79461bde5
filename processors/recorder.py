"""The recorder: two taps, one where the caller's audio comes in and one where the agent's goes out."""

from collections.abc import Callable
from typing import Protocol

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class StereoSink(Protocol):
    """What the taps write to; `calls.recordings.StereoRecording` is one."""

    def write_caller(self, pcm: bytes, at_ms: int) -> None:
        """16-bit mono PCM that came from the caller, at milliseconds since the stream started."""
        ...

    def write_agent(self, pcm: bytes, at_ms: int) -> None:
        """16-bit mono PCM that goes out to the caller, at milliseconds since the stream started."""
        ...

    def truncate_agent(self, at_ms: int) -> None:
        """What was to sound from here on will not be heard: the caller barged in."""
        ...


class CallerTap(FrameProcessor):
    """Stands right behind `transport.input()`."""

    def __init__(self, sink: StereoSink, now_ms: Callable[[], int]) -> None:
        super().__init__(enable_direct_mode=True)
        self._sink = sink
        self._now_ms = now_ms

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Write caller audio; pass everything on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            self._sink.write_caller(frame.audio, self._now_ms())
        await self.push_frame(frame, direction)


class AgentTap(FrameProcessor):
    """Stands right behind `transport.output()`, which paces audio as it goes out."""

    def __init__(self, sink: StereoSink, now_ms: Callable[[], int]) -> None:
        super().__init__(enable_direct_mode=True)
        self._sink = sink
        self._now_ms = now_ms

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Write agent audio; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, OutputAudioRawFrame) and direction is FrameDirection.DOWNSTREAM:
            self._sink.write_agent(frame.audio, self._now_ms())
            return
        if isinstance(frame, InterruptionFrame):
            self._sink.truncate_agent(self._now_ms())
        await self.push_frame(frame, direction)
