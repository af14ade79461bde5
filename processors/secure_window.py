"""The ears of the secure window: while it is open, no word and no key of the caller goes further than here.

Stands right behind the STT, before everything that reads the caller's words. What is behind learns that words
were said, which is all that the end of a turn and a barge-in need, and never which.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from pipecat.frames.frames import (
    EagerTranscriptionFrame,
    Frame,
    InputDTMFFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    TranslationFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from processors.bypass import PastCallerAudio

KEY_SECS = 3.0
"""Seconds after the last key in which another may come: people look at their card."""


class Window(Protocol):
    """What is heard goes there; a `calls.secure_window.SecureWindow` is one."""

    @property
    def is_open(self) -> bool:
        """Whether the caller's words and keys belong to it."""
        ...

    @property
    def keys(self) -> str:
        """As many dots as keys wait."""
        ...

    def hear(self, text: str) -> None:
        """Words."""
        ...

    def press(self, key: str) -> bool:
        """A key. Whether the answer is complete by it."""
        ...

    def belongs_to_the_last(self, key: str) -> bool:
        """Whether a key after the end still belongs to what was keyed in."""
        ...


class SecureEars(PastCallerAudio):
    """One per call. `on_answer("keypad")` is told when an answer that was keyed in is complete."""

    def __init__(self, window: Window, hidden: str, on_answer: Callable[[str], Awaitable[None]]) -> None:
        """`hidden`: what stands for words."""
        # Direct, so that a frame is changed before anybody who watches has looked at it.
        super().__init__(enable_direct_mode=True)
        self._window, self._hidden, self._on_answer = window, hidden, on_answer
        self._timer: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Keep the caller's words and keys here while the window is open; pass everything else on."""
        await super().process_frame(frame, direction)
        if direction is FrameDirection.DOWNSTREAM and await self._is_kept(frame):
            return
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """The call is over."""
        await self._stop_timer()
        await super().cleanup()

    async def _is_kept(self, frame: Frame) -> bool:
        window = self._window
        if isinstance(frame, InputDTMFFrame):
            return await self._key(frame.button.value)
        if not window.is_open:
            return False
        if isinstance(frame, TranscriptionFrame):
            window.hear(frame.text)
            frame.text, frame.result = self._hidden, None
        elif isinstance(frame, InterimTranscriptionFrame):
            frame.text, frame.result = self._hidden, None
        elif isinstance(frame, EagerTranscriptionFrame | TranslationFrame):
            frame.text = self._hidden
            return True
        return False

    async def _key(self, key: str) -> bool:
        window = self._window
        if not window.is_open:
            return window.belongs_to_the_last(key)
        await self._stop_timer()
        if not window.keys:
            await self.broadcast_interruption()
        if window.press(key):
            await self._on_answer("keypad")
        elif window.keys:
            self._timer = self.create_task(self._end_later())
        return True

    async def _end_later(self) -> None:
        await asyncio.sleep(KEY_SECS)
        self._timer = None
        await self._on_answer("keypad")

    async def _stop_timer(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            await self.cancel_task(timer)
