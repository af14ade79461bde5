"""What single utterances mean at a node: intents, answers, uncertain readings."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from configs.script import Script
from services.local.place import Place
from services.local.understand import UNCLEAR, doubtful, keypad, understand
from spoken.base import Setting

SCRIPT = Script.model_validate(yaml.safe_load((Path(__file__).parent / "script.yaml").read_text()))
PICK = """
words:
  which: {first: [first, earliest], second: [second], third: [third, last]}
nodes:
  pick:
    tools:
      pick: {phrases: ["the {which} one"], parameters: {which: {kind: choice, words: which}}}
      check: {phrases: ["how about {day}"], parameters: {day: {kind: date, ask: "What day?"}}}
      identify: {parameters: {phone: {kind: phone, keypad: true}}}
"""
SETTING = Setting(now=datetime(2026, 11, 18, 9, 0, tzinfo=ZoneInfo("America/New_York")))


def at(node, asked=None, script=SCRIPT):
    return Place(script, SETTING, node, asked=asked, goal=script.nodes[node].main)


def pick(asked=None):
    return at("pick", asked, Script.model_validate(yaml.safe_load(PICK)))


@pytest.mark.parametrize(
    ("node", "text", "tool"),
    [
        ("greet", "I'd like to book an appointment, please.", "want_booking"),
        ("greet", "book", "want_booking"),
        ("greet", "um can i uh book a a visit", "want_booking"),
        ("greet", "i need a cleaning", "want_booking"),
        ("greet", "book a cleaning on friday at nine", "want_booking"),
        ("greet", "could you cancel my appointment", "want_cancel"),
        ("greet", "i have to cancel", "want_cancel"),
        ("greet", "i want to cancle my appointment", "want_cancel"),
        ("greet", "i need to cancel my cleaning", "want_cancel"),
        ("greet", "when are you open on weekends", "opening_hours"),
        ("greet", "leave a message", "take_message"),
        ("confirm", "no make that friday", "check"),
        ("confirm", "please book it", "book"),
        ("close", "another appointment", "want_booking"),
        ("close", "no that's all", "end_call"),
        ("greet", "don't cancel my appointment", None),
        ("greet", "the weather is nice", None),
        ("greet", "appointment", None),
        ("greet", "", None),
    ],
)
def test_the_tool_that_is_meant(node, text, tool):
    meaning = understand(text, at(node))
    assert (meaning.tool.tool if meaning.tool else None) == tool


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", True),
        ("Yeah, sure.", True),
        ("um yes please", True),
        ("okay", True),
        ("that's right", True),
        ("i think so", True),
        ("no", False),
        ("nope", False),
        ("no thank you", False),
        ("that's not right", False),
        ("well no", False),
        ("i don't think so", False),
        ("i don't know", None),
        ("i would like to come on friday", None),
        ("never mind", None),
        ("maybe", None),
    ],
)
def test_yes_and_no(text, answer):
    assert understand(text, at("confirm")).answer is answer


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("can you repeat that please", "repeat"),
        ("sorry, what?", "repeat"),
        ("I didn't hear you", "repeat"),
        ("what can i say", "help"),
        ("help", "help"),
        ("are you a real person", "robot"),
        ("is this a recording", "robot"),
        ("i want to speak with someone", "person"),
        ("operator", "person"),
        ("give me a real person", "person"),
        ("bye bye", "goodbye"),
        ("have a nice day", "goodbye"),
        ("what day is it", None),
        ("my agent told me to call", None),
    ],
)
def test_what_may_be_said_anywhere(text, act):
    assert understand(text, at("collect")).act == act


@pytest.mark.parametrize("text", ["", "   ", "...", "um", "hello", "thank you", "DTMF: #"])
def test_an_utterance_that_says_nothing(text):
    assert understand(text, at("collect", "day")).empty


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("the second", {"which": "second"}),
        ("the first one please", {"which": "first"}),
        ("third", {"which": "third"}),
        ("the third of december", {"day": "2026-12-03"}),
        ("how about the second of march", {"day": "2027-03-02"}),
    ],
)
def test_pointing_at_one_of_several_is_no_date(text, values):
    assert dict(understand(text, pick("day")).values) == values


def test_digits_answer_the_node_s_number_although_something_else_was_asked():
    assert understand("DTMF: 5551234567#", pick("day")).values == {"phone": "+15551234567"}
    assert understand("five five five one two three", pick()).partial == "555123"


@pytest.mark.parametrize("last", ["that's it", "that is all", "no"])
def test_a_caller_says_that_a_local_number_is_complete(last):
    assert understand(last, at("identify", "phone"), "5551234").values == {"phone": "+15551234"}


def test_a_number_that_ends_too_early_is_not_taken():
    meaning = understand("that's it", at("identify", "phone"), "555")
    assert (dict(meaning.values), dict(meaning.problems)) == ({}, {"phone": "impossible"})


@pytest.mark.parametrize(("text", "keys"), [("DTMF: 12#", "12#"), ("dtmf: 1*23", "23"), ("twelve", None)])
def test_keys_are_told_from_speech(text, keys):
    assert keypad(text) == keys


@pytest.mark.parametrize("asked", [None, "day", "name", "reason"])
def test_unclear_speech_has_no_meaning(asked):
    meaning = understand(UNCLEAR, at("collect", asked))
    assert not (meaning.values or meaning.tool or meaning.act or meaning.empty or meaning.answer)


@pytest.mark.parametrize(
    ("readings", "doubt"),
    [
        (("tuesday", "next tuesday"), False),
        (("ten", "ten please"), False),
        (("ten", "two"), True),
        (("tuesday", "thursday"), True),
        (("a cleaning", "a checkup"), True),
        (("when are you open", "when are you often"), False),
        (("yes", "guess"), True),
    ],
)
def test_readings_are_doubtful_when_their_meanings_differ(readings, doubt):
    assert doubtful(readings, at("collect")) is doubt


def test_a_message_may_be_read_in_more_than_one_way():
    assert not doubtful(("my bill", "my pill"), at("greet"))
