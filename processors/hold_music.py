"""Music for a caller on hold, through the pipeline's own way out, so that it works on every line."""

import asyncio

from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    Frame,
    OutputAudioRawFrame,
    TTSStartedFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor, FrameProcessorSetup

from processors.music import hold_music

PIECE_SECS = 0.2
"""Seconds of music at a time: this much may still sound when somebody is to be heard instead."""


class HoldMusic(FrameProcessor):
    """Stands before the way out. `start` and `stop` may be called at any time; words come before music."""

    def __init__(self, *, audible: bool = True) -> None:
        """`audible`: False plays nothing at all."""
        super().__init__()
        self._audible = audible
        self._rate = 0
        self._at = 0
        self._speaking = False
        self._task: asyncio.Task[None] | None = None
        self.playing = False
        """Whether the caller is on hold."""

    def start(self) -> None:
        """Play, in pieces, until `stop`."""
        if self.playing or not self._audible or not self._rate:
            return
        self.playing = True
        if self._task is None or self._task.done():
            self._task = self.create_task(self._play())

    def stop(self) -> None:
        """No more than the piece that is on its way."""
        self.playing = False

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """The pipeline begins."""
        await super().setup(setup)
        self._rate = setup.audio_out_sample_rate

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Everything goes on; the agent's own words pause the music."""
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSStartedFrame):
            self._speaking = True
        elif isinstance(frame, BotStoppedSpeakingFrame):
            self._speaking = False
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """The pipeline is over."""
        self.playing = False
        if self._task is not None:
            await self.cancel_task(self._task)
            self._task = None
        await super().cleanup()

    async def _play(self) -> None:
        while self.playing:
            if not self._speaking:
                await self.push_frame(OutputAudioRawFrame(self._piece(), self._rate, 1))
            await asyncio.sleep(PIECE_SECS)

    def _piece(self) -> bytes:
        music = hold_music(self._rate)
        size = round(PIECE_SECS * self._rate) * 2
        piece = music[self._at : self._at + size]
        self._at = (self._at + size) % len(music)
        return piece + music[: size - len(piece)]
