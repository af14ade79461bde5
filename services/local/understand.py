"""What one utterance means at one point of a call: the tool, the values, yes or no, and the rest."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.local.acts import FILLERS, MENDS, NEEDS_ITS_TOOL, Act, act_of, corrects
from services.local.finder import DIGITS, FREE, Finder, dictated
from services.local.hidden import given, without
from services.local.intent import EXACT, NAMED, rivals, wanted
from services.local.kinds import KINDS, setting_of
from services.local.place import Meaning, Place
from spoken.phone import check
from spoken.words import listed, tokens

UNCLEAR = "(unclear)"
"""What a recogniser may write for speech that it is not sure of: it is asked again, and never acted upon."""

_KEYPAD = re.compile(r"^\s*DTMF:\s*([0-9#*]*)\s*$", re.IGNORECASE)
_EMPTY = frozenset(listed("um uh er erm well oh so hmm hm like hello hi hey there good thanks thank you"))
"""An utterance of these alone says nothing."""

_FINISHED = [
    saying.split()
    for saying in listed(
        "that's it | that is it | that's all | that is all | that's the number | no | nothing | done | yes",
        "|",
    )
]
"""What ends a number that could go on."""


def keypad(text: str) -> str | None:
    """The keys of an utterance that came from the keypad, or None. A `*` starts over."""
    match = _KEYPAD.match(text)
    return match[1].rpartition("*")[2] if match else None


def understand(text: str, place: Place, begun: str = "") -> Meaning:
    """What `text` means at `place`. `begun`: digits of the number asked for that were said before."""
    if text.strip().lower() == UNCLEAR:
        return Meaning()
    if (plain := without(text)) is not text:
        return _hidden(text, understand(plain, place, begun), place)
    place = _implied(text, place)
    if (keys := keypad(text)) is not None:
        return _pressed(keys, place, begun)
    words = tokens(text)
    if begun and words in _FINISHED:
        return _ended(begun, place)
    if all(word in _EMPTY for word in words):
        return Meaning(empty=True)
    finder = Finder(words, place, begun)
    finder.run()
    rest = [word for at, word in enumerate(words) if at not in finder.taken]
    answer = _answer(words, place)
    act = _offered(act_of(words), place)
    tool = wanted(words, rest, place.tools(), finder.slots())
    if tool and tool.tool == place.script.goodbye and tool.score < EXACT:
        tool = None  # What cannot be taken back is not guessed.
    if act in NEEDS_ITS_TOOL and tool and tool.score >= NAMED:
        act = None  # A tool of the flow that is named is nearer than a command of every flow.
    about = None if finder.values or (tool and tool.score >= NAMED) else _about(words, place)
    if about:
        tool = None  # "the time" is nearer than "what time do you ..."
    exact = tool is not None and tool.score >= EXACT and tool.tool != place.goal
    if place.asked and not exact and not act:
        finder.free(text)
    return Meaning(
        values=finder.values,
        problems=finder.problems,
        partial=finder.partial,
        answer=answer,
        act=act,
        tool=tool,
        correction=corrects(words) or answer is False,
        about=about,
        rivals=() if tool else rivals(words, rest, place.tools(), finder.slots()),
    )


def _hidden(text: str, rest: Meaning, place: Place) -> Meaning:
    """What a text means in which private values are hidden."""
    values = given(text, place)
    problems = {name: why for name, why in rest.problems.items() if name not in values}
    return replace(rest, values={**rest.values, **values}, problems=problems, empty=rest.empty and not values)


def _offered(act: Act | None, place: Place) -> Act | None:
    """The act, unless it needs a command that is not offered here."""
    if act not in NEEDS_ITS_TOOL or MENDS[act] in (place.offered or ()):
        return act
    return None


class Listener:
    """Understands the utterances of one call, each only once: histories are read again at every turn."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Meaning] = {}

    def __call__(self, text: str, place: Place, begun: str = "") -> Meaning:
        """What `text` means at `place`. All places given must have the same script."""
        today, offered = place.setting.now.date(), place.offered
        key = (text, begun, place.node, place.asked, place.goal, offered, today, place.setting.region)
        if key not in self._known:
            self._known[key] = understand(text, place, begun)
        return self._known[key]


