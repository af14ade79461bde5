"""What may be said, as the recogniser wants it: words, an n-gram model and a word-pair grammar. Pure."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pocketsphinx.lm import ArpaBoLM

_WORD = re.compile(r"[a-z]+(?:['.-][a-z]+)*\.?")

Transition = tuple[int, int, float] | tuple[int, int, float, str]
"""From state, to state, probability, and the word said on the way (none: a silent step)."""

START, END = 0, 1
"""A grammar's first and last state."""


def plain_words(sentence: str) -> list[str]:
    """The words of a sentence as a pronouncing dictionary has them. Digits must have been spelt out."""
    return [word.rstrip(".") for word in _WORD.findall(sentence.lower().replace("’", "'").replace("-", " "))]


def vocabulary(sentences: Iterable[Sequence[str]]) -> list[str]:
    """Every word once, sorted."""
    return sorted({word for sentence in sentences for word in sentence})


def ngram_model(sentences: Iterable[Sequence[str]]) -> str:
    """A back-off trigram model in ARPA format. Other orders than those seen stay possible."""
    model = ArpaBoLM(add_start=True, text="\n".join(" ".join(sentence) for sentence in sentences))
    model.compute()
    written = io.StringIO()
    model.write(written)
    return written.getvalue()


def word_pairs(sentences: Iterable[Sequence[str]]) -> list[Transition]:
    """A grammar: a word follows a word only if it did so in a sentence, and the end only where one ended.

    Stricter than the n-gram model and right for other reasons: where both agree, they are rarely wrong.
    """
    states: dict[str, int] = {}
    counts: Counter[tuple[int, int, str]] = Counter()
    for sentence in sentences:
        state = START
        for word in sentence:
            following = states.setdefault(word, len(states) + 2)
            counts[state, following, word] += 1
            state = following
        counts[state, END, ""] += 1
    leaving: Counter[int] = Counter()
    for (state, _, _), count in counts.items():
        leaving[state] += count
    transitions: list[Transition] = []
    for (state, following, word), count in counts.items():
        share = count / leaving[state]
        transitions.append((state, following, share, word) if word else (state, following, share))
    return transitions


def agreement(one: str, other: str) -> float:
    """How far two texts agree, 0 to 1: the share of words that need no change. Two empty texts agree."""
    first, second = one.split(), other.split()
    if first == second:
        return 1.0
    row = list(range(len(second) + 1))
    for index, word in enumerate(first, 1):
        above = row
        row = [index]
        for column, candidate in enumerate(second, 1):
            row.append(min(above[column - 1] + (word != candidate), above[column] + 1, row[-1] + 1))
    return 1.0 - row[-1] / max(len(first), len(second))
