"""The moves of the dialogue: asking for what is missing, and calling a tool."""

from collections.abc import Sequence
from typing import Any

from configs.script import NodeScript, ParameterScript
from services.local.history import Called, Entered, Event, Heard, Said, read
from services.local.memory import Fold, Memory, is_filler, merge, questions, tool_script
from services.local.mending import SKIPPED, pending, without_passing
from services.local.place import Place
from services.local.saying import begins, fill, is_question, looker, position, sentences
from services.local.turn import Call, Reply, Turn, join
from services.local.understand import understand


class Moves:
    """One point of a call: its folded history, and what can be said and done there."""

    def __init__(self, turn: Turn) -> None:
        self.turn, self.script = turn, turn.script
        self.node = turn.script.nodes.get(turn.node or "", NodeScript())
        self.place = Place(turn.script, turn.setting, turn.node, offered=frozenset(turn.tools))
        self.main = self.node.main if self.node.main in self.place.tools() else None
        everything = merge(event for event in read(turn.messages) if not self._taken_back(event))
        self.waits = self._waits(everything)
        self.mended = pending(everything)
        everything = without_passing(everything)
        self.events: list[Event] = _in_time([e for e in everything if not self._filler(e)], self.place)
        self.fold = Fold(self.place, self.main, turn.tools, turn.state, turn.listener)
        self.memory: Memory = self.fold.run(self.events)
        sources = [turn.state, self.memory.facts, self.memory.last_result]
        self.lookup = looker(sources, self.place.parameters())

    def _filler(self, event: Event) -> bool:
        return isinstance(event, Said) and is_filler(event.text, self.script, self.turn.node)

    def _taken_back(self, event: Event) -> bool:
        """ "Sorry, I didn't ..." to a caller who had only drawn breath: what follows goes on from before."""
        return isinstance(event, Said) and any(begins(event.text, one) for one in self.script.unclear)

    def _waits(self, events: Sequence[Event]) -> int:
        """How often the caller was told to wait since the last call."""
        last = max((i for i, e in enumerate(events) if isinstance(e, Called)), default=-1)
        texts = [e.text for e in events[last + 1 :] if isinstance(e, Said)]
        return sum(position(text, [self.script.wait]) >= 0 for text in texts)

    # Asking

    def question(self) -> str:
        """What the call is waiting for, asked (again)."""
        goal = self.memory.goal
        missing = self.fold.missing(goal) if goal else None
        if missing:
            return self.ask(missing)
        say = self.fill(self.node.say, 0) if self.node.say else ""
        asking = [sentence for sentence in sentences(say) if is_question(sentence)]
        if asking:
            return asking[-1]
        said = [s for text in self.memory.spoken for s in sentences(text) if is_question(s)]
        return said[-1] if said else self.node.help or say or self.script.help

    def ask(self, name: str) -> str:
        """The question for a parameter, another way each time."""
        parameter = self.place.parameters().get(name, ParameterScript(kind="text"))
        asks = questions(name, parameter)
        return self.fill(asks, sum(position(text, asks) >= 0 for text in self.memory.spoken))

    def main_questions(self) -> list[str]:
        """Every way of asking for a parameter of the node's main tool."""
        parameters = self.place.tools()[self.main].parameters if self.main else {}
        return [ask for name, p in parameters.items() for ask in questions(name, p)]

    def times(self, sayings: Sequence[str] | None) -> int:
        """How often one of the sayings was said in the whole call."""
        texts = [e.text for e in self.events if isinstance(e, Said)]
        return sum(position(text, sayings or ()) >= 0 for text in texts)

    def fill(self, sayings: Sequence[str], nth: int) -> str:
        """The `nth` saying, its placeholders filled."""
        return fill(sayings, nth, self.lookup)

    # Calling

    def start(self, tool: str) -> Reply:
        """Call a tool, or ask for what it still needs, or for the yes that it waits for."""
        self.memory.goal = tool
        missing = self.fold.missing(tool)
        if missing:
            return Reply(self.ask(missing))
        if self.confirms(tool) and not (self.memory.meaning and self.memory.meaning.answer):
            self.memory.goal = None
            return Reply(self.question())
        return self.call(tool, "")

    def confirms(self, tool: str) -> bool:
        """Whether a tool is the node's main one and waits for a yes."""
        return tool == self.main and self.place.tools()[tool].on_yes

    def call(self, tool: str, say: str) -> Reply:
        """Call a tool now, with everything known that it takes."""
        script = tool_script(self.script, tool, self.turn.node)
        before = self.fill(script.before, self.times(script.before)) if script.before else ""
        return Reply(join(say, before), Call(tool, self.arguments(tool)))

    def arguments(self, tool: str) -> dict[str, Any]:
        """What is known of a tool's parameters."""
        named = [*tool_script(self.script, tool, self.turn.node).parameters, *self.turn.tools[tool]]
        takes = self.turn.accepts.get(tool, named)
        known = {name: self.fold.value(name) for name in dict.fromkeys(named) if name in takes}
        return {name: value for name, value in known.items() if value not in (None, SKIPPED)}

    def called_just_so(self, tool: str) -> bool:
        """Whether this very call was made since the caller last spoke: making it again would go round."""
        arguments = self.arguments(tool)
        for event in reversed(self.events):
            if isinstance(event, Heard):
                return False
            if isinstance(event, Called) and event.tool == tool and dict(event.arguments) == arguments:
                return True
        return False

    def ready(self, tool: str | None) -> bool:
        """Whether a tool has all it needs, waits for no yes, and would not go round."""
        if tool is None or self.fold.missing(tool) is not None:
            return False
        return not self.place.tools()[tool].on_yes and not self.called_just_so(tool)

    def unused(self) -> str | None:
        """A tool of this node that lacks nothing and takes something said earlier that no tool was given.

        "Book a cleaning, my number is ..." reaches a node that asks for the number: it is there already.
        """
        given = {(n, str(v)) for c in self.memory.calls.values() for n, v in c.arguments.items()}
        for name, tool in self.place.own().items():
            needed = {*self.turn.tools[name], *(n for n, p in tool.parameters.items() if p.ask)}
            fresh = [n for n in needed if n in self.memory.facts]
            fresh = [n for n in fresh if (n, str(self.memory.facts[n])) not in given]
            if fresh and not tool.on_no and self.ready(name):
                return name
        return None

    def person(self) -> str | None:
        """The tool that fetches a person, where it is offered."""
        return self.script.person if self.script.person in self.turn.tools else None


def _in_time(events: list[Event], place: Place) -> list[Event]:
    """The events, with words spoken while a tool led elsewhere moved to the node where they are answered.

    Only words that change something: what was a yes to nothing stays where it was.
    """
    entries = [i for i, e in enumerate(events) if isinstance(e, Entered)]
    calls = [i for i, e in enumerate(events) if isinstance(e, Called)]
    if not entries or not calls or entries[-1] != len(events) - 1:
        return events
    call = events[calls[-1]]
    late = [i for i, e in enumerate(events) if isinstance(e, Heard) and i > calls[-1]]
    heard = events[late[-1]] if late else None
    if not isinstance(heard, Heard) or not isinstance(call, Called):
        return events
    meaning = understand(heard.text, place)
    changed = any(call.arguments.get(n, v) != v for n, v in meaning.values.items())
    if not (changed or meaning.act or (meaning.tool and meaning.answer is None)):
        return events
    return [e for i, e in enumerate(events) if i != late[-1]] + [heard]
