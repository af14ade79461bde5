"""Finds the values of one utterance; each word belongs to one value at most."""

from typing import Any

from configs.script import ParameterScript
from services.local.acts import FILLERS, act_of, corrects
from services.local.kinds import KINDS, setting_of
from services.local.place import Place
from spoken.base import Found
from spoken.phone import digit_run
from spoken.words import listed

DIGITS = ("phone", "digits", "number")
"""Kinds that are said, or keyed in, digit by digit."""

FREE = ("name", "text")
"""Kinds whose values may be any words."""

_ORDER = ("phone", "date", "time", "choice", "name")
"""Kinds that are recognised without a question, in the order in which they claim words."""

_POINTING = frozenset(listed("the one please i'll take that um uh yes"))
"""What may stand around a choice that is an utterance of its own."""


class Finder:
    """Finds the values of one utterance; each word belongs to one value at most."""

    def __init__(self, words: list[str], place: Place, begun: str) -> None:
        self.words, self.place, self.begun = words, place, begun
        self.parameters = place.parameters()
        self.taken: set[int] = set()
        self.values: dict[str, Any] = {}
        self.problems: dict[str, str] = {}
        self.partial: str | None = None

    def run(self) -> None:
        """Long digit runs first, then what is sure, then the bare answer to the question."""
        asked = self.parameters.get(self.place.asked or "")
        if asked and asked.kind in DIGITS and (not corrects(self.words) or dictated(self.words)):
            self._number(asked)
        self._pointed()
        for kind in _ORDER:
            self._sure(kind)
            if kind == "phone" and not (asked and asked.kind in DIGITS):
                self._code()
                self.taken |= dictated(self.words)
        if asked and self.place.asked not in {*self.values, *self.problems} and not self.partial:
            self._bare(str(self.place.asked), asked)
        if not self.values and (corrects(self.words) or self.words[0] == "no"):
            self._corrected_time()

    def slots(self) -> set[str]:
        """The slots that a phrase may find filled: parameters, and the classes of their words."""
        names = {*self.values, *self.problems}
        classes = {self.parameters[name].words or "" for name in names}
        kinds = {self.parameters[name].kind for name in names}
        return names | classes | set(kinds)

    def _all(self, parameter: ParameterScript) -> list[Found]:
        found = KINDS[parameter.kind].find(
            self.words, setting_of(parameter, self.place.script, self.place.setting)
        )
        return [one for one in found if not self.taken & set(range(one.start, one.end))]

    def _take(self, name: str, one: Found) -> None:
        self.taken |= set(range(one.start, one.end))
        if one.problem:
            self.problems[name] = one.problem
        else:
            self.values[name] = one.value
            self.problems.pop(name, None)

    def _number(self, asked: ParameterScript) -> None:
        """The number asked for: whole, joined with what was said before, or begun."""
        name, found = str(self.place.asked), self._all(asked)
        if not found:
            return
        if asked.kind != "phone":
            self._take(name, found[-1])
            return
        whole = [one for one in found if one.value]
        said = "".join(one.partial or "" for one in found)
        if whole:
            self._take(name, whole[-1])
            return
        setting = setting_of(asked, self.place.script, self.place.setting)
        joined = KINDS["phone"].find([self.begun + said], setting) if said else []
        best = joined[0] if joined else found[0]
        self.taken |= {at for one in found for at in range(one.start, one.end)}
        if best.value:
            self.values[name] = best.value
        elif best.partial:
            self.partial = best.partial
        else:
            self.problems[name] = "impossible"

    def _code(self) -> None:
        """ "Return order four eight two one three": a code among other words, where only one can be meant."""
        names, spoken = self.place.numbers(), dictated(self.words)
        parameter = self.parameters[names[0]] if len(names) == 1 else None
        if parameter is None or parameter.kind != "digits":
            return
        found = [one for one in self._all(parameter) if spoken.issuperset(range(one.start, one.end))]
        if len(found) == 1:
            self._take(names[0], found[0])

    def _pointed(self) -> None:
        """ "The second", where something is to be chosen by that word: not a day of the month."""
        nodes = self.place.script.nodes.values() if self.place.node is None else ()
        tools = [*self.place.own().values(), *(tool for node in nodes for tool in node.tools.values())]
        own = {n: p for tool in tools for n, p in tool.parameters.items()}
        for name, parameter in own.items():
            found = self._all(parameter) if parameter.kind == "choice" else []
            rest = {w for i, w in enumerate(self.words) if found and not found[0].start <= i < found[0].end}
            if len(found) == 1 and not found[0].bare and rest <= _POINTING:
                self._take(name, found[0])

    def _sure(self, kind: str) -> None:
        """Values of one kind that need no question, given to the parameters of that kind in order."""
        classes = {p.words for p in self.parameters.values() if p.kind == kind}
        for words in classes if kind == "choice" else [None]:
            names = [
                name
                for name, p in self.parameters.items()
                if p.kind == kind and (kind != "choice" or p.words == words)
            ]
            found = [one for one in self._all(self.parameters[names[0]]) if not one.bare] if names else []
            goal = self.place.tools().get(self.place.goal or "")
            several = [name for name in names if goal and name in goal.parameters]
            if len(several) >= len(found) > 1:
                for name, one in zip(several, found, strict=False):
                    self._take(name, one)
            elif found:
                # "Tuesday, no, Wednesday": the last one counts.
                good = [one for one in found if not one.problem] or found
                for one in found:
                    self.taken |= set(range(one.start, one.end))
                self._take(names[0], good[-1])

    def _bare(self, name: str, asked: ParameterScript) -> None:
        if asked.kind not in FREE and (found := self._all(asked)):
            self._take(name, found[-1])

    def free(self, text: str) -> None:
        """The answer to a question that takes any words: a name, or a message as it was said."""
        name = str(self.place.asked)
        asked = self.parameters.get(name)
        if asked is None or asked.kind not in FREE or name in self.values or _chatter(self.words):
            return
        if asked.kind == "text":
            if not corrects(self.words):
                self._keep("phone")  # A street called Fifth Avenue is no day.
            self.values[name] = text.strip()
        elif not self.values and (found := self._all(asked)):
            self._take(name, found[-1])

    def _keep(self, kind: str) -> None:
        """Forget every value but those of one kind: the words are no such values but part of an answer."""
        self.values = {n: v for n, v in self.values.items() if self.parameters[n].kind == kind}
        self.problems = {}

    def _corrected_time(self) -> None:
        """ "No, make that three": after a correction a bare number is a time."""
        name = next((n for n, p in self.parameters.items() if p.kind == "time"), None)
        if name and (found := self._all(self.parameters[name])):
            self._take(name, found[-1])


def dictated(words: list[str]) -> set[int]:
    """Where three single digits or more are said in a row: part of a number, and no time or day."""
    runs: list[range] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and (len(digit_run([words[end]], 0)[0]) == 1 or words[end] == "double"):
            end += 1
        if end - at >= 3:
            runs.append(range(at, end))
        at = max(end, at + 1)
    if len(runs) == 1 and len(runs[0]) == 3 and words[runs[0][1]] in ("oh", "o", "zero"):
        return set()  # "at three oh five"
    return {at for run in runs for at in run}


def _chatter(words: list[str]) -> bool:
    """Whether an answer is no name or message but a yes, a no or a request such as "say that again"."""
    return act_of(words) is not None or all(
        word in FILLERS or word in ("yes", "no", "yeah") for word in words
    )
