"""The agent reads nothing private aloud, whatever the model writes and in however small pieces it comes."""

from typing import Protocol

from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSSpeakFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

CONTEXT = 240
"""Characters of what was said before, from which digits get their meaning: "your security number is"."""


class AgentWords(Protocol):
    """Who knows what may be said; a `Redactor` is one."""

    def said(self, text: str) -> None:
        """The agent says this: its question tells what the answer is."""
        ...

    def aloud(self, text: str, start: int = 0) -> str:
        """The text from `start` on, as it may be said; what stands before has been said."""
        ...

    def goes_on(self, text: str) -> int:
        """Where the part of a text begins that may become something else with the next word."""
        ...


class RedactedText(LLMTextFrame):
    """Words of the model in the place of those that it wrote."""


class AgentRedaction(FrameProcessor):
    """Stands between the language model and the TTS.

    Text goes on at once. Only digits, and what may become some with the next piece, wait for what follows.
    """

    def __init__(self, redactor: AgentWords) -> None:
        super().__init__(enable_direct_mode=True)
        self._redactor = redactor
        self._text = ""
        self._done = 0
        self._skip_tts: bool | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Look at the words on their way to the voice; pass everything else on."""
        await super().process_frame(frame, direction)
        if direction is FrameDirection.DOWNSTREAM:
            if isinstance(frame, LLMTextFrame):
                await self._words(frame)
                return
            if isinstance(frame, TTSSpeakFrame):
                await self._rest()
                self._redactor.said(frame.text)
                frame.text = self._redactor.aloud(frame.text)
            elif isinstance(frame, LLMFullResponseStartFrame | LLMFullResponseEndFrame):
                await self._rest()
        if isinstance(frame, InterruptionFrame):
            self._forget()
        await self.push_frame(frame, direction)

    async def _words(self, frame: LLMTextFrame) -> None:
        self._text += frame.text
        self._skip_tts = frame.skip_tts
        held = max(self._done, self._redactor.goes_on(self._text))
        words = self._release(held)
        if words == frame.text:
            await self.push_frame(frame)
        elif words:
            await self._push(words)

    def _release(self, end: int) -> str:
        """What may be said up to `end` and has not been."""
        if end == self._done:
            return ""
        since = max(0, self._done - CONTEXT)
        words = self._redactor.aloud(self._text[since:end], self._done - since)
        self._done = end
        return words

    async def _rest(self) -> None:
        """The answer is complete, or something else is said now."""
        if words := self._release(len(self._text)):
            await self._push(words)
        self._forget()

    def _forget(self) -> None:
        """The answer is over; its question tells what the caller's words are."""
        if self._text:
            self._redactor.said(self._text)
        self._text, self._done = "", 0

    async def _push(self, words: str) -> None:
        frame = RedactedText(words)
        frame.skip_tts = self._skip_tts
        await self.push_frame(frame)
