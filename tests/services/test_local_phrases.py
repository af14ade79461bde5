"""The example sentences that the recogniser learns from."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from configs.script import Script
from services.local.phrases import expand, spell

SCRIPT = Script.model_validate(
    yaml.safe_load((Path(__file__).parent / "dialogue" / "script.yaml").read_text())
)


def sentences(node, seed=1, samples=300):
    return expand(SCRIPT, node, random.Random(seed), samples)


@pytest.mark.parametrize("node", [None, *SCRIPT.nodes, "unheard of"])
def test_sentences_are_plain_lower_case_words(node):
    made = sentences(node)
    assert made
    assert [s for s in made if not re.fullmatch(r"[a-z]+(?:'[a-z]+)*(?: [a-z]+(?:'[a-z]+)*)*", s)] == []


def test_the_same_chance_gives_the_same_sentences():
    assert sentences("collect", 7) == sentences("collect", 7)
    assert sentences("collect", 7) != sentences("collect", 8)


def test_every_phrase_of_the_node_and_of_every_node_is_there():
    made = set(sentences("greet"))
    assert {"i want to book an appointment", "cancel my appointment", "leave a message", "hang up"} <= made
    assert any(re.fullmatch(r"i need a (cleaning|checkup|check up|teeth cleaned)", s) for s in made)


def test_what_may_be_said_anywhere_is_there():
    made = set(sentences("close"))
    assert {"say that again", "what can you do", "are you a robot", "goodbye", "speak to a person"} <= made


def test_answers_to_the_questions_of_a_node_are_frequent():
    made = sentences("collect")
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    assert sum(any(day in s.split() for day in days) for s in made) > 20
    assert sum("thirty" in s.split() for s in made) > 5
    assert any(s.startswith(("no make that ", "i meant ", "sorry ")) for s in made)


def test_numbers_come_whole_and_in_two_breaths():
    digits = {"zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double"}
    runs = [s.split() for s in sentences("identify", samples=600) if set(s.split()) <= digits]
    lengths = Counter(len(run) + run.count("double") for run in runs)
    assert lengths[10] > 20
    assert lengths[3] + lengths[4] + lengths[6] + lengths[7] > 5


def test_yes_and_no_weigh_more_where_they_are_an_answer():
    assert Counter(sentences("confirm"))["yes"] > Counter(sentences("collect"))["yes"] > 0
    assert Counter(sentences("confirm"))["no"] > Counter(sentences("collect"))["no"] > 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call 911, at 10!", "call nine one one at ten"),
        ("I'd like a check-up", "i'd like a check up"),
        ("three o'clock", "three o'clock"),
        ("room 042", "room zero four two"),
    ],
)
def test_spelling_for_a_pronouncing_dictionary(text, words):
    assert spell(text) == words
