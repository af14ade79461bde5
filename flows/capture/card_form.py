"""A payment card, asked for part by part and judged as it comes: number, expiry, security code, ZIP. Pure.

What is said or keyed in is read in place; only the parts that are right are kept, in a `CardSecret`. A number
may take several breaths. What is wrong is asked again, then asked for by the keypad, then given up.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

from calls.desk import ROBOT
from calls.events.card import CardOutcome, CardStep
from calls.secure_window import Progress, Reply
from flows.capture import card_words as words
from flows.capture.card_secret import CardSecret
from spoken import card as cards
from spoken.base import Setting
from spoken.dictation import runs
from spoken.reading import Reading
from spoken.words import forget, tokens


@dataclass(frozen=True)
class CardRules:
    """What is asked for, and which cards are taken."""

    brands: Collection[str] = field(default_factory=lambda: tuple(brand.name for brand in cards.BRANDS))
    zip: bool = False
    attempts: int = 2
    """Wrong answers before the keypad is asked for, and again before it is given up."""

    silences: int = 2
    """Times that a silent caller is asked again."""

    robot: str = ROBOT
    """The answer to "are you a robot?"."""


class CardForm:
    """One card being taken; a `calls.secure_window.Form`."""

    def __init__(self, rules: CardRules, setting: Callable[[], Setting]) -> None:
        """`setting`: what an answer is understood against at that moment."""
        self.card = CardSecret()
        self._rules, self._setting = rules, setting
        self._steps: tuple[CardStep, ...] = ("number", "expiry", "code", *(("zip",) if rules.zip else ()))
        self._step: CardStep = "number"
        self._wrong = self._silent = 0
        self._is_over = False
        self._begun: list[str] = []
        self._readings: tuple[str, Progress] = ("", "none")

    def question(self) -> Reply:
        """What is to be asked now."""
        if self._wrong >= self._rules.attempts:
            return Reply(words.BY_KEYS[self._step], self._step)
        amex = self._step == "code" and self._code_length() == 4
        code, side = ("four", "front") if amex else ("three", "back")
        return Reply(words.ASK[self._step].format(code=code, side=side), self._step)

    def hear(self, said: str, *, keyed: bool) -> Reply:
        """An answer, in words or as keys."""
        if self._is_over:
            return Reply("", self._step)  # the card is on its way, and stays what it is
        self._silent = 0
        plain = _keys(said) if keyed else said
        wish = None if keyed or runs(tokens(plain)) else words.wish_of(plain)
        if wish is not None:
            return self._wished(wish)
        reading = self._read(plain)
        if reading.value is not None:
            return self._take(str(reading.value))
        if reading.begun and len(self._begun) < 6 and not (keyed and said.endswith("#")):
            self._begun.append(plain)
            return Reply(words.GO_ON, self._step, taken=True)
        return self._again(words.WRONG[self._step].get(_problem(reading), words.NOT_UNDERSTOOD), reading)

    def progress(self, said: str, *, keyed: bool) -> Progress:
        """How much of an answer is there."""
        if said != self._readings[0]:
            reading = self._read(_keys(said) if keyed else said) if said else Reading(problem="nothing")
            whole = reading.value is not None and not self._may_go_on(str(reading.value))
            found: Progress = "complete" if whole else "begun" if _any_digit(said) else "none"
            self._readings = said, found
        return self._readings[1]

    def silent(self) -> Reply:
        """Nothing was said for a while."""
        self._silent += 1
        if self._silent > self._rules.silences:
            return Reply("", self._step, over="silent")
        return Reply(f"{words.STILL_THERE} {self.question().say}", self._step)

    def wipe(self) -> None:
        """Forget all that was filled in."""
        self.card.wipe()
        self._begun, self._readings = [], ("", "none")
        forget()

    def _wished(self, wish: words.Wish) -> Reply:
        if wish == "cancel":
            return self._over("cancelled")
        if wish == "wait":
            return Reply(words.TAKE_YOUR_TIME, self._step)
        if wish == "again":
            self._restart()
        asked = self.question()
        return Reply(f"{self._rules.robot} {asked.say}", asked.step) if wish == "robot" else asked

    def _read(self, said: str) -> Reading:
        """The answer alone if it is whole, else together with what was begun."""
        setting = self._setting()
        readers = {
            "number": cards.read_number,
            "expiry": cards.read_expiry,
            "code": partial(cards.read_code, length=self._code_length()),
            "zip": cards.read_zip,
        }
        read = readers[self._step]
        alone = read(said, setting)
        if alone.value is not None or not self._begun:
            return alone
        return read(" ".join([*self._begun, said]), setting)

    def _take(self, value: str) -> Reply:
        if self._step == "number":
            brand = cards.brand_of(value)
            if brand is None or brand.name not in self._rules.brands:
                said = brand.said if brand else "that card"
                return self._again("", None, words.NOT_TAKEN.format(brand=said))
        self.card.put(self._step, value)
        self._begun, self._wrong = [], 0
        at = self._steps.index(self._step) + 1
        if at == len(self._steps):
            self._is_over = True
            return Reply(words.ONE_MOMENT, self._step, taken=True, over="captured")
        self._step = self._steps[at]
        asked = self.question()
        return Reply(asked.say, asked.step, taken=True)

    def _again(self, why: str, reading: Reading | None, ask: str = "") -> Reply:
        """The answer was none: ask again, by the keypad, or give up."""
        self._begun, self._readings = [], ("", "none")
        self._wrong += 1
        if self._wrong >= 2 * self._rules.attempts:
            return self._over("gave_up")
        if reading is not None and reading.problem == "past":
            wrong = self._wrong
            self._restart()
            self._wrong = wrong
            ask = words.ANOTHER
        return Reply(f"{why} {ask or self.question().say}".strip(), self._step)

    def _restart(self) -> None:
        self.card.wipe()
        self._step, self._begun, self._wrong = "number", [], 0

    def _over(self, outcome: CardOutcome) -> Reply:
        self._is_over = True
        return Reply("", self._step, over=outcome)

    def _code_length(self) -> int:
        brand = self.card.brand
        return brand.code if brand else 3

    def _may_go_on(self, value: str) -> bool:
        """Whether a whole card number may still be the beginning of a longer one."""
        return self._step == "number" and len(value) < max(cards.number_lengths(value))


def _keys(said: str) -> str:
    """Keys one by one; a `*` starts over."""
    return " ".join(said.rpartition("*")[2])


def _problem(reading: Reading) -> str:
    return "too_short" if reading.problem == "incomplete" else str(reading.problem)


def _any_digit(said: str) -> bool:
    return bool(runs(tokens(said)))
