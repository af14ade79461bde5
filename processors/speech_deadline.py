"""What of a call's frames tells whether the caller is left in silence."""

import asyncio
from collections.abc import Callable

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    FunctionCallCancelFrame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    InterruptionFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from calls.speech_deadline import SpeechDeadline


class SpeechDeadlineWatch(FrameProcessor):
    """Stands behind the language model and tells a `SpeechDeadline` what it sees. Changes nothing."""

    def __init__(self, deadline: SpeechDeadline, changed: Callable[[], None]) -> None:
        """`changed` is called when what is due may be due sooner."""
        super().__init__(enable_direct_mode=True)
        self._deadline, self._changed = deadline, changed

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Note who speaks; pass everything on."""
        await super().process_frame(frame, direction)
        self._note(frame)
        await self.push_frame(frame, direction)

    def _note(self, frame: Frame) -> None:
        deadline, now = self._deadline, asyncio.get_running_loop().time()
        match frame:
            case LLMTextFrame():
                if frame.text.strip():
                    deadline.words()
                return  # as often as a model has words
            case TTSSpeakFrame():
                if frame.append_to_context:
                    deadline.words()
            case LLMFullResponseStartFrame():
                deadline.asked(now)
            case BotStartedSpeakingFrame():
                deadline.agent_started()
            case BotStoppedSpeakingFrame():
                deadline.agent_stopped(now)
            case VADUserStartedSpeakingFrame():
                deadline.caller_started()
            case VADUserStoppedSpeakingFrame():
                deadline.caller_stopped(now - frame.stop_secs)
            case FunctionCallInProgressFrame():
                deadline.tool_started(frame.tool_call_id)
            case FunctionCallResultFrame():
                if frame.properties is None or frame.properties.is_final:
                    deadline.tool_ended(frame.tool_call_id, now)
            case FunctionCallCancelFrame():
                deadline.tool_ended(frame.tool_call_id, now)
            case InterruptionFrame():
                deadline.interrupted()
            case _:
                return
        self._changed()
