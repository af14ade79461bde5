"""Example sentences of a node, from which the recogniser learns what to expect there.

Built from `script.yaml` alone: the phrases of the node's tools and of those that every node offers, the
values that are asked for, corrections, yes and no, and what may be said anywhere. Slots are filled with
generated spoken values. The same `rng` state gives the same sentences.
"""

import random
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from configs.script import ParameterScript, Script, ToolScript
from services.local.acts import SAYINGS
from services.local.intent import SLOT
from services.local.kinds import KINDS, setting_of
from services.local.place import Place
from spoken.base import Setting
from spoken.words import say_number
from spoken.yes_no import NO, YES

_COMMON_YES = ["yes", "yes", "yes please", "yeah", "sure", "that's right", "correct", "okay"]
_COMMON_YES += ["yes it is", "yes it is", "yes that's right", "yes that's correct", "yes please do"]
_COMMON_YES += ["yes go ahead", "that's perfect", "yes that's fine", "yes that's perfect", "that's correct"]
_COMMON_NO = ["no", "no", "no thanks", "no thank you", "nope", "that's not right", "that's wrong"]
_AROUND = ["{}", "{}", "{}", "{}", "{} please", "{} would be good", "{} would be great", "um {}"]
_AROUND += ["how about {}", "let's say {}", "{} is fine", "{} works for me"]
_GREETINGS = ["hi", "hello", "hi there", "hey", "good morning", "good afternoon", "um", "yes hi", "so um"]
_AFTERWARDS = ["please", "thanks", "thank you"]
_WRONG = ["the {}", "the {} is wrong", "no the {} is wrong", "that's the wrong {}", "not that {}"]
_CORRECTING = ["no make that {}", "no {}", "i meant {}", "sorry {}", "actually {}", "make it {}", "i said {}"]
_LEADS = {
    "date": ["on {}", "for {}", "{}", "could i come {}", "can i come {}", "i can come on {}"],
    "time": ["at {}", "around {}", "{}", "could i come at {}", "i can do {}", "about {}"],
    "name": ["my name is {}", "it's {}", "this is {}", "{}"],
    "phone": ["it's {}", "my number is {}", "{}", "{}"],
    "choice": ["a {}", "the {}", "i'd like a {}", "it's for a {}", "i need a {}", "for a {}", "{}"],
}
_GREETED, _POLITE = 0.2, 0.15
"""Shares of sentences that begin with a greeting (at a script's first node), and that end with "please"."""

_ANSWERED, _ANYWHERE = 0.2, 0.02
"""How many times a yes (and a no) is there for each generated sentence, where it means something here, and
elsewhere."""

_BROKEN = 0.25
"""Share of telephone numbers that are said in two breaths."""

_NOW = datetime(2026, 1, 5, tzinfo=UTC)
"""Examples of dates name days, months and weekdays; none depends on today."""


def expand(
    script: Script, node: str | None, rng: random.Random, samples: int = 200, *, region: str = "US"
) -> list[str]:
    """Sentences that a caller may say at `node` (None: anywhere), in lower-case words without digits.

    Args:
        script: The flow's script.
        node: The node's name; one that the script lacks has what every node has.
        rng: Where chance comes from.
        samples: How many sentences with generated values to add to the fixed ones.
        region: Region of telephone numbers.
    """
    maker = _Maker(script, node, rng, Setting(now=_NOW, region=region))
    sentences = [*maker.fixed(samples), *maker.generated(samples)]
    return [plain for plain in map(spell, sentences) if plain]


def spell(text: str) -> str:
    """`text` in plain words for a pronouncing dictionary: lower case, digits spelled, no punctuation."""
    words = re.findall(r"[a-z]+(?:'[a-z]+)*|\d+", text.lower().replace("’", "'"))
    words = [word for at, word in enumerate(words) if not (word == "a" and words[at + 1 : at + 2] == ["a"])]
    return " ".join(_in_words(word) if word.isdigit() else word for word in words)


def _in_words(digits: str) -> str:
    if len(digits) <= 2 and int(digits) < 60 and not (len(digits) == 2 and digits[0] == "0"):
        return say_number(int(digits))
    return " ".join(say_number(int(digit)) for digit in digits)


