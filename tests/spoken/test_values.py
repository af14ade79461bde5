"""Values as callers say them, and as they are said back."""

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.local.kinds import KINDS
from spoken.base import Setting
from spoken.phone import region_of
from spoken.words import tokens
from spoken.yes_no import is_plain_yes

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("America/New_York"))  # a Wednesday
CHOICES = {"cleaning": ["teeth cleaned", "a clean"], "checkup": ["check up", "exam"], "filling": ["cavity"]}
SETTING = Setting(now=NOW, choices=CHOICES)


def found(kind, text, setting=SETTING):
    return KINDS[kind].find(tokens(text), setting)


def value(kind, text, setting=SETTING):
    values = [one.value for one in found(kind, text, setting)]
    return values[0] if len(values) == 1 else values


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("tuesday", "2026-11-24"),
        ("wednesday", "2026-11-25"),
        ("this friday", "2026-11-20"),
        ("next friday", "2026-11-27"),
        ("next tuesday", "2026-11-24"),
        ("on thursday please", "2026-11-19"),
        ("friday next week", "2026-11-27"),
        ("today", "2026-11-18"),
        ("tomorrow", "2026-11-19"),
        ("the day after tomorrow", "2026-11-20"),
        ("in two weeks", "2026-12-02"),
        ("in three days", "2026-11-21"),
        ("a week from today", "2026-11-25"),
        ("a week from friday", "2026-11-27"),
        ("a fortnight from now", "2026-12-02"),
        ("in one month", "2026-12-18"),
        ("the third", "2026-12-03"),
        ("the 3rd", "2026-12-03"),
        ("the eighteenth", "2026-11-18"),
        ("the thirty first", "2026-12-31"),
        ("december third", "2026-12-03"),
        ("December 3rd", "2026-12-03"),
        ("december the third", "2026-12-03"),
        ("december 3", "2026-12-03"),
        ("the third of december", "2026-12-03"),
        ("november twenty fourth", "2026-11-24"),
        ("january first", "2027-01-01"),
        ("tuesday the twenty fourth", "2026-11-24"),
        ("friday december fourth", "2026-12-04"),
        ("may third", "2027-05-03"),
        ("the third of may", "2027-05-03"),
        ("december third twenty twenty six", "2026-12-03"),
        ("december 3, 2026", "2026-12-03"),
        ("2026-12-03", "2026-12-03"),
        ("12/3", "2026-12-03"),
        ("february twenty ninth", "2028-02-29"),
        ("i may come on friday", "2026-11-20"),
        ("i need one on monday", "2026-11-23"),
    ],
)
def test_dates_lie_ahead(said, meant):
    assert value("date", said) == meant
    assert found("date", said)[0].problem is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yesterday", "2026-11-17"),
        ("last monday", "2026-11-16"),
        ("december third twenty twenty", "2020-12-03"),
        ("2026-11-17", "2026-11-17"),
    ],
)
def test_days_that_have_passed_are_marked(said, meant):
    assert [(one.value, one.problem) for one in found("date", said)] == [(meant, "past")]


@pytest.mark.parametrize("said", ["", "hello", "i may be late", "the first one", "february thirtieth", "ten"])
def test_what_is_no_date(said):
    assert [one for one in found("date", said) if not one.bare] == []


def test_today_is_today_in_the_zone_of_the_business():
    late = datetime(2026, 11, 19, 2, 0, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("America/Los_Angeles"))
    assert value("date", "today", Setting(now=late)) == "2026-11-18"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ten", "10:00"),
        ("ten thirty", "10:30"),
        ("at ten", "10:00"),
        ("half past two", "14:30"),
        ("half past ten", "10:30"),
        ("quarter past nine", "09:15"),
        ("a quarter to three", "14:45"),
        ("ten to four", "15:50"),
        ("twenty minutes past nine", "09:20"),
        ("three in the afternoon", "15:00"),
        ("nine in the morning", "09:00"),
        ("seven in the evening", "19:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("three o'clock", "15:00"),
        ("ten a.m.", "10:00"),
        ("3 PM", "15:00"),
        ("3pm", "15:00"),
        ("10:30", "10:30"),
        ("2:15 p.m.", "14:15"),
        ("14:15", "14:15"),
        ("ten oh five", "10:05"),
        ("two forty five", "14:45"),
        ("twelve", "12:00"),
        ("twelve thirty p m", "12:30"),
        ("twelve a m", "00:00"),
        ("eight", "08:00"),
        ("five", "17:00"),
        ("around eleven", "11:00"),
    ],
)
def test_times_fall_into_the_opening_hours(said, meant):
    assert value("time", said) == meant


def test_a_part_of_the_day_said_elsewhere_counts():
    assert value("time", "tomorrow afternoon at three") == "15:00"
    assert value("time", "tuesday morning at nine thirty") == "09:30"


def test_opening_hours_decide_between_morning_and_evening():
    evening = Setting(now=NOW, hours=(14, 23))
    assert value("time", "at eight", evening) == "20:00"
    assert value("time", "at eight") == "08:00"


