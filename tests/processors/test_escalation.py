"""What stands in the model's place: the gate, with a model that only counts how often it is asked."""

from collections.abc import Mapping
from typing import Any

import pytest
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import Frame, FunctionCallFromLLM, LLMContextFrame, TextFrame, TTSSpeakFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings

from calls.events import CallEvent, EscalationRequested, Misunderstood
from calls.transfers import Requested
from calls.triggers import Watch
from configs.schema.triggers import TriggersBlock
from processors.escalation import Escalation, EscalationGate, Means
from tests.patient import run_test

SETTINGS = LLMSettings(
    model="counting",
    system_instruction=None,
    temperature=None,
    max_tokens=None,
    top_p=None,
    top_k=None,
    frequency_penalty=None,
    presence_penalty=None,
    seed=None,
    filter_incomplete_user_turns=False,
    user_turn_completion_config=None,
)


class Model(LLMService):
    """Notes the tools that it is made to call."""

    def __init__(self) -> None:
        super().__init__(settings=SETTINGS)
        self.called: list[tuple[str, Mapping[str, Any]]] = []

    async def run_function_calls(self, function_calls: Any) -> None:
        calls: list[FunctionCallFromLLM] = list(function_calls)
        self.called += [(call.function_name, call.arguments) for call in calls]


class People:
    """A handover to people who are there, or are not."""

    def __init__(self, answer: Requested) -> None:
        self.answer, self.asked = answer, []

    async def request(self, reason: str, *, destination: str | None = None) -> Requested:
        self.asked.append((reason, destination))
        return self.answer


THERE, CLOSED = Requested("transferring"), Requested("unavailable", "closed", "We are closed.")


class Scene:
    def __init__(self, people: People | None = None, *, tools: tuple[str, ...] = (), **triggers: Any) -> None:
        self.model, self.told = Model(), list[CallEvent]()
        block = TriggersBlock.model_validate(triggers)
        means = Means(
            llm=lambda: self.model,
            write=self.told.append,
            nobody="There is nobody.",
            handover=people,
            destinations=block.destinations(),
            person="ask_for_person",
            robot="are_you_a_robot",
        )
        self.watch = Watch(block, "en-US")
        self.escalation = Escalation(self.watch, means)
        schemas = [FunctionSchema(name, name, {"reason": {"type": "string"}}, []) for name in tools]
        self.context = LLMContext(tools=ToolsSchema(standard_tools=[*schemas]))

    async def hear(self, *texts: str) -> list[Frame]:
        """What goes on from the gate when the model would be asked."""
        for text in texts:
            self.context.add_message({"role": "user", "content": text})
        down, _ = await run_test(
            EscalationGate(self.escalation), frames_to_send=[LLMContextFrame(self.context)]
        )
        return list(down)

    @property
    def answers(self) -> list[str]:
        return [f"{e.reason} {e.answer}" for e in self.told if isinstance(e, EscalationRequested)]


def said(frames: list[Frame]) -> list[str]:
    return [frame.text for frame in frames if isinstance(frame, TTSSpeakFrame)]


def asked(frames: list[Frame]) -> bool:
    return any(isinstance(frame, LLMContextFrame) for frame in frames)


async def test_ordinary_words_are_the_models() -> None:
    scene = Scene(tools=("ask_for_person",))
    assert asked(await scene.hear("a small one"))
    assert scene.told == []


async def test_other_frames_pass() -> None:
    scene = Scene()
    down, _ = await run_test(EscalationGate(scene.escalation), frames_to_send=[TextFrame("on")])
    assert [frame.text for frame in down if isinstance(frame, TextFrame)] == ["on"]


async def test_who_wants_a_person_is_transferred_when_somebody_is_there() -> None:
    people = People(THERE)
    scene = Scene(people, tools=("ask_for_person",), person={"destination": "sales"})
    frames = await scene.hear("a human being please")
    assert not asked(frames)
    assert people.asked == [("person", "sales")]
    assert scene.answers == ["person transferring"]
    assert scene.model.called == []


