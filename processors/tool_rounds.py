"""Where the rounds of tools in a caller's turn are noticed."""

from typing import Protocol

from pipecat.frames.frames import Frame, FunctionCallsStartedFrame, LLMContextUserTurnFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class RoundCounter(Protocol):
    """Who counts them; `flows.tools.caps.Caps` is one."""

    def turn_started(self) -> None:
        """The caller said or keyed something."""
        ...

    def round_started(self) -> None:
        """The model calls tools."""
        ...


class ToolRounds(FrameProcessor):
    """Stands behind the language model and tells the counter of turns and rounds."""

    def __init__(self, counter: RoundCounter) -> None:
        super().__init__(enable_direct_mode=True)
        self._counter = counter

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Tell the counter; pass everything on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, FunctionCallsStartedFrame):
            self._counter.round_started()
        elif isinstance(frame, LLMContextUserTurnFrame) and direction is FrameDirection.DOWNSTREAM:
            self._counter.turn_started()
        await self.push_frame(frame, direction)
