"""What was private in the caller's words, told to who silences the sound of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from pipecat.frames.frames import TranscriptionFrame

from compliance.redaction.entities import Span
from compliance.redaction.timing import SpokenWord
from processors.confidence import confidence_of
from processors.redaction import Redacted
from processors.word_times import word_times

SURE = 0.5
"""Recognisers that are less sure than this are more often wrong than right: it may have been a card."""


class SpanSink(Protocol):
    """Who silences; a `calls.recordings.judging.SoundJudge` is one."""

    def on_spans(
        self,
        turn: int,
        text: str,
        spans: Sequence[Span],
        words: Sequence[SpokenWord] = (),
        *,
        doubted: bool = False,
    ) -> None:
        """An utterance was understood; these spans of it must not be kept."""
        ...

    def changed(self, turn: int, spans: Sequence[Span]) -> None:
        """These are all the spans of an earlier utterance now."""
        ...


class SoundWords:
    """Stands beside the caller's redaction: hears the words before it, and its judgement after."""

    def __init__(
        self, judge: SpanSink, private: Callable[[int], Sequence[Span]], *, unheard: str = ""
    ) -> None:
        """`private` gives the spans of an utterance that must not be kept, or may turn out so.

        `unheard` is the text of speech that was not understood: nothing is known of its words.
        """
        self._judge = judge
        self._private = private
        self._unheard = unheard
        self._spoken: tuple[str, list[SpokenWord], bool] | None = None

    def words(self, frame: TranscriptionFrame) -> None:
        """Speech became words, which are still the caller's own."""
        self._spoken = None
        if frame.text != self._unheard:
            self._spoken = frame.text, word_times(frame.result), _doubted(frame)

    def redacted(self, redacted: Redacted) -> None:
        """They were judged. Without `words` before it, they were keyed or typed."""
        self.reread([number for number, _, _ in redacted.earlier])
        if self._spoken is not None:
            (text, words, doubted), self._spoken = self._spoken, None
            private = self._private(redacted.turn)
            self._judge.on_spans(redacted.turn, text, private, words, doubted=doubted)

    def reread(self, turns: Iterable[int]) -> None:
        """More is known of earlier utterances."""
        for number in turns:
            self._judge.changed(number, self._private(number))


def _doubted(frame: TranscriptionFrame) -> bool:
    """Whether the recogniser doubts its words. The local ears mean it when they say 0; others do not tell."""
    result = frame.result
    if isinstance(result, Mapping) and "grammar" in result:
        return result.get("confidence", 0.0) < SURE
    sure = confidence_of(frame)
    return sure is not None and sure < SURE