class _Maker:
    """Makes the sentences of one node."""

    def __init__(self, script: Script, node: str | None, rng: random.Random, setting: Setting) -> None:
        self.script, self.rng, self.setting = script, rng, setting
        place = Place(script, setting, node)
        everywhere = node is None or node not in script.nodes
        self.tools = _every_tool(script) if everywhere else list(place.tools().values())
        self.own = self.tools if everywhere else list(place.own().values())
        self.greeted = _GREETED if node == next(iter(script.nodes), None) else 0.0
        self.parameters = place.parameters()

    def fixed(self, samples: int) -> list[str]:
        """What may be said as it stands: phrases without slots, yes and no, and what fits anywhere."""
        phrases = [p for tool in self.tools for p in tool.phrases if not SLOT.search(p)]
        # What belongs here is likelier than what may be said anywhere.
        said = [self._politely(p) for p in phrases * max(3, samples // 250)]
        said += [" ".join(s) for sayings in SAYINGS.values() for s in sayings]
        said += [" ".join(s) for s in (*YES, *NO)]
        said += self._shares(_COMMON_YES, samples, any(tool.on_yes for tool in self.own))
        said += self._shares(_COMMON_NO, samples, any(tool.on_no for tool in self.own))
        names = {name.replace("_", " ") for name, p in self._asked() if p.ask}
        said += [wrong.format(name) for name in sorted(names) for wrong in _WRONG] * max(1, samples // 500)
        # Said after a pause, each is heard as an utterance of its own.
        said += _AFTERWARDS * max(2, samples // 75)
        return said + (_GREETINGS * max(2, samples // 250) if self.greeted else [])

    def _shares(self, answers: list[str], samples: int, wanted: bool) -> list[str]:
        share = _ANSWERED if wanted else _ANYWHERE
        return answers * max(2, round(samples * share / len(answers)))

    def _politely(self, said: str) -> str:
        """With a greeting before it now and then, or a "please" behind it."""
        if self.rng.random() < self.greeted:
            said = f"{self.rng.choice(_GREETINGS)} {said}"
        last = said.rsplit(None, 1)[-1]
        if last not in _AFTERWARDS and self.rng.random() < _POLITE:
            said = f"{said} {self.rng.choice(_AFTERWARDS)}"
        return said

    def generated(self, samples: int) -> list[str]:
        """Phrases with their slots filled, and the answers to what is asked here."""
        phrases = [p for tool in self.tools for p in tool.phrases if SLOT.search(p)]
        asked = self._asked()
        # Values are the likeliest where they are asked for; elsewhere they come inside of sentences.
        answers = 0.6 if any(parameter.ask for _, parameter in asked) else 0.1
        made: list[str] = []
        for phrase in phrases:  # each at least once, so that no wording is unknown
            made.append(self._filled(phrase))
        while (phrases or asked) and len(made) < samples:
            own_turn = asked and (not phrases or self.rng.random() < answers)
            said = self._answer(asked) if own_turn else self._filled(self.rng.choice(phrases))
            made.append(self._politely(said))
        return made

    def _asked(self) -> list[tuple[str, ParameterScript]]:
        """The parameters of the node's own tools, those that are asked for first and more often."""
        found = {name: p for tool in self.own for name, p in tool.parameters.items() if p.kind != "text"}
        return [(name, p) for name, p in found.items() for _ in range(3 if p.ask else 1)]

    def _answer(self, asked: list[tuple[str, ParameterScript]]) -> str:
        _, parameter = self.rng.choice(asked)
        said = self._value(parameter)
        if parameter.kind == "phone" and self.rng.random() < _BROKEN:
            words = said.split()
            cut = self.rng.choice((3, 6, 7))
            said = " ".join(self.rng.choice((words[:cut], words[cut:])))
        also = self._companion(parameter, asked)
        said = f"{said} {also}".strip()
        chance = self.rng.random()
        if chance < 0.15:
            return self.rng.choice(_CORRECTING).format(said)
        if chance < 0.45:
            return self.rng.choice(_LEADS.get(parameter.kind, ["{}"])).format(said)
        return self.rng.choice(_AROUND).format(said)

    def _companion(self, parameter: ParameterScript, asked: list[tuple[str, ParameterScript]]) -> str:
        """A time after a date now and then: "tuesday at ten"."""
        times = [p for _, p in asked if p.kind == "time"]
        if parameter.kind != "date" or not times or self.rng.random() > 0.3:
            return ""
        return f"at {self._value(times[0])}"

    def _filled(self, phrase: str) -> str:
        return SLOT.sub(lambda slot: self._slot(slot[1]), phrase)

    def _slot(self, name: str) -> str:
        if name in self.parameters:
            return self._value(self.parameters[name])
        return self._value(ParameterScript(kind="choice", words=name))

    def _value(self, parameter: ParameterScript) -> str:
        setting = setting_of(parameter, self.script, self.setting)
        return KINDS[parameter.kind].sample(self.rng, setting)


def _every_tool(script: Script) -> list[ToolScript]:
    nodes: Iterable[ToolScript] = (tool for node in script.nodes.values() for tool in node.tools.values())
    return [*script.tools.values(), *nodes]
