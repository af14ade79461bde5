"""When a caller who hears nothing is told something."""

from calls.speech_deadline import Deadlines, SpeechDeadline


def waiting(*, since: float = 10.0) -> SpeechDeadline:
    """A caller who made their last sound at `since` and waits for an answer."""
    deadline = SpeechDeadline(Deadlines())
    deadline.caller_started()
    deadline.caller_stopped(since)
    deadline.caller_finished(since + 0.5)
    return deadline


def test_a_caller_who_waits_is_told_so_at_three_seven_and_twelve_seconds():
    deadline = waiting()
    for step, at in ((1, 13.0), (2, 17.0), (3, 22.0)):
        assert deadline.due == (at, step)
        deadline.took(step, at)
        deadline.agent_started()
        deadline.agent_stopped(at + 1.5)
    assert deadline.due is None


def test_a_call_that_begins_with_silence_is_short_of_two_seconds():
    deadline = SpeechDeadline(Deadlines())
    deadline.stream_began(5.0)
    assert deadline.due == (6.8, 1)


def test_an_answer_that_is_heard_settles_it():
    deadline = waiting()
    deadline.words()
    deadline.agent_started()
    assert deadline.due is None
    deadline.agent_stopped(15.0)
    assert deadline.due is None
    assert not deadline.owed


def test_words_that_are_not_heard_settle_nothing():
    deadline = waiting()
    deadline.words()
    assert deadline.due == (13.0, 1)
    assert deadline.words_came


def test_a_filler_is_no_answer_but_silence_counts_from_its_end():
    deadline = waiting()
    deadline.agent_started()
    assert deadline.due is None
    deadline.agent_stopped(12.5)
    assert deadline.due == (15.5, 1)


def test_nothing_is_said_into_the_callers_words():
    deadline = waiting()
    deadline.caller_started()
    assert deadline.due is None
    deadline.caller_stopped(12.0)
    assert deadline.due == (15.0, 1)


def test_a_caller_who_asks_once_more_waits_anew():
    deadline = waiting()
    deadline.took(1, 13.0)
    deadline.caller_started()
    deadline.caller_stopped(14.0)
    deadline.caller_finished(14.4)
    assert deadline.due == (17.0, 1)


def test_a_turn_that_took_long_to_end_leaves_time_for_an_answer():
    deadline = waiting()
    deadline.caller_finished(12.6)
    assert deadline.due == (13.6, 1)


def test_but_never_so_much_that_the_caller_is_left_for_four_seconds():
    deadline = waiting()
    deadline.caller_finished(13.0)
    assert deadline.due == (13.7, 1)


def test_while_a_tool_works_fillers_come_first_and_nobody_is_replaced():
    deadline = waiting()
    deadline.tool_started("t")
    assert deadline.due == (14.4, 1)
    deadline.took(1, 14.4)
    deadline.took(1, 18.8)
    assert deadline.due == (18.8 + 4.4, 1)


def test_what_a_tool_took_is_not_held_against_the_answer_that_follows():
    deadline = waiting()
    deadline.tool_started("t")
    deadline.tool_ended("t", 19.0)
    assert deadline.due == (19.4, 1)
    deadline.took(1, 19.4)
    assert deadline.due == (26.0, 2)


def test_a_model_that_begins_unasked_owes_an_answer():
    deadline = SpeechDeadline(Deadlines())
    deadline.asked(4.0)
    assert deadline.due == (7.0, 1)


def test_speech_that_was_cut_off_by_the_caller_is_no_answer():
    deadline = waiting()
    deadline.words()
    deadline.interrupted()
    deadline.agent_started()
    assert deadline.owed


def test_silence_that_is_meant_does_not_count():
    deadline = waiting()
    deadline.took(1, 13.0)
    deadline.postponed(30.0)
    assert deadline.due == (33.0, 1)


def test_where_nothing_is_owed_nothing_is_due():
    deadline = SpeechDeadline(Deadlines())
    deadline.caller_started()
    deadline.caller_stopped(3.0)
    assert deadline.due is None
