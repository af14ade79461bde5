"""Private data on its way: out of the caller's words before the language model, and out of the agent's before
the voice.

The STT still hears the caller, and the caller's own words end here: everything behind sees what the agent
file's `redaction:` lets through.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipecat.frames.frames import (
    ControlFrame,
    EagerTranscriptionFrame,
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    TranslationFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from processors.bypass import PastCallerAudio
from processors.confidence import confidence_of
from processors.journal import KEYPAD


class Redacted(Protocol):
    """What became of an utterance; `compliance.redaction.redactor.Redacted` is one."""

    @property
    def live(self) -> str:
        """What may go on."""
        ...

    @property
    def stored(self) -> str:
        """What may be kept."""
        ...

    @property
    def turn(self) -> int:
        """Number of the utterance."""
        ...

    @property
    def earlier(self) -> Sequence[tuple[int, str, str]]:
        """Utterances before, of which more is known now: number, live, stored."""
        ...


class CallerWords(Protocol):
    """Who knows what is private in the caller's words; a `Redactor` is one."""

    def caller(self, text: str, *, asked: Collection[str] = (), final: bool = True) -> Redacted:
        """One utterance. `asked`: what the flow waits for."""
        ...


@dataclass
class WordsChanged(ControlFrame):
    """What the caller said earlier reads otherwise now: a later word made a number of it, or none."""

    interruptible: bool = field(default=False, init=False)

    changes: Sequence[tuple[str, str]]
    """Old words and new ones, in the order in which they were said."""


@dataclass
class Confidence:
    """All that is left of a provider's own result: how sure it was."""

    confidence: float | None


class CallerRedaction(PastCallerAudio):
    """Stands behind STT and keypad, before the user turn."""

    def __init__(
        self,
        redactor: CallerWords,
        asked: Callable[[], Collection[str]],
        on_redacted: Callable[[Redacted], None],
        on_words: Callable[[TranscriptionFrame], None] = lambda frame: None,
    ) -> None:
        """`asked` gives what the flow waits for now; `on_redacted` is told of every whole utterance.

        `on_words` is given spoken ones before it: the caller's own text, and the provider's own result.
        """
        super().__init__(enable_direct_mode=True)
        self._redactor = redactor
        self._asked = asked
        self._on_redacted = on_redacted
        self._on_words = on_words
        self._live: dict[int, str] = {}

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Put live text in the place of the caller's own; pass everything else on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, TranscriptionFrame):
            if not frame.text.startswith(KEYPAD):
                self._on_words(frame)
            sure = confidence_of(frame)
            frame.result = None if sure is None else Confidence(sure)
            frame.text, changed = self.take(frame.text)
            if changed is not None:
                await self.push_frame(changed)
        elif isinstance(frame, InterimTranscriptionFrame | EagerTranscriptionFrame | TranslationFrame):
            frame.text = self._redactor.caller(frame.text, asked=self._asked(), final=False).live
            if not isinstance(frame, TranslationFrame):
                frame.result = None
        await self.push_frame(frame, direction)

    def take(self, text: str) -> tuple[str, WordsChanged | None]:
        """A whole utterance, spoken, keyed or typed: its live text, and what it changes in earlier ones."""
        if not text.strip():
            return text, None
        prefix = KEYPAD if text.startswith(KEYPAD) else ""
        redacted = self._redactor.caller(text.removeprefix(prefix), asked=self._asked())
        self._on_redacted(redacted)
        changes = [(self._live.get(number, ""), live) for number, live, _ in redacted.earlier]
        self._live.update((number, live) for number, live, _ in redacted.earlier)
        self._live[redacted.turn] = redacted.live
        changes = [(old, new) for old, new in changes if old and old != new]
        return prefix + redacted.live, WordsChanged(changes=changes) if changes else None
