"""The silence ladder."""

from processors.silence import SilenceLadder, WordlessTurn

TEXTS = ("are you there?", "still there?", "goodbye")


def test_a_silent_caller_is_asked_twice_and_then_told_goodbye() -> None:
    ladder = SilenceLadder(TEXTS)
    rungs = [ladder.silence() for _ in range(3)]
    assert [rung.text for rung in rungs] == list(TEXTS)
    assert [rung.last for rung in rungs] == [False, False, True]


def test_a_word_of_the_caller_starts_the_ladder_again() -> None:
    ladder = SilenceLadder(TEXTS)
    ladder.silence()
    ladder.silence()
    ladder.speech()
    assert ladder.silence().step == 1


def test_the_ladder_ends_at_its_last_rung() -> None:
    ladder = SilenceLadder(TEXTS)
    assert [ladder.silence().step for _ in range(5)] == [1, 2, 3, 3, 3]


def test_a_turn_without_a_word_is_overdue_once_per_limit() -> None:
    turn = WordlessTurn(15)
    turn.started(100)
    assert [turn.overdue(now, words_at=None) for now in (110, 115, 116, 130)] == [False, True, False, True]


def test_words_keep_a_long_turn_alive() -> None:
    turn = WordlessTurn(15)
    turn.started(100)
    assert not turn.overdue(120, words_at=110)
    assert turn.overdue(125, words_at=110)


def test_a_turn_that_ended_is_never_overdue() -> None:
    turn = WordlessTurn(15)
    turn.started(100)
    turn.stopped()
    assert not turn.overdue(1000, words_at=None)
