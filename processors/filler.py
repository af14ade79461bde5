"""Filler speech: "One moment." while a tool keeps the caller waiting. It never enters the history."""

import asyncio
from collections.abc import Callable, Sequence

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    FunctionCallCancelFrame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    FunctionCallResultProperties,
    InterruptionFrame,
    LLMTextFrame,
    TTSSpeakFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from processors.patience import Patience


class Filler(FrameProcessor):
    """Stands behind the language model. Says the texts in order, each after its seconds of silence.

    `on_said` is told of each text as it goes out.
    """

    def __init__(
        self, texts: Sequence[str], waits: Sequence[float], on_said: Callable[[str], object] = lambda _: None
    ) -> None:
        """`waits`: seconds, one for each text."""
        super().__init__(enable_direct_mode=True)
        self._texts = texts
        self._on_said = on_said
        self._patience = Patience(waits[: len(texts)])
        self._alarm: asyncio.Task[None] | None = None
        self._set_for: float | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Note who speaks and which tools are at work; pass everything on."""
        await super().process_frame(frame, direction)
        self._note(frame)
        await self._set_alarm()
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Nothing is said after the end."""
        await self._clear_alarm()
        await super().cleanup()

    def _note(self, frame: Frame) -> None:
        patience, now = self._patience, asyncio.get_running_loop().time()
        match frame:
            case LLMTextFrame() | TTSSpeakFrame():
                patience.agent_will_speak()
            case FunctionCallInProgressFrame():
                patience.tool_started(frame.tool_call_id, now)
            case FunctionCallResultFrame():
                if _is_final(frame.properties):
                    patience.tool_ended(frame.tool_call_id)
            case FunctionCallCancelFrame():
                patience.tool_ended(frame.tool_call_id)
            case BotStartedSpeakingFrame():
                patience.agent_started()
            case BotStoppedSpeakingFrame():
                patience.agent_stopped(now)
            case InterruptionFrame():
                patience.interrupted()
            case UserStartedSpeakingFrame():
                patience.caller_started()
            case UserStoppedSpeakingFrame():
                patience.caller_stopped(now)

    async def _set_alarm(self) -> None:
        due = self._patience.due
        if due == self._set_for:
            return
        await self._clear_alarm()
        if due is not None:
            self._set_for = due
            self._alarm = self.create_task(self._say_at(due))

    async def _clear_alarm(self) -> None:
        alarm, self._alarm, self._set_for = self._alarm, None, None
        if alarm is not None and not alarm.done():
            await self.cancel_task(alarm)

    async def _say_at(self, due: float) -> None:
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        text = self._texts[self._patience.next]
        self._patience.filler_said()
        self._on_said(text)
        await self.push_frame(TTSSpeakFrame(text, append_to_context=False))


def _is_final(properties: FunctionCallResultProperties | None) -> bool:
    return properties is None or properties.is_final
