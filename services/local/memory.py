"""What is known at a point of a call, rebuilt from its history alone.

Everything is folded from the events: an engine that takes over in the middle of a call knows as much as one
that was there from the start.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from configs.script import ParameterScript, Sayings, Script, ToolScript
from services.local.history import Called, Entered, Event, Finished, Heard, Said
from services.local.mending import MOVING, SKIPPED, back_to_call
from services.local.place import Meaning, Place
from services.local.saying import begins, position
from services.local.understand import keypad, understand


@dataclass
class Memory:
    """What the caller said, what was asked, what the tools answered."""

    facts: dict[str, Any] = field(default_factory=dict)
    """Parameter to canonical value, from the caller's words and from tool calls."""

    since: dict[str, int] = field(default_factory=dict)
    """Parameter to the index of the event that gave its value."""

    asked: str | None = None
    """The parameter that was asked for last."""

    goal: str | None = None
    """The tool whose parameters are being collected at this node."""

    begun: str = ""
    """Digits of the number asked for, so far."""

    misses: int = 0
    """Utterances in a row at this node that did not help."""

    offering: bool = False
    """Whether a person was offered last."""

    meaning: Meaning | None = None
    """The last utterance."""

    changed: frozenset[str] = frozenset()
    """Parameters to which the last utterance gave a new value."""

    corrected: frozenset[str] = frozenset()
    """Parameters known before to which the last utterance gave another value."""

    calls: dict[str, Called] = field(default_factory=dict)
    results: dict[str, Finished] = field(default_factory=dict)
    spoken: list[str] = field(default_factory=list)
    """What the agent said at this node."""

    @property
    def last_call(self) -> Called | None:
        """The last tool call of the history."""
        return next(reversed(self.calls.values()), None)

    @property
    def last_result(self) -> Mapping[str, Any]:
        """What the last finished tool answered."""
        last = next(reversed(self.results.values()), None)
        return last.result if last else {}


def tool_script(script: Script, name: str, node: str | None) -> ToolScript:
    """A tool's script: at this node, else for every node, else at any; empty when it has none."""
    here = script.nodes.get(node or "")
    places = [here.tools if here else {}, script.tools, *(n.tools for n in script.nodes.values())]
    return next((tools[name] for tools in places if name in tools), ToolScript())


def questions(name: str, parameter: ParameterScript) -> Sayings:
    """How a parameter is asked for; by its name when the script does not say."""
    return parameter.ask or [f"What is the {name.replace('_', ' ')}?"]


def is_filler(text: str, script: Script, node: str | None) -> bool:
    """Whether a text of the agent only passes the time while a tool runs."""
    tools = [*script.tools.values(), *(t for n in script.nodes.values() for t in n.tools.values())]
    return any(begins(text, one) for one in [script.wait, *(s for tool in tools for s in tool.before or ())])


def merge(events: Iterable[Event]) -> list[Event]:
    """Utterances with nothing between them as one: the caller went on before an answer was heard."""
    merged: list[Event] = []
    for event in events:
        last = merged[-1] if merged else None
        spoken = isinstance(event, Heard) and isinstance(last, Heard) and keypad(event.text) is None
        if spoken and isinstance(event, Heard) and isinstance(last, Heard) and keypad(last.text) is None:
            merged[-1] = Heard(f"{last.text} {event.text}".strip())
        else:
            merged.append(event)
    return merged


