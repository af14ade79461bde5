"""From characters to milliseconds: the private words are covered, the others are not touched."""

import pytest

from compliance.redaction.entities import Span
from compliance.redaction.timing import ECHO_MS, ONSET_MS, SpokenWord, believable, merged, sounds

TEXT = "My card is four one one one, thank you"
WORDS = [
    SpokenWord(word, 1000 + 300 * number, 1250 + 300 * number) for number, word in enumerate(TEXT.split())
]
CARD = Span(TEXT.index("four"), TEXT.index(", thank"), "card")


def test_with_word_times_the_sound_goes_from_the_word_before_to_the_word_behind():
    (stretch,) = sounds(TEXT, [CARD], [(900, 3800)], WORDS)
    assert stretch == (WORDS[2].end_ms, WORDS[7].start_ms)


def test_a_word_that_is_far_away_leaves_room_for_a_breath():
    words = [SpokenWord("card", 0, 300), SpokenWord("four", 2000, 2300), SpokenWord("thanks", 5000, 5300)]
    (stretch,) = sounds("card four thanks", [Span(5, 9, "card")], [(0, 5300)], words)
    assert stretch == (1750, 2550)


def test_without_a_neighbour_the_onset_and_the_echo_go_too():
    words = [SpokenWord("four", 1000, 1300), SpokenWord("one", 1400, 1700)]
    (stretch,) = sounds("four one", [Span(0, 8, "card")], [(1000, 1700)], words)
    assert stretch == (1000 - ONSET_MS, 1700 + ECHO_MS)


@pytest.mark.parametrize(
    "words",
    [
        WORDS[:-2],
        [*WORDS[:3], SpokenWord("4111", 1900, 3050), *WORDS[7:]],
        [SpokenWord(word.text, word.start_ms + 9000, word.end_ms + 9000) for word in WORDS],
        [SpokenWord(word.text, -word.start_ms, -word.end_ms) for word in WORDS],
        [],
    ],
    ids=["some are missing", "other words", "another time", "backwards", "none"],
)
def test_word_times_that_do_not_fit_are_not_used(words: list[SpokenWord]):
    (stretch,) = sounds(TEXT, [CARD], [(900, 3800)], words)
    assert stretch[0] <= WORDS[3].start_ms - 250
    assert stretch[1] >= WORDS[6].end_ms + 250


def test_punctuation_and_capitals_do_not_matter():
    words = [SpokenWord(word.text.strip(",").lower(), word.start_ms, word.end_ms) for word in WORDS]
    assert sounds(TEXT, [CARD], [(900, 3800)], words) == sounds(TEXT, [CARD], [(900, 3800)], WORDS)


def test_without_word_times_a_span_at_the_end_leaves_the_start_of_a_long_stretch():
    text = "I would like to know whether the cleaning on Thursday is still free and my pin is 1234"
    ((start, end),) = sounds(text, [Span(len(text) - 4, len(text), "password")], [(0, 8000)])
    assert 2000 < start < 6000
    assert end == 8000 + ECHO_MS


def test_a_span_that_is_most_of_the_text_takes_the_whole_stretch():
    assert sounds("it's 4111111111111111", [Span(5, 21, "card")], [(1000, 9000)]) == [(700, 9400)]


def test_with_several_stretches_and_no_word_times_all_of_them_are_private():
    assert sounds(TEXT, [CARD], [(1000, 2000), (5000, 6000)]) == [(700, 2400), (4700, 6400)]


def test_no_span_is_no_sound():
    assert sounds(TEXT, [], [(0, 1000)], WORDS) == []


def test_stretches_that_touch_become_one():
    assert merged([(5, 7), (1, 3), (3, 4), (6, 9)]) == [(1, 4), (5, 9)]


def test_words_outside_of_the_speech_that_was_noticed_are_not_believed():
    assert believable(WORDS, [(900, 3800)])
    assert believable(WORDS, [])
    assert not believable(WORDS, [(2500, 3800)])
    assert not believable(WORDS, [(900, 2000)])
    assert not believable([], [(0, 1)])
