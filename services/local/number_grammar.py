"""A recogniser's grammar of numbers said digit by digit. Pure.

A general model hears "five" as "I'd" and puts digits between digits. Here nothing but digits stands in a
number, and only as many as the examples have: ten for a telephone number, or the three it begins with.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from services.local.language_model import END, START, Transition

DIGITS = ("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DOUBLE = "double"
"""Before a digit that is meant twice."""

_DOUBLED = 0.04
"""Probability that the next word is "double"."""

_LONG = 6
"""Digits from which a sentence is an example of a number. Shorter ones are so only where there are such."""

_LEAST = 3
"""Digits of the shortest piece of a number that somebody says in one breath."""

_FEW = 0.02
"""Probability of an end after any other count of digits."""


def numbers(sentences: Iterable[Sequence[str]]) -> list[Transition]:
    """The grammar of the numbers in the sentences, with the words that stand before and after them.

    Empty when no sentence holds a number that is said digit by digit.
    """
    found = [split for sentence in sentences if (split := _split(sentence))]
    lengths = Counter(len(digits) for _, digits, _ in found)
    if max(lengths, default=0) < _LONG:
        return []
    known = {word for _, digits, _ in found for word in digits}
    grammar = _Grammar(max(lengths), known)
    grammar.say(START, grammar.after(0), Counter(lead for lead, _, _ in found), 1.0)
    tails = Counter(tail for _, _, tail in found)
    for count in range(max(lengths) + 1):
        going_on = sum(n for length, n in lengths.items() if length >= count)
        stop = 1.0 if count == max(lengths) else max(lengths[count] / going_on, _FEW if count > 2 else 0.0)
        grammar.digit(count, 1.0 - stop)
        if stop:
            grammar.say(grammar.after(count), END, tails, stop)
    return grammar.transitions


def is_number(text: str) -> bool:
    """Whether a text is mostly digits, two at least."""
    words = text.split()
    digits = sum(word in DIGITS for word in words)
    return digits >= 2 and digits * 2 > len(words)


class _Grammar:
    """Transitions between states: one after each digit, and those that phrases need."""

    def __init__(self, longest: int, known: set[str]) -> None:
        """`known`: words of the examples; the decoder has a pronunciation of no others."""
        self.transitions: list[Transition] = []
        self._digits = [word for word in DIGITS if word in known]
        self._doubled = _DOUBLED if DOUBLE in known else 0.0
        self._longest = longest
        self._next = END + 1 + longest + 1

    def after(self, count: int) -> int:
        """The state in which so many digits have been said."""
        return END + 1 + count

    def new(self) -> int:
        """Another state."""
        self._next += 1
        return self._next - 1

    def digit(self, count: int, share: float) -> None:
        """One digit more, or the same one twice."""
        doubled = share * self._doubled if count + 2 <= self._longest else 0.0
        for word in self._digits if share else ():
            chance = (share - doubled) / len(self._digits)
            self.transitions.append((self.after(count), self.after(count + 1), chance, word))
        if doubled:
            double = self.new()
            self.transitions.append((self.after(count), double, doubled, DOUBLE))
            for word in self._digits:
                self.transitions.append((double, self.after(count + 2), 1 / len(self._digits), word))

    def say(self, start: int, end: int, phrases: Counter[tuple[str, ...]], share: float) -> None:
        """One of the phrases on the way, or nothing where a phrase is empty."""
        total = phrases.total()
        for words, count in phrases.items():
            state = start
            for at, word in enumerate(words):
                following = self.new() if at + 1 < len(words) else end
                chance = share * count / total if at == 0 else 1.0
                self.transitions.append((state, following, chance, word))
                state = following
            if not words:
                self.transitions.append((start, end, share * count / total))


def _split(sentence: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] | None:
    """What stands before a number, the number, and what stands behind it; None where there is no number."""
    places = [at for at, word in enumerate(sentence) if word in DIGITS or word == DOUBLE]
    if len(places) < _LEAST or places[-1] - places[0] + 1 != len(places):
        return None
    first, last = places[0], places[-1]
    return tuple(sentence[:first]), tuple(sentence[first : last + 1]), tuple(sentence[last + 1 :])