class Fold:
    """Folds events into a `Memory`."""

    def __init__(
        self,
        place: Place,
        main: str | None,
        required: Mapping[str, Sequence[str]],
        state: Mapping[str, Any],
        listener: Callable[[str, Place, str], Meaning] = understand,
    ) -> None:
        """`main`: the tool that the node collects for; `required`: offered tool to required parameters."""
        self.place, self.main, self.required, self.state = place, main, required, state
        self.listener = listener
        self.memory = Memory()
        self._elsewhere = replace(place, node=None, offered=None)
        self._entered: dict[int, tuple[dict[str, Any], dict[str, int]]] = {}
        """Number of tool calls at which a node was entered → facts and since."""
        self._here = False
        self._latest: frozenset[str] = frozenset()

    def run(self, events: Sequence[Event]) -> Memory:
        """The memory after all events."""
        entries = [at for at, event in enumerate(events) if isinstance(event, Entered)]
        start = entries[-1] if entries else 0
        self.memory.goal = self.main if start == 0 else None
        self._here = start == 0
        for at, event in enumerate(events):
            if isinstance(event, Entered):
                self._entered.setdefault(
                    len(self.memory.calls), (dict(self.memory.facts), dict(self.memory.since))
                )
            if at == start:
                self._enter()
            self._step(at, event)
        return self.memory

    def _enter(self) -> None:
        memory, self._here = self.memory, True
        memory.goal, memory.asked, memory.begun, memory.misses = self.main, None, "", 0
        memory.spoken, memory.offering = [], False

    def _step(self, at: int, event: Event) -> None:
        memory = self.memory
        if isinstance(event, Heard):
            self._heard(at, event)
        elif isinstance(event, Said):
            self._said(event)
        elif isinstance(event, Called):
            memory.calls[event.call_id] = event
            known = self.place.parameters()
            memory.facts.update({k: v for k, v in event.arguments.items() if k in known and v is not None})
            memory.since.update({k: at for k in event.arguments if k in known})
            memory.since[f"call {event.call_id}"] = at
        elif isinstance(event, Finished):
            memory.results.pop(event.call_id, None)
            memory.results[event.call_id] = event
            self._finished(event)

    def _current(self) -> Place:
        base = self.place if self._here else self._elsewhere
        return replace(base, asked=self.memory.asked, goal=self.memory.goal if self._here else None)

    def _heard(self, at: int, event: Heard) -> None:
        memory = self.memory
        if self._here and memory.asked is None and memory.goal:
            memory.asked = self.missing(memory.goal)
        meaning = self.listener(event.text, self._current(), memory.begun)
        memory.meaning, memory.begun = meaning, meaning.partial or ""
        memory.corrected = frozenset(
            n for n, v in meaning.values.items() if memory.facts.get(n) not in (None, SKIPPED, v)
        )
        memory.changed = frozenset(n for n, v in meaning.values.items() if memory.facts.get(n) != v)
        memory.facts.update(meaning.values)
        memory.since.update(dict.fromkeys(meaning.values, at))
        self._latest = frozenset(meaning.values)
        if not self._here:
            return
        if meaning.about and not meaning.understood_otherwise:
            self._reopen(meaning.about)
        tool = meaning.tool.tool if meaning.tool else None
        if tool and self.place.tools()[tool].parameters and not meaning.act:
            memory.goal = tool
        memory.misses = 0 if self._helps(meaning) else memory.misses + 1

    def _reopen(self, name: str) -> None:
        """ "The time": what is known of it is dropped, and it is asked again."""
        self.memory.facts.pop(name, None)
        taking = (n for n, t in self.place.own().items() if name in t.parameters and t.parameters[name].ask)
        self.memory.goal = next(taking, self.memory.goal)

    def _helps(self, meaning: Meaning) -> bool:
        """Whether an utterance brings the call on, as things stand."""
        if meaning.values or meaning.partial or meaning.act or meaning.tool or meaning.about:
            return True
        if "past" in meaning.problems.values():
            return True
        if meaning.answer is None:
            return False
        tools = self.place.tools().values()
        wanted = any(t.on_yes if meaning.answer else t.on_no for t in tools)
        return self.memory.offering or wanted

    def _said(self, event: Said) -> None:
        script, memory = self.place.script, self.memory
        memory.spoken.append(event.text)
        offers = (script.offer_person, script.offer_after_failure)
        memory.offering = position(event.text, offers) >= 0
        best = (-1, None)
        for name, parameter in self._current().parameters().items():
            end = position(event.text, questions(name, parameter))
            best = max(best, (end, name), key=lambda pair: pair[0])
        memory.asked = best[1] if best[0] >= 0 else None

    def _finished(self, event: Finished) -> None:
        memory, call = self.memory, self.memory.calls.get(event.call_id)
        if call is None:
            return
        if event.ok and call.tool in MOVING:
            self._go_back(event, call)
            return
        if event.ok and call.tool == "skip_question":
            memory.facts[str(event.result.get("name"))] = SKIPPED
        script = tool_script(self.place.script, call.tool, self.place.node)
        if event.ok:
            said = set(script.forget) & self._latest
            # What the tool itself was given is dealt with.
            named = {name for name in said if call.arguments.get(name) != memory.facts.get(name)}
            self._forget([] if named else script.forget, call)
        elif event.result.get("error_kind") in ("refused", "invalid_arguments"):
            needs = event.result.get("needs") or list(event.result.get("problems") or ())
            last = list(script.parameters)[-1:]
            self._forget(needs or script.again or last, call)
        memory.asked = None
        if self._here and event.ok and call.tool == memory.goal:
            memory.goal = self.main

    def _go_back(self, event: Finished, call: Called) -> None:
        """What was said since the node was first entered is to be said anew."""
        memory, number = self.memory, back_to_call(event.result)
        if call.tool == "correct_value":
            return
        facts, since = self._entered.get(-1 if number is None else number, ({}, {}))
        calls = {key: at for key, at in memory.since.items() if key.startswith("call ")}
        memory.facts, memory.since = dict(facts), {**since, **calls}
        memory.asked, memory.begun, memory.offering = None, "", False

    def _forget(self, names: Iterable[str], call: Called) -> None:
        """Drop what was known when the call was made; what was said since stays."""
        made = self.memory.since[f"call {call.call_id}"]
        for name in names:
            if self.memory.since.get(name, made + 1) <= made:
                self.memory.facts.pop(name, None)

    def missing(self, tool: str) -> str | None:
        """The first parameter of a tool that is to be asked for and not known."""
        scripted = self.place.tools().get(tool, ToolScript()).parameters
        needed = self.required.get(tool, ())
        wanted = [name for name, p in scripted.items() if p.ask or name in needed]
        wanted += [name for name in needed if name not in scripted]
        return next((name for name in wanted if self.value(name) is None), None)

    def value(self, name: str) -> Any:
        """What is known of a parameter; one that no script asks for may also lie in the flow's state."""
        if name in self.memory.facts:
            return self.memory.facts[name]
        parameter = self.place.parameters().get(name)
        return None if parameter and parameter.ask else self.state.get(name)
