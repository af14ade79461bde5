"""Which of Twilio's notices count, and what a person's answer means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.control import LegEvent
from transports.phone.notices import ENDS, Notices
from transports.phone.reply import reply
from transports.twilio.notices import of_answered_by, of_status

ORDER = {
    LegEvent.RINGING: 1,
    LegEvent.ANSWERED: 2,
    LegEvent.HUMAN: 3,
    LegEvent.MACHINE: 3,
    LegEvent.BRIEFED: 4,
    LegEvent.ACCEPTED: 5,
    LegEvent.DECLINED: 5,
} | dict.fromkeys(ENDS, 9)
KEYS = {"1": LegEvent.ACCEPTED, "2": LegEvent.DECLINED}


@given(st.lists(st.sampled_from(list(LegEvent)), max_size=25))
def test_whatever_comes_in_whatever_order_what_is_told_makes_sense(events):
    notices = Notices()
    told = [each for event in events for each in notices.take(event)]
    assert len(told) == len(set(told)), "nothing is told twice"
    assert sum(event in ENDS for event in told) <= 1
    if any(event in ENDS for event in events):
        assert told[-1] in ENDS, "nothing is told after the end"
    later = [event for event in told if ORDER[event] > 2 and event not in ENDS]
    if later:
        assert LegEvent.ANSWERED in told[: told.index(later[0])]
    assert not {LegEvent.HUMAN, LegEvent.MACHINE} <= set(told)
    assert not {LegEvent.ACCEPTED, LegEvent.DECLINED} <= set(told)
    if LegEvent.ANSWERED in told:
        assert set(told) & ENDS <= {LegEvent.ENDED}, "who has answered cannot be busy"
    if LegEvent.MACHINE in told:
        assert LegEvent.ACCEPTED not in told[told.index(LegEvent.MACHINE) :]


@given(st.lists(st.sampled_from(list(LegEvent)), max_size=25))
def test_once_we_have_asked_for_the_end_only_the_end_is_told(events):
    notices = Notices()
    notices.take(LegEvent.RINGING)
    notices.close()
    told = [each for event in events for each in notices.take(event)]
    assert all(event in ENDS for event in told)


@pytest.mark.parametrize(
    ("form", "events"),
    [
        ({"CallStatus": "queued"}, []),
        ({"CallStatus": "initiated"}, []),
        ({"CallStatus": "ringing"}, ["ringing"]),
        ({"CallStatus": "in-progress"}, ["answered"]),
        ({"CallStatus": "completed"}, ["answered", "ended"]),
        ({"CallStatus": "canceled"}, ["ended"]),
        ({"CallStatus": "no-answer"}, ["no_answer"]),
        ({"CallStatus": "busy"}, ["busy"]),
        ({"CallStatus": "busy", "SipResponseCode": "486"}, ["busy"]),
        ({"CallStatus": "busy", "SipResponseCode": "603"}, ["rejected"]),
        ({"CallStatus": "failed"}, ["rejected"]),
        ({"CallStatus": "failed", "SipResponseCode": "404"}, ["rejected"]),
        ({"CallStatus": "failed", "SipResponseCode": "503"}, ["failed"]),
        ({"CallStatus": "what is this"}, []),
        ({}, []),
    ],
)
def test_a_status_means_what_twilio_means_by_it(form, events):
    assert of_status(form) == events


@pytest.mark.parametrize(
    ("answered_by", "event"),
    [
        ("human", "human"),
        ("machine_start", "machine"),
        ("machine_end_beep", "machine"),
        ("machine_end_silence", "machine"),
        ("machine_end_other", "machine"),
        ("fax", "machine"),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_verdict_means_what_twilio_means_by_it(answered_by, event):
    assert of_answered_by({"AnsweredBy": answered_by}) == event


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("yes", "accepted"),
        ("Yes, please.", "accepted"),
        ("okay put them through", "accepted"),
        ("sure, go ahead", "accepted"),
        ("I'll take it", "accepted"),
        ("accept", "accepted"),
        ("no", "declined"),
        ("No, not now.", "declined"),
        ("I can't right now", "declined"),
        ("I'm busy", "declined"),
        ("decline", "declined"),
        ("hello?", None),
        ("who is this", None),
        ("", None),
        ("Hello, you have reached my voicemail. Yes, please leave a message after the tone.", None),
    ],
)
def test_a_spoken_answer_is_understood_or_asked_for_again(said, answer):
    assert reply("", said, keys=KEYS) == answer


@pytest.mark.parametrize(("key", "answer"), [("1", "accepted"), ("2", "declined"), ("7", None), ("#", None)])
def test_a_key_counts_before_words(key, answer):
    assert reply(key, "yes" if key != "1" else "no", keys=KEYS) == answer