def test_a_number_alone_is_a_time_only_when_asked():
    assert found("time", "ten")[0].bare
    assert not found("time", "ten thirty")[0].bare
    assert found("time", "three people") == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("five five five one two three four five six seven", "+15551234567"),
        ("five five five, one two three, four five six seven", "+15551234567"),
        ("triple five one two three four five six seven", "+15551234567"),
        ("four one five double five five two six seven one", "+14155552671"),
        ("five oh five five five five oh one double oh", "+15055550100"),
        ("five zero five five five five zero one zero zero", "+15055550100"),
        ("my number is 555 123 4567", "+15551234567"),
        ("(415) 555-2671", "+14155552671"),
        ("415.555.2671", "+14155552671"),
        ("+1 415 555 2671", "+14155552671"),
        ("one four one five five five five two six seven one", "+14155552671"),
        ("area code four one five and then five five five twenty six seventy one", "+14155552671"),
        ("eight hundred five five five one two one two", "+18005551212"),
        ("it's five five five um one two three uh four five six seven thanks", "+15551234567"),
    ],
)
def test_phone_numbers_are_e164(said, meant):
    assert value("phone", said) == meant


@pytest.mark.parametrize(
    ("said", "digits"),
    [("five five five", "555"), ("five five five one two three", "555123"), ("555 1234", "5551234")],
)
def test_a_number_that_has_begun_is_not_a_number_yet(said, digits):
    (one,) = found("phone", said)
    assert (one.value, one.partial, one.bare) == (None, digits, True)


def test_a_number_that_cannot_be_is_told():
    (one,) = found("phone", "one two three four five six seven eight nine zero one two three four")
    assert (one.value, one.problem) == (None, "impossible")


def test_numbers_follow_the_region():
    british = Setting(now=NOW, region="GB")
    assert value("phone", "oh two oh seven nine four six oh nine five eight", british) == "+442079460958"
    assert region_of("en-GB") == "GB"
    assert region_of("en") == "US"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("a cleaning", "cleaning"),
        ("i want my teeth cleaned", "cleaning"),
        ("a check-up please", "checkup"),
        ("i have a cavity", "filling"),
        ("cleening", "cleaning"),
        ("check ups", "checkup"),
    ],
)
def test_choices(said, meant):
    assert value("choice", said) == meant


def test_no_choice_is_made_up():
    assert found("choice", "something else entirely") == []


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        ("number", "twenty three", 23),
        ("number", "for two hundred and five people", 205),
        ("number", "a hundred", 100),
        ("number", "12", 12),
        ("digits", "oh one two double three", "01233"),
        ("digits", "four four seven one", "4471"),
        ("digits", "0042", "0042"),
        ("name", "john smith", "John Smith"),
        ("name", "my name is mary ann jones", "Mary Ann Jones"),
        ("name", "it's s m i t h", "Smith"),
        ("name", "this is peter calling", "Peter"),
        ("name", "i'm anna and my number is five", "Anna"),
        ("yes_no", "yes please", True),
        ("yes_no", "that's right", True),
        ("yes_no", "go ahead", True),
        ("yes_no", "no", False),
        ("yes_no", "that's not right", False),
        ("yes_no", "no that's fine", False),
        ("text", "my tooth hurts", "my tooth hurts"),
    ],
)
def test_other_values(kind, said, meant):
    assert value(kind, said) == meant


@pytest.mark.parametrize(
    ("kind", "canonical", "said"),
    [
        ("date", "2026-12-03", "Thursday, December third"),
        ("date", "2026-11-30", "Monday, November thirtieth"),
        ("date", "2026-12-21", "Monday, December twenty first"),
        ("time", "10:30", "ten thirty a m"),
        ("time", "15:00", "three p m"),
        ("time", "09:05", "nine oh five a m"),
        ("time", "12:00", "noon"),
        ("time", "12:30", "twelve thirty p m"),
        ("phone", "+15551234567", "five five five, one two three, four five six seven"),
        ("phone", "+442079460958", "zero two zero, seven nine four six, zero nine five eight"),
        ("choice", "root_canal", "root canal"),
        ("digits", "0042", "zero zero four two"),
        ("number", 23, "twenty three"),
        ("number", 500, "500"),
        ("yes_no", True, "yes"),
    ],
)
def test_values_are_said_back(kind, canonical, said):
    assert KINDS[kind].spoken(canonical) == said


@pytest.mark.parametrize("kind", ["date", "time", "phone", "digits"])
@given(seed=st.integers(min_value=0, max_value=10_000))
def test_what_is_said_back_is_understood_as_the_same(kind, seed):
    sample = KINDS[kind].sample(random.Random(seed), SETTING)
    heard = [one.value for one in KINDS[kind].find(tokens(sample), SETTING) if one.value]
    if not heard:  # "february thirtieth": a day that does not exist is no value
        assert kind == "date"
        return
    again = KINDS[kind].find(tokens(KINDS[kind].spoken(heard[0])), SETTING)
    assert [one.value for one in again] == [heard[0]]


@given(st.text(max_size=60))
def test_no_text_breaks_any_kind(text):
    for kind in KINDS.values():
        kind.find(tokens(text), SETTING)


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("yes", True),
        ("please do.", True),
        ("Yes, please do!", True),
        ("sure, go ahead", True),
        ("please", True),
        ("um, yes, thank you", True),
        ("I think so", True),
        ("", False),
        ("um", False),
        ("thank you", False),
        ("yes, wait", False),
        ("yes, no", False),
        ("yes, but at nine", False),
        ("yes, for two", False),
        ("wait, yes", False),
        ("that's not right", False),
    ],
)
def test_a_plain_yes_is_a_yes_and_nothing_else(words: str, plain: bool) -> None:
    assert is_plain_yes(tokens(words)) is plain
