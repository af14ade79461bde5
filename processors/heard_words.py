"""What the agent said enters the history when the caller has heard it, not when it was sent."""

import asyncio
from collections import deque
from typing import Any, Protocol

from pipecat.frames.frames import (
    AudioRawFrame,
    BotStoppedSpeakingFrame,
    CancelFrame,
    Frame,
    InterruptionFrame,
    SystemFrame,
    TTSTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor


class Playback(Protocol):
    """What tells of a line how much of the agent's audio was heard; `transports.playout` has one."""

    def spot(self) -> Any:
        """The last of the audio that was sent so far."""
        ...

    def is_past(self, spot: Any) -> bool:
        """Whether the caller has heard it, or never will."""
        ...

    async def reached(self, spot: Any) -> bool:
        """Wait until that is so; False if the line was lost before."""
        ...


class HeardWords(FrameProcessor):
    """Stands behind `transport.output()`: between sending and hearing lie a network and a carrier's buffer.

    Words, and whatever comes behind them, wait until the audio that was sent before them was heard. A
    barge-in drops the words that wait: the carrier has thrown their audio away. Frames that may not be
    dropped, and the order of all, stay as they were.
    """

    def __init__(self, playback: Playback) -> None:
        super().__init__(enable_direct_mode=True)
        self._playback = playback
        self._waiting: deque[tuple[Frame, Any]] = deque()
        self._more = asyncio.Event()
        self._releasing: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let a frame past, or keep it until its time."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InterruptionFrame):
            self._drop()
        if isinstance(frame, CancelFrame):
            self._waiting.clear()
        if direction is FrameDirection.UPSTREAM or not self._waits(frame):
            await self.push_frame(frame, direction)
            return
        self._waiting.append((frame, self._playback.spot()))
        self._more.set()
        if self._releasing is None:
            self._releasing = self.create_task(self._release(), "release")

    async def cleanup(self) -> None:
        """Nothing waits any more."""
        await super().cleanup()
        if self._releasing is not None:
            await self.cancel_task(self._releasing)

    def _waits(self, frame: Frame) -> bool:
        """Audio and system frames are not to wait; but that the agent is silent comes behind its words."""
        if isinstance(frame, AudioRawFrame):
            return False
        if isinstance(frame, SystemFrame) and not isinstance(frame, BotStoppedSpeakingFrame):
            return False
        return bool(self._waiting) or not self._playback.is_past(self._playback.spot())

    def _drop(self) -> None:
        kept = [each for each in self._waiting if not _dropped(each[0])]
        self._waiting.clear()
        self._waiting.extend(kept)

    async def _release(self) -> None:
        while True:
            while self._waiting:
                await self._release_first()
            self._more.clear()
            await self._more.wait()

    async def _release_first(self) -> None:
        first = self._waiting[0]
        heard = await self._playback.reached(first[1])
        if not self._waiting or self._waiting[0] is not first:
            return  # a barge-in came first
        self._waiting.popleft()
        if heard or not isinstance(first[0], TTSTextFrame):
            await self.push_frame(first[0])


def _dropped(frame: Frame) -> bool:
    return frame.interruptible and not isinstance(frame, SystemFrame)
