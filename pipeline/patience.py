"""Stop strategies of Pipecat that also listen to what is being said: see `flows.capture.listening`."""

import asyncio

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    STTMetadataFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.turns.types import ProcessFrameResult
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy, TurnAnalyzerUserTurnStopStrategy
from pipecat.turns.user_stop.base_user_turn_stop_strategy import BaseUserTurnStopStrategy

from flows.capture.listening import Listening

NEARLY = 0.001
"""Seconds that may be missing from a span of silence."""


class Patience(BaseUserTurnStopStrategy):
    """Holds the end of a turn back in the middle of a value, and ends it early after a complete one.

    Put before one of Pipecat's strategies, which finds out when a turn may have ended.
    """

    listening: Listening

    def __init__(self, *, listening: Listening, **of_the_strategy: object) -> None:
        """`listening` knows what is asked for; the rest goes to Pipecat's strategy."""
        super().__init__(**of_the_strategy)  # pyright: ignore[reportArgumentType]
        self.listening = listening
        self._heard: list[str] = []
        self._final = False
        self._last_sound: float | None = None
        self._ends_at: float | None = None
        self._packet_at: float | None = None
        self._slowest_words = 0.0

    async def handle_user_turn_started(self) -> None:
        """A turn begins: nothing was said in it yet."""
        self._forget()
        await super().handle_user_turn_started()

    async def handle_user_turn_stopped(self) -> None:
        """A turn has ended."""
        self._forget()
        await super().handle_user_turn_stopped()

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Follow the words and the silence, and let Pipecat's strategy do its work."""
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self._last_sound, self._ends_at, self._final = None, None, False
        elif isinstance(frame, STTMetadataFrame):
            self._slowest_words = frame.ttfs_p99_latency
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._last_sound = self._now() - frame.stop_secs
        elif isinstance(frame, TranscriptionFrame):
            self._heard.append(frame.text)
            self._final = frame.finalized
        result = await super().process_frame(frame)
        if isinstance(frame, InputAudioRawFrame):
            await self._end_if_due()
        elif isinstance(frame, (VADUserStoppedSpeakingFrame, TranscriptionFrame)) and self._heard:
            self._take()
        return result or ProcessFrameResult.CONTINUE

    async def trigger_user_turn_stopped(self, *, enable_user_speaking_frames: bool | None = None) -> None:
        """End the turn, unless the caller is in the middle of something."""
        hold = self.listening.silence(" ".join(self._heard)).hold
        if hold and self._last_sound is not None and self._now() < self._last_sound + hold - NEARLY:
            self._ends_at = self._last_sound + hold
            return
        self._ends_at = None
        await super().trigger_user_turn_stopped(enable_user_speaking_frames=enable_user_speaking_frames)

    def _take(self) -> None:
        """End the turn soon if the answer is complete."""
        take = self.listening.silence(" ".join(self._heard)).take
        if take is None or self._last_sound is None:
            return
        # Words that are still on their way may take the answer back.
        self._ends_at = self._last_sound + (take if self._final else max(take, self._slowest_words))

    async def _end_if_due(self) -> None:
        """End the turn at its time.

        Looked at with every packet of audio and not by a timer: a timer that ends the turn at the moment at
        which the caller goes on would race with the frame that says so, and what was heard would be lost.
        That frame comes behind the packet in which the caller was heard, so a packet ends the turn only when
        the one before was late enough.
        """
        before, self._packet_at = self._packet_at, self._now()
        if self._ends_at is None or before is None:
            return
        if before >= self._ends_at - NEARLY:
            self._ends_at = None
            await super().trigger_user_turn_stopped()

    def _forget(self) -> None:
        self._heard, self._final, self._ends_at = [], False, None

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


class PatientSmartTurn(Patience, TurnAnalyzerUserTurnStopStrategy):
    """The end-of-turn model decides, with patience."""


class PatientSilence(Patience, SpeechTimeoutUserTurnStopStrategy):
    """A span of silence decides, with patience."""
