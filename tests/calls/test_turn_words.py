"""Utterances become turns, as they may be kept."""

from calls.turn_words import LOOK_BACK, TurnWords


def test_a_turn_of_several_utterances_is_kept_as_each_of_them_may_be() -> None:
    words = TurnWords()
    words.heard(0, "my card is", "my card is")
    words.heard(1, "[CARD_1]", "[card]")
    words.heard(2, "thanks", "thanks")
    assert words.turn("my card is [CARD_1] thanks") == "my card is [card] thanks"


def test_words_that_nobody_announced_stay_as_they_are() -> None:
    assert TurnWords().turn("typed on a page") == "typed on a page"


def test_a_later_utterance_gives_back_what_turned_out_harmless() -> None:
    words = TurnWords()
    words.heard(0, "it's four one", "it's [digits]")
    assert words.turn("it's four one") == "it's [digits]"
    assert words.changed(0, "it's four one", "it's four one") == (0, "it's four one")
    assert words.changed(0, "it's four one", "it's four one") is None, "nothing is new"


def test_what_is_learnt_before_the_turn_is_told_is_in_it() -> None:
    words = TurnWords()
    words.heard(0, "4111 1111", "[digits]")
    assert words.changed(0, "[CARD_1]", "[card]") is None
    words.heard(1, "1111 1111", "")
    assert words.turn("4111 1111 1111 1111") == "[card] ", "also when the turn has the old words"


def test_an_utterance_that_is_not_in_this_turn_waits_for_the_next() -> None:
    words = TurnWords()
    words.heard(0, "one", "[a]")
    words.heard(1, "two", "[b]")
    assert words.turn("one") == "[a]"
    assert words.turn("two") == "[b]"
    assert words.changed(1, "two", "two") == (1, "two")


def test_turns_of_long_ago_are_forgotten() -> None:
    words = TurnWords()
    for number in range(LOOK_BACK + 1):
        words.heard(number, f"said {number}", "[x]")
        words.turn(f"said {number}")
    assert words.changed(0, "a", "a") is None
    assert words.changed(1, "a", "a") == (1, "a")
