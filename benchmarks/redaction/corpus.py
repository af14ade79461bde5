"""The corpus: a few thousand utterances with private data in them, and as many kinds of harmless ones."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from benchmarks.redaction.dialogues import dialogue, parsed
from benchmarks.redaction.examples import Example, Turn, capitalised, filled
from benchmarks.redaction.values import ENTITY_OF, Values
from benchmarks.redaction.wording import Wording

PER_SENTENCE = 14
"""Examples of one sentence."""

PER_DIALOGUE = 30
"""Dialogues of one opening."""

PER_NEGATIVE = 12


def corpus(wording: Wording, share: float = 1.0, seed: int = 0) -> Iterator[Example]:
    """Every example of one half, the same each time.

    Args:
        wording: The half.
        share: How much of it, from 0 to 1.
        seed: Another corpus for each number.
    """
    rng = random.Random(wording.seed + seed)
    values = Values(wording, rng)
    for entity, sentences in wording.sentences.items():
        for sentence in sentences:
            for _ in range(
                _times(PER_SENTENCE * (2 if entity in ("card", "phone", "national_id") else 1), share)
            ):
                yield Example(entity, _turns(sentence, values.spoken, rng))
    for entity, lines in wording.written.items():
        for line in lines:
            for _ in range(_times(PER_SENTENCE, share)):
                yield Example(entity, (renamed(filled(line, _Lazy(values.written))),), True)
    for sentence in wording.negatives:
        for _ in range(_times(PER_NEGATIVE, share)):
            yield Example("negative", _turns(sentence, values.spoken, rng))
    for entity, openings in wording.dialogues.items():
        for opening in openings:
            for _ in range(_times(PER_DIALOGUE * (2 if entity == "card" else 1), share)):
                yield dialogue(entity, opening, wording, values, rng)


def _times(count: int, share: float) -> int:
    return max(1, round(count * share))


class _Lazy(dict):
    """Values that are made when a template names them."""

    def __init__(self, make: Callable[[str], str]):
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> str:
        return self._make(name)


def _turns(sentence: str, make: Callable[[str], str], rng: random.Random) -> tuple[Turn, ...]:
    asked, agent, caller = parsed(sentence)
    turn = renamed(filled(caller, _Lazy(make), asked))
    turn = capitalised(turn) if rng.random() < 0.5 else turn
    return (*((Turn(agent, agent=True),) if agent else ()), turn)


def renamed(turn: Turn) -> Turn:
    """The turn with the entities that its slots stand for: a PIN is a password."""
    gold = tuple(replace(one, entity=ENTITY_OF.get(one.entity, one.entity)) for one in turn.gold)
    return replace(turn, gold=gold)
