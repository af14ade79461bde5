"""What to say or do next: the pure core of the local dialogue engine. Rules, not a model.

`decide(turn)` looks at the whole history and the node's script and gives one `Reply`: text, a tool call,
both, or nothing (a tool is still running and nobody asked).
"""

from dataclasses import replace

from services.local.acts import MENDS, Act
from services.local.cut_off import unheard, whole
from services.local.history import Called, Entered, Event, Finished, Heard, Said
from services.local.intent import EXACT
from services.local.mending import AGAIN, PASSING
from services.local.moves import Moves
from services.local.place import Meaning
from services.local.saying import is_question, position
from services.local.turn import Call, Reply, Turn, join
from services.local.understand import agree, understand

__all__ = ["Call", "Reply", "Turn", "decide"]

_PATIENCE = 3
"""How often "one moment" is said for one tool call before its result counts as lost."""

_MISSES = 2
"""Re-asks before a person is offered."""

_OPTIONS = 3
"""Options that a listener keeps in mind."""

_CALLERS_FAULT = ("refused", "invalid_arguments")
"""Kinds of failure after which something else is asked for, rather than a person offered."""


def decide(turn: Turn) -> Reply:
    """The next thing to say or do."""
    return _Decision(turn).reply()


class _Decision(Moves):
    """Finds what has not been answered yet, and answers it."""

    def reply(self) -> Reply:
        """The most urgent first: a running tool, the caller, a new node, a result."""
        call, unanswered = self.memory.last_call, self._unanswered()
        last = self.events[-1] if self.events else None
        if call and call.call_id not in self.memory.results and self.waits < _PATIENCE:
            return self._waiting(last)
        if self.mended and self.mended[0].tool in PASSING:
            return self._mended(*self.mended)
        if isinstance(last, Heard):
            return self._respond(last)
        if self._entry_is_open():
            return self._entry()
        if self.mended:
            return self._mended(*self.mended)
        if any(isinstance(e, Finished) for e in unanswered):
            return self._result()
        return Reply(self.question())

    def _unanswered(self) -> list[Event]:
        """The events since the agent last spoke, a call's own result included."""
        at = max((i for i, e in enumerate(self.events) if isinstance(e, Said)), default=-1)
        return self.events[at + 1 :]

    def _entry_is_open(self) -> bool:
        entries = [i for i, e in enumerate(self.events) if isinstance(e, Entered)]
        if not entries:
            return not self.events
        after = self.events[entries[-1] + 1 :]
        texts = [*(self.node.say or ()), *self.main_questions()]
        told = any(isinstance(e, Said) and position(e.text, texts) >= 0 for e in after)
        return not told and not any(isinstance(e, Heard | Called) for e in after)

    def _waiting(self, last: Event | None) -> Reply:
        """A tool is running: the caller is told to wait, or heard out if they want to leave."""
        if not isinstance(last, Heard):
            return Reply()
        act = understand(last.text, self.place).act
        return self._act(act) if act in ("person", "goodbye", "robot") else Reply(self.script.wait)

    # Repairs

    def _mend(self, act: Act) -> Reply | None:
        """The repair command for an act, where the flow offers it."""
        tool = MENDS.get(act)
        if tool is None or tool not in self.turn.tools:
            return None
        if act != "skip":
            return Reply(call=Call(tool, {}))
        asked = self.memory.asked or (self.fold.missing(self.memory.goal) if self.memory.goal else None)
        return Reply(call=Call(tool, {"name": asked})) if asked else Reply(self.question())

    def _mended(self, call: Called, done: Finished) -> Reply:
        """A repair command has answered, and the call stays where it is."""
        say, goal = str(done.result.get("say") or ""), self.memory.goal
        if call.tool == "repeat_that":
            return Reply(self._last_words())
        if call.tool == "are_you_a_robot":
            return Reply(self.question())  # the answer itself was said by the command
        if is_question(say):
            return Reply(say)
        if done.ok and goal and self.ready(goal):
            return self.call(goal, say)
        return Reply(join(say, self.question()))

    def _last_words(self) -> str:
        heard = [e.text for e in self.events if isinstance(e, Said)]
        last = self.turn.said or (heard[-1] if heard else self.question())
        return whole(last, self.memory.spoken)

    def _correction(self, meaning: Meaning) -> Reply | None:
        """A value from elsewhere in the call is corrected, which no tool at hand takes."""
        if "correct_value" not in self.turn.tools or not meaning.correction:
            return None
        taken = {name for tool in self.turn.tools.values() for name in tool}
        taken |= {name for tool in self.place.tools().values() for name in tool.parameters}
        name = next((name for name in meaning.values if name in self.memory.corrected - taken), None)
        if name is None:
            return None
        return Reply(call=Call("correct_value", {"name": name, "value": str(meaning.values[name])}))

    def _clarify(self, meaning: Meaning) -> Reply | None:
        """Which of the tools that are equally likely is meant? Only those with a label can be asked about."""
        tools = self.place.tools()
        labels = [tools[name].label for name in meaning.rivals]
        if "clarify" not in self.turn.tools or len(labels) > _OPTIONS or not all(labels):
            return None
        return Reply(call=Call("clarify", {"options": labels})) if labels else None

    def _after_moving(self) -> str:
        """What a repair command that led here says of it; "" when the call came by another way."""
        if self.mended is None or not self.mended[1].ok:
            return ""
        return str(self.mended[1].result.get("say") or "")

    # Entering, results

    def _entry(self) -> Reply:
        moved = self._after_moving()
        if moved and self.mended and self.mended[0].tool in AGAIN:
            return Reply(join(moved, self.question()))
        refusal = moved or self._refusal()
        if is_question(refusal):
            return Reply(refusal)
        say = self.fill(self.node.say, self.times(self.node.say)) if self.node.say else ""
        if self.main is None:
            tool = self.unused()
            return self.call(tool, refusal) if tool else Reply(join(refusal, say))
        if self.ready(self.main):
            return self.call(self.main, join(refusal, "" if is_question(say) else say))
        missing = self.fold.missing(self.main)
        if missing is None:
            return Reply(join(refusal, say) or self.question())
        if is_question(say) and missing == self._first():
            return Reply(join(refusal, say))
        return Reply(join(refusal, "" if is_question(say) else say, self.ask(missing)))

    def _first(self) -> str | None:
        """The parameter that the node asks for first."""
        parameters = self.place.tools()[self.main or ""].parameters
        return next((name for name, parameter in parameters.items() if parameter.ask), None)

    def _refusal(self) -> str:
        """What a tool that just led here said when it did not work; "" after a success."""
        call = self.memory.last_call
        done = self.memory.results.get(call.call_id) if call else None
        if call is None or done is None or done.ok:
            return ""
        at = max(i for i, e in enumerate(self.events) if isinstance(e, Called))
        if any(isinstance(e, Said) for e in self.events[at:]):
            return ""
        shown = any("say }}" in saying or "say}}" in saying for saying in self.node.say or ())
        return "" if shown else str(done.result.get("say") or self.script.failed)

    def _result(self) -> Reply:
        """A tool answered and the flow stays where it is."""
        done = next(reversed(self.memory.results.values()))
        say = str(done.result.get("say") or "")
        if done.ok:
            return self._told(say)
        say = say or self.script.failed
        if is_question(say):
            return Reply(say)
        if done.result.get("error_kind") in _CALLERS_FAULT or not self.person():
            return Reply(join(say, self.question()))
        return Reply(join(say, self.script.offer_after_failure))

    def _told(self, say: str) -> Reply:
        goal = self.memory.goal
        if is_question(say):
            return Reply(say)
        if goal and self.ready(goal):
            return self.call(goal, say)
        return Reply(join(say, self.question()))

    # Answering the caller

    def _respond(self, heard: Heard) -> Reply:
        memory, meaning = self.memory, self.memory.meaning or Meaning(empty=True)
        here = replace(self.place, asked=memory.asked, goal=memory.goal)
        if self.turn.alternatives and not agree([heard.text, *self.turn.alternatives], here):
            return self._miss(max(memory.misses, 1))
        plain = not (memory.changed or meaning.tool or meaning.act == "goodbye")
        if memory.offering and meaning.answer is not None and plain:
            return self._fetch_person() if meaning.answer else self._refused_person()
        unheard = self._unheard() if self._is_bare(meaning) else ""
        if unheard:
            return Reply(unheard)
        if meaning.tool and meaning.tool.score >= EXACT:
            return self.start(meaning.tool.tool)
        if meaning.act:
            return self._act(meaning.act)
        if meaning.partial:
            return Reply(self.fill(self.script.go_on, self.times(self.script.go_on)))
        if meaning.problems:
            return self._problem(meaning)
        if mending := self._correction(meaning):
            return mending
        if meaning.tool and not (self._answers(meaning) and meaning.tool.tool not in self.place.own()):
            return self.start(meaning.tool.tool)
        return self._answered(meaning)

    def _unheard(self) -> str:
        """What the caller did not hear of the question and must, before a bare answer to it can count."""
        said = self.turn.said or ""
        again = said.startswith(tuple(self.script.unclear))  # then the question had been heard before
        return "" if again else unheard(said, self.events)

    def _is_bare(self, meaning: Meaning) -> bool:
        """Whether an utterance is a yes, a no or nothing, so that its sense hangs on what was heard."""
        if meaning.act or meaning.partial or meaning.problems or self.memory.changed:
            return False
        return meaning.empty or meaning.answer is not None

    def _answers(self, meaning: Meaning) -> list[str]:
        """The tools that a yes or a no means here; none when the utterance is neither, or changes a value."""
        if meaning.answer is None or self.memory.changed:
            return []
        tools = self.place.tools().items()
        return [name for name, tool in tools if (tool.on_yes if meaning.answer else tool.on_no)]

    def _answered(self, meaning: Meaning) -> Reply:
        """Yes, no and values; anything else was not understood."""
        if meant := self._answers(meaning):
            return self.start(meant[0])
        if meaning.about and self.memory.goal:
            return self.start(self.memory.goal)
        if not meaning.values:
            return self._clarify(meaning) or self._miss(self.memory.misses)
        tool = self._taker(meaning)
        return self.start(tool) if tool else Reply(join(self.script.thanks, self.question()))

    def _taker(self, meaning: Meaning) -> str | None:
        """The tool that the values are for: the one collected for, the one that takes most, or what a
        change means here."""
        tools, goal, named = self.place.tools(), self.memory.goal, set(meaning.values)
        if goal and named & {*tools[goal].parameters, *self.turn.tools[goal]}:
            return goal
        takes = {n: len(named & set(t.parameters)) for n, t in tools.items() if not t.on_no}
        most = max(takes.values(), default=0)
        takers = [name for name, count in takes.items() if count == most > 0]
        if len(takers) == 1:
            return takers[0]
        changing = [name for name, tool in tools.items() if tool.on_no]
        return changing[0] if changing and self.memory.changed and meaning.correction else goal

    def _problem(self, meaning: Meaning) -> Reply:
        name, problem = next(iter(meaning.problems.items()))
        if problem == "past":
            return Reply(join(self.script.past, self.ask(name)))
        return self._miss(self.memory.misses)

    def _act(self, act: Act) -> Reply:
        if mending := self._mend(act):
            return mending
        if act == "person":
            return self._fetch_person()
        if act == "goodbye":
            tool = self.script.goodbye
            return self.start(tool) if tool and tool in self.turn.tools else Reply(self.script.farewell)
        if act == "repeat":
            return Reply(self._last_words())
        text = self.script.robot if act == "robot" else self.node.help or self.script.help
        return Reply(text if is_question(text) else join(text, self.question()))

    def _fetch_person(self) -> Reply:
        tool = self.person()
        return self.start(tool) if tool else Reply(join(self.script.no_person, self.question()))

    def _refused_person(self) -> Reply:
        goal = self.memory.goal
        return self.call(goal, "") if goal and self.ready(goal) else Reply(self.question())

    def _miss(self, misses: int) -> Reply:
        """Not understood: asked again, twice at most, then a person is offered."""
        goal = self.memory.goal
        if goal and self._stopped() and self.ready(goal):
            return self.call(goal, self.script.wait)
        if self._untold():
            return self._entry()
        if misses > _MISSES and self.person():
            return Reply(self.script.offer_person)
        if cut := self._unheard():
            return Reply(cut)  # The question was not heard, so nobody is to blame for the answer.
        silent = self.memory.meaning is not None and self.memory.meaning.empty
        unclear = "" if silent else self.fill(self.script.unclear, max(misses - 1, 0))
        more = self.node.help or self.script.help if misses > _MISSES else ""
        return Reply(join(unclear, more, "" if is_question(more) else self.question()))

    def _untold(self) -> bool:
        """Whether a tool led here while the caller was talking, so that they do not know what came of it."""
        entries = [i for i, e in enumerate(self.events) if isinstance(e, Entered)]
        if not entries or not any(isinstance(e, Called) for e in self.events[: entries[-1]]):
            return False
        after = self.events[entries[-1] + 1 :]
        return sum(isinstance(e, Heard) for e in after) == 1 and not any(isinstance(e, Said) for e in after)

    def _stopped(self) -> bool:
        """Whether the last call was stopped before it answered, so that it may be made again."""
        call = self.memory.last_call
        done = self.memory.results.get(call.call_id) if call else None
        return done is not None and not done.ok and not done.result
