"""Recognisers tell in their own ways when a word was said."""

from types import SimpleNamespace
from typing import Any

import pytest

from compliance.redaction.timing import SpokenWord
from processors.word_times import word_times

TWO = [SpokenWord("four", 1000, 1300), SpokenWord("one", 1400, 1700)]
PLAIN = [{"word": "four", "start": 1.0, "end": 1.3}, {"word": "one", "start": 1.4, "end": 1.7}]


def deepgram(words: list[dict[str, Any]]) -> SimpleNamespace:
    """The object that its SDK gives."""
    return SimpleNamespace(
        channel=SimpleNamespace(
            alternatives=[SimpleNamespace(words=[SimpleNamespace(**word) for word in words])]
        )
    )


@pytest.mark.parametrize(
    "result",
    [
        {"words": PLAIN, "confidence": 0.9},
        deepgram(PLAIN),
        {"results": [{"alternatives": [{"words": PLAIN}]}]},
        {"words": [{"text": one["word"], "start": one["start"], "end": one["end"]} for one in PLAIN]},
    ],
)
def test_words_and_their_times_are_found(result: Any):
    assert word_times(result) == TWO


def test_a_word_as_it_stands_in_the_text_comes_before_the_bare_one():
    words = [{"word": "four", "punctuated_word": "Four,", "start": 1.0, "end": 1.3}]
    assert word_times(deepgram(words)) == [SpokenWord("Four,", 1000, 1300)]


@pytest.mark.parametrize(
    "result",
    [
        None,
        {},
        {"ngram": "four one", "grammar": "", "confidence": 0.0},
        {"words": []},
        {"words": "four one"},
        {"words": [*PLAIN, {"word": "one", "start": None, "end": 2.0}]},
    ],
)
def test_where_a_time_is_missing_none_is_told(result: Any):
    assert word_times(result) == []
