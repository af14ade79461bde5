"""The ears' grammar of numbers: digits alone, and as many as numbers have."""

import random
from collections import defaultdict

import pytest

from services.local import engines
from services.local.engines import CALLER_VOICES
from services.local.language_model import END, START, Transition
from services.local.models import ModelText
from services.local.number_grammar import DIGITS, is_number, numbers
from spoken.base import Setting
from spoken.phone import PhoneKind

TEN = "two oh two five five five oh one four three"
EXAMPLES = [
    f"my number is {TEN}",
    TEN,
    "two oh two",
    "no thanks",
    "zero six seven eight nine one three four six",
]
EXAMPLES += ["seven eight nine double two three four five six"]


def said(transitions: list[Transition], text: str) -> bool:
    """Whether the grammar takes a text."""
    silent, spoken = defaultdict(set), defaultdict(set)
    for start, end, _, *word in transitions:
        (spoken[start, word[0]] if word else silent[start]).add(end)

    def settled(states: set[int]) -> set[int]:
        todo = list(states)
        while todo:
            new = silent[todo.pop()] - states
            states |= new
            todo += new
        return states

    states = settled({START})
    for word in text.split():
        states = settled({end for state in states for end in spoken[state, word]})
    return END in states


GRAMMAR = numbers(example.split() for example in EXAMPLES)


@pytest.mark.parametrize("text", [TEN, f"my number is {TEN}", "nine nine nine", "my number is one two three"])
def test_a_number_has_as_many_digits_as_the_examples_have(text: str) -> None:
    assert said(GRAMMAR, text)


@pytest.mark.parametrize(
    "text", [f"{TEN} five", "my number is", "two", f"{TEN} please", "two oh two no five five", ""]
)
def test_nothing_else_is_a_number(text: str) -> None:
    assert not said(GRAMMAR, text)


def test_a_doubled_digit_stands_for_two() -> None:
    assert said(GRAMMAR, "two oh two double five five oh one four three")
    assert not said(GRAMMAR, "two oh two double five five five oh one four three")
    assert not said(GRAMMAR, "two oh double")


def test_the_probabilities_that_leave_a_state_add_up() -> None:
    leaving: dict[int, float] = defaultdict(float)
    for state, _, probability, *_ in GRAMMAR:
        leaving[state] += probability
    assert all(total == pytest.approx(1) for total in leaving.values())


def test_without_long_numbers_there_is_no_grammar() -> None:
    assert numbers([["at", "ten"], ["two", "oh", "two"]]) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [(TEN, True), ("it's two oh i'm two", True), ("at ten thirty", False), ("no at one", False), ("", False)],
)
def test_what_is_mostly_digits_is_a_number(text: str, number: bool) -> None:
    assert is_number(text) is number


async def test_telephone_numbers_have_all_their_digits() -> None:
    rng = random.Random(3)
    kind, setting = PhoneKind(), Setting(now=None)  # type: ignore[arg-type]  # a sample needs no clock
    examples = [kind.sample(rng, setting) for _ in range(200)]
    text = [*examples, *(f"my number is {one}" for one in examples[:50]), *["yes", "no", "i'm done"] * 20]
    await engines.prepare_models([ModelText("numbers", text, [])])
    right = 0
    for index in range(12):
        wanted = " ".join(rng.choice(DIGITS[2:]) for _ in range(10))
        voice = CALLER_VOICES[index % len(CALLER_VOICES)]
        speech = await engines.speak(wanted, voice=voice, sample_rate=8000)
        heard = (await engines.decode(bytes(4000) + speech.pcm + bytes(4000), 8000, "numbers")).ngram.split()
        assert len(heard) == 10 and set(heard) <= set(DIGITS)
        right += sum(one == other for one, other in zip(heard, wanted.split(), strict=True))
    assert right >= 100
