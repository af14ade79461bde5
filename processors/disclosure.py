"""What callers are told about who is speaking, on its way; and what they answer before the flow begins."""

from collections.abc import Awaitable, Callable
from typing import Any

from pipecat.frames.frames import Frame, InputDTMFFrame, LLMContextFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from processors.bypass import PastCallerAudio

LONGEST_REQUEST = 12
"""Words of a turn that is about nothing but the recording. A longer one goes on to the language model too."""


class QuestionKeys(PastCallerAudio):
    """Takes the keys that answer our own question, so that no keypad collects them for the flow."""

    def __init__(self, key: Callable[[str], bool]) -> None:
        """`key` is told of each pressed key; whether it has taken it."""
        super().__init__(enable_direct_mode=True)
        self._key = key

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Hold back a key that was an answer; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, InputDTMFFrame) and self._key(frame.button.value):
            return
        await self.push_frame(frame, direction)


class NoticeGate(FrameProcessor):
    """Stands before the language model: the pause between the caller's words and the answer.

    A reminder that is due is said there, never over the caller; and who wants no recording gets the answer
    from us.
    """

    def __init__(
        self,
        *,
        reminder: Callable[[], list[Frame]],
        said: Callable[[str], Awaitable[list[Frame]]],
    ) -> None:
        """`reminder`: what is to be said by now, if anything; `said`: the answer to words of the caller that
        are about the recording, if they are."""
        super().__init__(enable_direct_mode=True)
        self._reminder, self._said = reminder, said
        self._read = 0

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Say what is due before the answer; pass everything on that is not answered here."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame) and not frame.speculation:
            words = self._new_words(frame)
            frames = await self._said(words) if words else []
            only = bool(frames) and len(words.split()) <= LONGEST_REQUEST
            for notice in frames or self._reminder():
                await self.push_frame(notice)
            if only:
                return
        await self.push_frame(frame, direction)

    def _new_words(self, frame: LLMContextFrame) -> str:
        """What the caller has said since this was last asked. A history that was cut short begins anew."""
        said = [text for message in frame.context.get_messages() if (text := _caller_text(message))]
        new = said[self._read :] if len(said) >= self._read else said[-1:]
        self._read = len(said)
        return " ".join(new)


def _caller_text(message: Any) -> str:
    if not isinstance(message, dict) or message.get("role") != "user":
        return ""
    content = message.get("content")
    return content.strip() if isinstance(content, str) else ""
