"""What must not be kept is silenced in the recording: who tells whom."""

from collections.abc import Callable, Iterable

from pipecat.frames.frames import TranscriptionFrame

from calls.recordings import StereoRecording
from calls.recordings.judging import SoundJudge
from compliance.redaction.redactor import Redactor
from processors.agent_redaction import AgentWords
from processors.recorder import AgentTap, CallerTap
from processors.redaction import Redacted
from processors.sound_words import SoundWords
from services.local.understand import UNCLEAR


class RecordedSound:
    """The recorder's taps of one call, and what silences private words between them."""

    def __init__(
        self, recording: StereoRecording | None, redactor: Redactor, now_ms: Callable[[], int]
    ) -> None:
        """Without a recording nothing is tapped, and nothing costs anything."""
        self._recording, self._redactor, self._now_ms = recording, redactor, now_ms
        self._judge = SoundJudge(recording) if recording is not None else None
        self._words = (
            SoundWords(self._judge, redactor.private_in, unheard=UNCLEAR) if self._judge is not None else None
        )

    def caller_tap(self) -> list[CallerTap]:
        """Behind the transport's input."""
        return [CallerTap(self._recording, self._now_ms, self._judge)] if self._recording else []

    def agent_tap(self) -> list[AgentTap]:
        """Behind the transport's output."""
        return [AgentTap(self._recording, self._now_ms, self._judge)] if self._recording else []

    def words(self, frame: TranscriptionFrame) -> None:
        """The caller's speech became words, which are still their own."""
        if self._words is not None:
            self._words.words(frame)

    def redacted(self, redacted: Redacted) -> None:
        """What was private in them is known, and what was in earlier ones."""
        if self._words is not None:
            self._words.redacted(redacted)

    def reread(self, turns: Iterable[int]) -> None:
        """More is known of these utterances."""
        if self._words is not None:
            self._words.reread(turns)

    def agent_words(self) -> AgentWords:
        """The redactor for the agent's words, which tells of what may be said and not be kept."""
        if self._judge is None:
            return self._redactor
        judge = self._judge
        return _Overheard(self._redactor, lambda: judge.agent_private(self._now_ms()))

    def close(self) -> None:
        """The call is over: what nobody judged is silenced. Before the redactor forgets the call."""
        if self._judge is not None:
            self._judge.close()


class _Overheard:
    """A redactor for the agent's words that tells when private ones are said aloud."""

    def __init__(self, redactor: Redactor, on_private: Callable[[], None]) -> None:
        self._redactor = redactor
        self._on_private = on_private

    def said(self, text: str) -> None:
        """As the redactor."""
        self._redactor.said(text)

    def aloud(self, text: str, start: int = 0) -> str:
        """As the redactor; private data among it is told."""
        words = self._redactor.aloud(text, start)
        if self._redactor.says_unkept and words:
            heard = text[:start] + words
            if self._redactor.mask(heard) != heard:
                self._on_private()
        return words

    def goes_on(self, text: str) -> int:
        """As the redactor."""
        return self._redactor.goes_on(text)
