"""The user turn: where caller audio ends its way.

Nothing behind the user turn reads caller audio, and every processor it does not pass is CPU saved, so it is
not pushed on. Whatever wants it (the recorder, STT) stands before.
"""

import time
from typing import Any

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMAssistantAggregator,
    LLMContextAggregatorPair,
    LLMUserAggregator,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection


class UserTurn(LLMUserAggregator):
    """Pipecat's user aggregator, as the last reader of caller audio."""

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
        await super().push_frame(frame, direction)


class TurnPair(LLMContextAggregatorPair):
    """User turn and agent turn over one context, for a cascaded pipeline."""

    def __init__(self, context: LLMContext, *, user_params: LLMUserAggregatorParams) -> None:
        self._user = UserTurn(context, params=user_params, _realtime_service_mode=False)
        self._assistant = LLMAssistantAggregator(
            context, _realtime_service_mode=False, _paired_user_aggregator=self._user
        )
