"""Caller audio goes past those who have no part in it."""

from typing import Any

from pipecat.frames.frames import Frame, InputAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class PastCallerAudio(FrameProcessor):
    """A base for processors in direct mode: caller audio, which comes thirty times a second, is no frame of
    theirs. It is handed to the next processor at once, without the work that a hop is.
    """

    async def queue_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM, *args: Any, **kwargs: Any
    ) -> None:
        """Take a frame; caller audio goes on as it came."""
        ahead = self.next
        if ahead is not None and isinstance(frame, InputAudioRawFrame):
            try:
                await self.caller_audio(frame)
            except Exception as error:
                await self.push_error(f"caller audio: {error}", exception=error)
            await ahead.queue_frame(frame, direction, *args, **kwargs)
        else:
            await super().queue_frame(frame, direction, *args, **kwargs)

    async def caller_audio(self, frame: InputAudioRawFrame) -> None:
        """Look at caller audio as it goes past."""
