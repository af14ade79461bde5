"""A caller who is heard and not understood: the turn ends soon, so that something can be said to it."""

import asyncio

from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.turns.types import ProcessFrameResult
from pipecat.turns.user_stop.base_user_turn_stop_strategy import BaseUserTurnStopStrategy


class WordlessTurnStop(BaseUserTurnStopStrategy):
    """Ends a turn when no word has come for a while after the sound. Other strategies wait for words."""

    def __init__(self, after_secs: float) -> None:
        """`after_secs`: from the end of the sound, in which a transcript may still come."""
        super().__init__()
        self._after_secs = after_secs
        self._words = False
        self._timer: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Watch speech and words."""
        if isinstance(frame, VADUserStartedSpeakingFrame):
            await self._forget_timer()
        elif isinstance(frame, TranscriptionFrame | InterimTranscriptionFrame):
            self._words = self._words or bool(frame.text.strip())
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            await self._forget_timer()
            self._timer = self.task_manager.create_task(
                self._end(max(0.0, self._after_secs - frame.stop_secs)), f"{self}::end"
            )
        return ProcessFrameResult.CONTINUE

    async def handle_user_turn_started(self) -> None:
        """Nothing was said yet."""
        self._words = False
        await self._forget_timer()

    async def handle_user_turn_stopped(self) -> None:
        """Whoever ended it."""
        await self._forget_timer()

    async def cleanup(self) -> None:
        """The call is over."""
        await super().cleanup()
        await self._forget_timer()

    async def _end(self, secs: float) -> None:
        await asyncio.sleep(secs)
        self._timer = None
        if not self._words:
            await self.trigger_user_turn_stopped()

    async def _forget_timer(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            await self.task_manager.cancel_task(timer)


class SpeechMeter:
    """How long the caller was heard in a turn. Pure: times are seconds of any one clock."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._since: float | None = None
        self._secs = 0.0

    def take_frame(self, frame: Frame, now: float) -> None:
        """Learn from what speech detection tells."""
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self._since = now - frame.start_secs
        elif isinstance(frame, VADUserStoppedSpeakingFrame) and self._since is not None:
            self._secs += max(0.0, now - frame.stop_secs - self._since)
            self._since = None

    def take(self) -> float:
        """The seconds since this was last asked."""
        secs, self._secs = self._secs, 0.0
        return secs
