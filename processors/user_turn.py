"""The user turn: where caller audio ends its way.

Nothing behind the user turn reads caller audio, and every processor it does not pass is CPU saved, so it is
not pushed on. Whatever wants it (the recorder, STT) stands before.
"""

import asyncio
import time
from typing import Any, Protocol

from pipecat.frames.frames import (
    EndFrame,
    Frame,
    InputAudioRawFrame,
    LLMRunFrame,
    TranscriptionFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregator
from pipecat.processors.frame_processor import FrameDirection

from processors.confidence import confidence_of
from processors.redaction import WordsChanged
from processors.wordless import SpeechMeter

MUMBLE_SECS = 0.4
"""Seconds of speech without a word from which it counts as something said: a cough is shorter."""


class Window(Protocol):
    """Takes what the caller says out of the conversation; a `calls.secure_window.SecureWindow` is one."""

    @property
    def is_open(self) -> bool:
        """Whether it does so now."""
        ...

    def judge(self) -> str:
        """The caller has finished: what stands for their words; "" when there were none."""
        ...


class UserTurn(LLMUserAggregator):
    """Pipecat's user aggregator, as the last reader of caller audio.

    Event: `on_wordless_turn(user)`, when a turn of speech ended without a word and interrupted nothing.
    """

    held = False
    """Whether the caller is on hold: their turns are still told (`on_user_turn_stopped`), but they interrupt
    nothing, do not enter the history and are not answered."""

    window: Window | None = None
    """While it is open, the caller interrupts as always, and nothing enters the history or is answered."""

    def __init__(self, context: LLMContext, **kwargs: Any) -> None:
        super().__init__(context, **kwargs)
        self._confidences: list[float] = []
        self._meter, self._heard_secs = SpeechMeter(), 0.0
        self._register_event_handler("on_wordless_turn")
        self._speaking = False
        self._run_owed = False

    def take_confidence(self) -> float | None:
        """How sure the ears were, on average, of what was said since this was last asked; None: not told."""
        told, self._confidences = self._confidences, []
        return sum(told) / len(told) if told else None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """As Pipecat's; note how sure the ears are, and never answer into the caller's words.

        A flow that comes to a node asks for an answer, whoever speaks: the late result of a write that
        outlived a barge-in. It is given when the caller has finished, or with the answer to what they said.
        """
        if isinstance(frame, LLMRunFrame) and self._speaking and self.is_answered:
            self._run_owed = True
            return
        if isinstance(frame, WordsChanged):
            for old, new in frame.changes:
                self._reword(old, new)
            return
        if isinstance(frame, EndFrame) and self._run_owed:
            await self.push_context_frame()  # what is said last comes before the end
        if isinstance(frame, TranscriptionFrame) and (sure := confidence_of(frame)) is not None:
            self._confidences.append(sure)
        self._meter.take_frame(frame, asyncio.get_running_loop().time())
        await super().process_frame(frame, direction)

    def _reword(self, old: str, new: str) -> None:
        """What the caller said earlier reads otherwise now, in the history and in the turn at hand."""
        for part in self._aggregation:
            part.text = part.text.replace(old, new)
        if self._full_user_turn_aggregation:
            self._full_user_turn_aggregation = self._full_user_turn_aggregation.replace(old, new)
        # The newest message that has the words: short ones may stand in others too.
        for message in reversed(self._context.get_messages()):
            if not isinstance(message, dict) or message.get("role") != "user":
                continue
            content = message.get("content")
            if isinstance(content, str) and old in content:
                message["content"] = content.replace(old, new)
                return

    async def broadcast_interruption(self) -> None:
        """A caller on hold interrupts nothing."""
        if not self.held:
            await super().broadcast_interruption()

    async def push_context_frame(self, direction: FrameDirection = FrameDirection.DOWNSTREAM) -> None:
        """Nobody answers a caller on hold, or one who speaks to a secure window."""
        if self.is_answered:
            self._run_owed = False
            await super().push_context_frame(direction)

    @property
    def is_answered(self) -> bool:
        """Whether what the caller says is for the model."""
        return not self.held and not (self.window is not None and self.window.is_open)

    async def _push_aggregation(self, *, run_llm: bool = True) -> str:
        if self.window is not None and self.window.is_open:
            await self.reset()
            return self.window.judge()
        if not self.held:
            return await super()._push_aggregation(run_llm=run_llm)
        words = self.aggregation_string()
        await self.reset()
        return words

    async def _maybe_recover_empty_user_turn(self, interrupted_bot: bool) -> bool:
        if self._run_owed and self.is_answered:
            await self.push_context_frame()
            return True
        if self.held:
            return False
        if not self.is_answered:
            if interrupted_bot or self._heard_secs >= MUMBLE_SECS:
                await self._call_event_handler("on_wordless_turn")
            return False
        if await super()._maybe_recover_empty_user_turn(interrupted_bot):
            return True
        if not interrupted_bot and self._heard_secs >= MUMBLE_SECS:
            await self._call_event_handler("on_wordless_turn")
        return False

    async def _maybe_emit_user_turn_stopped(self, *args: Any, **kwargs: Any) -> None:
        self._heard_secs = self._meter.take()
        await super()._maybe_emit_user_turn_stopped(*args, **kwargs)

    async def _queued_broadcast_frame(self, frame_cls: type[Frame], **kwargs: Any) -> None:
        # Pipecat's default stamp is bound to the clock it was imported with; a simulated call has its own.
        if frame_cls in (VADUserStartedSpeakingFrame, VADUserStoppedSpeakingFrame):
            kwargs.setdefault("timestamp", time.time())
        await super()._queued_broadcast_frame(frame_cls, **kwargs)

    async def _on_vad_speech_activity(self, controller: object) -> None:
        """Nobody asks five times a second whether the caller is still speaking."""

    async def push_frame(self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM) -> None:
        """Push everything on but caller audio."""
        if isinstance(frame, InputAudioRawFrame):
            return
        if isinstance(frame, UserStartedSpeakingFrame | UserStoppedSpeakingFrame):
            self._speaking = isinstance(frame, UserStartedSpeakingFrame)
        await super().push_frame(frame, direction)