def _implied(text: str, place: Place) -> Place:
    """Digits answer the number that the node's tools take, when nothing else was asked."""
    if len(place.numbers()) != 1:
        return place
    if keypad(text) is not None:
        asked = place.parameters().get(place.asked or "")
        taken = asked is not None and (asked.keypad or asked.kind in DIGITS)
        return place if taken else replace(place, asked=place.numbers()[0])
    words = tokens(text)
    spoken = place.asked is None and len(dictated(words)) * 2 > len(words)
    return replace(place, asked=place.numbers()[0]) if spoken else place


def _about(words: list[str], place: Place) -> str | None:
    """The parameter of this node's tools that a short utterance names: "the time", "the phone number"."""
    short = [word for word in words if word not in FILLERS]
    asked = {n: p for tool in place.own().values() for n, p in tool.parameters.items() if p.ask}
    named = [name for name in asked if any(part in short for part in name.split("_"))]
    return named[0] if named and len(short) <= 6 else None


def _answer(words: list[str], place: Place) -> bool | None:
    """Yes or no when the utterance begins with it, or is hardly more than it."""
    start = next((at for at, word in enumerate(words) if word not in FILLERS or word in ("okay", "ok")), 0)
    found = KINDS["yes_no"].find(words[start:], place.setting)
    if not found or (found[0].start > 0 and len(words) - start > 4):
        return None
    return found[0].value


def _ended(begun: str, place: Place) -> Meaning:
    """The caller says that the number is complete as it is."""
    value, _ = check(begun, place.setting.region, finished=True)
    name = place.asked or next(iter(place.numbers()), "")
    return Meaning(values={name: value}) if value else Meaning(problems={name: "impossible"})


def _pressed(keys: str, place: Place, begun: str) -> Meaning:
    parameter = place.parameters().get(place.asked or "")
    digits = keys.rstrip("#")
    if not digits:
        return Meaning(empty=True)
    if parameter is None or not (parameter.keypad or parameter.kind in DIGITS):
        return Meaning()
    words = [begun + digits, *("#" if keys.endswith("#") else "")]
    found = KINDS[parameter.kind].find(words, setting_of(parameter, place.script, place.setting))
    if not found:
        return Meaning()
    one = found[0]
    if one.value is None:
        impossible = {str(place.asked): "impossible"} if one.problem or keys.endswith("#") else {}
        return Meaning(partial=None if impossible else one.partial, problems=impossible)
    return Meaning(values={str(place.asked): one.value})


def agree(readings: Iterable[str], place: Place) -> bool:
    """Whether every reading of one utterance means the same at `place`. Free text may differ."""
    free = {name for name, parameter in place.parameters().items() if parameter.kind in FREE}
    meanings = [understand(text, place) for text in readings]
    return len({_compared(meaning, free) for meaning in meanings}) <= 1


def doubtful(readings: Sequence[str], place: Place) -> bool:
    """Whether readings differ in meaning, whatever of this node's parameters was asked for.

    For a recogniser, which knows the node but not the question.
    """
    asked = [name for tool in place.own().values() for name in tool.parameters]
    places = [replace(place, asked=name) for name in (None, *dict.fromkeys(asked))]
    return not all(agree(readings, one) for one in places)


def vouched(first: str, second: str, place: Place) -> bool:
    """Whether a second reading of an utterance bears the first out, where it has to.

    It has to where words do at once what no read-back follows: a yes, and a goodbye. All else is asked again
    or read back when it was misheard.
    """
    meaning, other = understand(first, place), understand(second, place)
    if _leaves(meaning, place):
        return _leaves(other, place) or other.answer is False
    agrees = meaning.answer is True and not meaning.values
    return not agrees or other.answer is True


def _leaves(meaning: Meaning, place: Place) -> bool:
    tool = meaning.tool.tool if meaning.tool else None
    return meaning.act == "goodbye" or (tool is not None and tool == place.script.goodbye)


def _compared(meaning: Meaning, free: set[str]) -> tuple[object, ...]:
    values = {name: value for name, value in meaning.values.items() if name not in free}
    tool = meaning.tool.tool if meaning.tool else None
    return repr(sorted(values.items())), meaning.answer, meaning.act, meaning.partial, tool
