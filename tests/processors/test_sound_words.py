"""What is private in the caller's words reaches who silences the sound."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import TranscriptionFrame

from compliance.redaction.entities import Span
from compliance.redaction.timing import SpokenWord
from processors.sound_words import SoundWords

CARD = [Span(0, 8, "card")]


@dataclass
class Said:
    turn: int
    live: str = ""
    stored: str = ""
    earlier: Sequence[tuple[int, str, str]] = ()


@dataclass
class Told:
    """Who silences, writing down what it is told."""

    spans: list[tuple[int, str, list[Span], list[SpokenWord], bool]] = field(default_factory=list)
    changes: list[tuple[int, list[Span]]] = field(default_factory=list)

    def on_spans(
        self,
        turn: int,
        text: str,
        spans: Sequence[Span],
        words: Sequence[SpokenWord] = (),
        *,
        doubted: bool = False,
    ) -> None:
        self.spans.append((turn, text, list(spans), list(words), doubted))

    def changed(self, turn: int, spans: Sequence[Span]) -> None:
        self.changes.append((turn, list(spans)))


def spoken(text: str, result: Any = None) -> TranscriptionFrame:
    return TranscriptionFrame(text, "", "", result=result)


def test_spoken_words_come_with_their_spans_and_times():
    told = Told()
    words = SoundWords(told, {3: CARD}.__getitem__)
    words.words(spoken("four one", {"words": [{"word": "four", "start": 1, "end": 2}], "confidence": 0.9}))
    words.redacted(Said(3))
    assert told.spans == [(3, "four one", CARD, [SpokenWord("four", 1000, 2000)], False)]


def test_keyed_words_have_no_sound_but_may_complete_what_was_spoken():
    told = Told()
    words = SoundWords(told, {2: CARD, 3: []}.__getitem__)
    words.redacted(Said(3, earlier=[(2, "", "")]))
    assert (told.spans, told.changes) == ([], [(2, CARD)])


def test_words_that_the_recogniser_doubts_are_told_as_doubted():
    told = Told()
    words = SoundWords(told, lambda turn: [])
    results = [
        {"confidence": 0.3},
        {"ngram": "when one", "grammar": "", "confidence": 0.0},
        {"confidence": 0.0},  # a provider that does not tell
        {"confidence": 0.9},
    ]
    for turn, result in enumerate(results):
        words.words(spoken("when one", result))
        words.redacted(Said(turn))
    assert [doubted for *_, doubted in told.spans] == [True, True, False, False]


def test_speech_that_was_not_understood_vouches_for_nothing():
    told = Told()
    words = SoundWords(told, lambda turn: [], unheard="(unclear)")
    words.words(spoken("(unclear)"))
    words.redacted(Said(0))
    assert told.spans == []