async def test_when_nobody_is_there_the_flows_own_tool_is_called() -> None:
    scene = Scene(People(CLOSED), tools=("ask_for_person",))
    assert not asked(await scene.hear("operator"))
    assert scene.model.called == [("ask_for_person", {"reason": "person"})]
    assert scene.answers == ["person tool"]


async def test_without_tool_and_people_the_caller_is_told_so() -> None:
    scene = Scene()
    assert said(await scene.hear("operator")) == ["There is nobody."]
    assert scene.answers == ["person nobody"]


async def test_the_handovers_own_words_say_why_there_is_nobody() -> None:
    assert said(await Scene(People(CLOSED)).hear("operator")) == ["We are closed."]


async def test_an_emergency_is_answered_without_the_model_and_without_a_transfer() -> None:
    people = People(THERE)
    scene = Scene(people, tools=("ask_for_person",))
    frames = await scene.hear("my husband collapsed, give me a human being")
    assert "9 1 1" in said(frames)[0]
    assert not asked(frames)
    assert [frame.interruptible for frame in frames if isinstance(frame, TTSSpeakFrame)] == [False]
    assert people.asked == []
    assert scene.model.called == []
    assert scene.answers == ["emergency told"]


async def test_an_emergency_with_a_destination_is_also_transferred() -> None:
    people = People(THERE)
    scene = Scene(people, emergency={"destination": "dispatch"})
    assert "9 1 1" in said(await scene.hear("there is a fire"))[0]
    assert people.asked == [("emergency", "dispatch")]
    assert scene.answers == ["emergency transferring"]


async def test_the_bare_word_is_answered_and_the_model_goes_on() -> None:
    frames = await Scene().hear("it's an emergency, I need a cleaning")
    assert "9 1 1" in said(frames)[0]
    assert asked(frames)


async def test_whether_it_is_a_robot_is_no_question_for_the_model() -> None:
    scene = Scene(tools=("are_you_a_robot",))
    assert not asked(await scene.hear("are you a robot?"))
    assert scene.model.called == [("are_you_a_robot", {})]


async def test_words_are_heard_once() -> None:
    scene = Scene(tools=("ask_for_person",))
    await scene.hear("operator")
    assert asked(await scene.hear())
    assert asked(await scene.hear("a small one"))
    assert scene.answers == ["person tool"]


async def test_a_history_that_was_cut_short_is_read_from_its_last_words() -> None:
    scene = Scene(tools=("ask_for_person",))
    await scene.hear("one", "two", "three")
    scene.context.set_messages([])
    assert not asked(await scene.hear("operator"))


async def test_several_turns_at_once_are_all_heard() -> None:
    scene = Scene(tools=("ask_for_person",))
    assert not asked(await scene.hear("operator", "a small one"))


async def test_what_fired_by_itself_waits_for_the_models_next_turn() -> None:
    scene = Scene(tools=("ask_for_person",), misunderstood={"times": 1})
    scene.escalation.see(Misunderstood(why="no_words"))
    assert scene.escalation.is_due
    assert not asked(await scene.hear())
    assert scene.answers == ["misunderstood tool"]
    assert not scene.escalation.is_due


@pytest.mark.parametrize("content", [[{"type": "text", "text": "operator"}], "operator"])
async def test_words_in_parts_are_words(content: Any) -> None:
    scene = Scene(tools=("ask_for_person",))
    scene.context.add_message({"role": "user", "content": content})
    assert not asked(await scene.hear())


async def test_a_speculation_is_not_acted_upon() -> None:
    scene = Scene(tools=("ask_for_person",))
    scene.context.add_message({"role": "user", "content": "operator"})
    frame = LLMContextFrame(scene.context, speculation=True)
    down, _ = await run_test(EscalationGate(scene.escalation), frames_to_send=[frame])
    assert asked(list(down))
    assert scene.told == []
