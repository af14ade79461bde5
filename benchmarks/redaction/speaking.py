"""Ways in which people say digits."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spoken.words import SMALL, say_number

_TENS = {v: w for w, v in SMALL.items() if v >= 20}


@dataclass(frozen=True)
class Habit:
    """How one caller says digits."""

    zero: Sequence[str]
    fillers: Sequence[str]
    link: Sequence[str]
    """Between groups."""
    repairs: Sequence[str]
    group: Callable[[str, random.Random, "Habit"], str]
    filler_rate: float = 0.12
    repair_rate: float = 0.0


def one_by_one(digits: str, rng: random.Random, habit: Habit) -> str:
    """`four one one one`."""
    return " ".join(rng.choice(habit.zero) if c == "0" else say_number(int(c)) for c in digits)


def repeated(digits: str, rng: random.Random, habit: Habit) -> str:
    """`four triple one`, `double five`."""
    words, at = [], 0
    while at < len(digits):
        size = 1
        while at + size < len(digits) and digits[at + size] == digits[at] and size < 3:
            size += 1
        name = one_by_one(digits[at], rng, habit)
        words.append(f"{('', '', 'double ', 'triple ')[size]}{name}")
        at += size
    return " ".join(words)


def pairs(digits: str, rng: random.Random, habit: Habit) -> str:
    """`forty one eleven`, `oh five`."""
    words = [one_by_one(digits[0], rng, habit)] if len(digits) % 2 else []
    for at in range(len(digits) % 2, len(digits), 2):
        two = digits[at : at + 2]
        plain = len(two) < 2 or two[0] == "0"
        words.append(
            one_by_one(two, rng, habit) if plain else say_number(int(two)).replace(" ", rng.choice(" -"))
        )
    return " ".join(words)


def hundreds(digits: str, rng: random.Random, habit: Habit) -> str:
    """`four hundred eleven`, `forty one hundred`, `four thousand`."""
    number = int(digits)
    if digits[0] == "0" or len(digits) > 4:
        return one_by_one(digits, rng, habit)
    if len(digits) == 4 and number % 1000 == 0:
        return f"{say_number(number // 1000)} thousand"
    if len(digits) == 4 and number % 100 == 0:
        return f"{say_number(number // 100)} hundred"
    if len(digits) == 3 and number % 100 > 9:
        return f"{say_number(number // 100)} hundred {rng.choice(['', 'and '])}{say_number(number % 100)}"
    if len(digits) == 3 and number % 100 == 0:
        return f"{say_number(number // 100)} hundred"
    return pairs(digits, rng, habit)


def counted(digits: str, rng: random.Random, habit: Habit) -> str:
    """`four three ones`, `two fives`: how often, and which."""
    words, at = [], 0
    while at < len(digits):
        size = 1
        while at + size < len(digits) and digits[at + size] == digits[at] and size < 4:
            size += 1
        name = {"0": "zeros", "6": "sixes"}.get(digits[at], f"{say_number(int(digits[at]))}s")
        words.append(f"{say_number(size)} {name}" if size > 1 else one_by_one(digits[at], rng, habit))
        at += size
    return " ".join(words)


def thousands(digits: str, rng: random.Random, habit: Habit) -> str:
    """`four thousand one hundred eleven`."""
    if len(digits) != 4 or digits[0] == "0" or digits[1] == "0":
        return pairs(digits, rng, habit)
    rest = int(digits[2:])
    return f"{say_number(int(digits[0]))} thousand {say_number(int(digits[1]))} hundred" + (
        f" {say_number(rest)}" if rest else ""
    )


def figures(digits: str, rng: random.Random, habit: Habit) -> str:
    """As recognisers with formatting write them."""
    return digits


def mixed(*ways: Callable[[str, random.Random, Habit], str]) -> Callable[[str, random.Random, Habit], str]:
    """Another way for every group."""
    return lambda digits, rng, habit: rng.choice(ways)(digits, rng, habit)


def split(digits: str, sizes: Sequence[int]) -> list[str]:
    """Digits in groups of these sizes; what is left goes on in the last size."""
    groups, at = [], 0
    for size in [*sizes, *[sizes[-1]] * len(digits)]:
        if at < len(digits):
            groups.append(digits[at : at + size])
        at += size
    return groups


def said(groups: Sequence[str], rng: random.Random, habit: Habit) -> list[str]:
    """Each group in words, with fillers and now and then a correction."""
    parts = []
    for at, group in enumerate(groups):
        words = habit.group(group, rng, habit)
        if at and rng.random() < habit.filler_rate:
            words = f"{rng.choice(habit.fillers)} {words}"
        if rng.random() < habit.repair_rate and len(group) > 2 and at:
            wrong = group[:-1] + str((int(group[-1]) + rng.randint(1, 9)) % 10)
            words = f"{habit.group(wrong, rng, habit)} {rng.choice(habit.repairs)} {words}"
        parts.append(words)
    return parts


def joined(parts: Sequence[str], rng: random.Random, habit: Habit) -> str:
    """The groups in one utterance."""
    text = parts[0]
    for part in parts[1:]:
        text += rng.choice(habit.link) + part
    return text
