"""Our OpenAI service, which is Pipecat's with bounded patience, against the fake."""

from typing import Any

import pytest
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    FunctionCallResultFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMTextFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.tests.utils import SleepFrame

from services.openai_llm import BoundedOpenAILLMService
from simulation.faults import Fault, FaultBoard
from simulation.providers.answering import Answer, Scripted, SmallRule, ToolUse
from simulation.providers.openai import FakeOpenAI
from tests.simulation.providers.serving_service import conversation

GREET: Any = {"role": "developer", "content": 'Greet the caller: "Thank you for calling." Then ask.'}
BOOK = FunctionSchema("book", "Books.", properties={"slot": {"type": "string"}}, required=["slot"])


def _answer(
    *faults: Fault,
    mind: Any = None,
    messages: list[Any] | None = None,
    wait_secs: float = 5.0,
    service: type[OpenAILLMService] = BoundedOpenAILLMService,
) -> tuple[str, list[Frame], FakeOpenAI]:
    board = FaultBoard()
    board.set("openai", *faults)
    fake = FakeOpenAI(mind, board)
    context = LLMContext(messages=messages or [GREET], tools=ToolsSchema(standard_tools=[BOOK]))
    down, up = conversation(
        fake,
        lambda address: service(api_key="k", base_url=f"http://{address}/v1"),
        [LLMContextFrame(context), SleepFrame(wait_secs)],
    )
    text = "".join(frame.text for frame in down if isinstance(frame, LLMTextFrame))
    return text, [*down, *up], fake


def test_an_answer_comes_token_by_token():
    text, frames, fake = _answer()
    assert text == "Thank you for calling."
    assert sum(isinstance(frame, LLMTextFrame) for frame in frames) == 4
    assert fake.asked[0].body["stream_options"] == {"include_usage": True}
    assert fake.asked[0].headers["Authorization"] == "Bearer k"


def test_the_service_as_pipecat_has_it_gets_the_same_answer():
    fake = FakeOpenAI()
    down, _ = conversation(
        fake,
        lambda address: OpenAILLMService(api_key="k", base_url=f"http://{address}/v1"),
        [LLMContextFrame(LLMContext(messages=[GREET])), SleepFrame(2.0)],
    )
    assert (
        "".join(frame.text for frame in down if isinstance(frame, LLMTextFrame)) == "Thank you for calling."
    )


def test_a_tool_is_called_with_its_arguments():
    seen: dict[str, Any] = {}

    async def book(params: Any) -> None:
        seen.update(params.arguments)
        await params.result_callback({"say": "It is booked."})

    fake = FakeOpenAI(Scripted([Answer(tools=(ToolUse("book", {"slot": "three o'clock"}),))]))

    def make(address: str) -> OpenAILLMService:
        service = BoundedOpenAILLMService(api_key="k", base_url=f"http://{address}/v1")
        service.register_function("book", book)
        return service

    context = LLMContext(messages=[GREET], tools=ToolsSchema(standard_tools=[BOOK]))
    down, _ = conversation(fake, make, [LLMContextFrame(context), SleepFrame(2.0)])
    assert seen == {"slot": "three o'clock"}
    assert any(isinstance(frame, FunctionCallResultFrame) for frame in down)


@pytest.mark.parametrize(
    "kind", ["http_401", "http_403", "http_429", "http_500", "http_503", "rst", "drop", "malformed", "error"]
)
def test_a_failure_is_told_and_the_answer_is_not_complete(kind):
    text, frames, fake = _answer(Fault(kind, after=1))
    assert any(isinstance(frame, ErrorFrame) for frame in frames)
    assert text != "Thank you for calling."
    assert len(fake.asked) == 1


@pytest.mark.parametrize("kind", ["empty", "html", "mute", "bad_tool_json"])
def test_what_pipecat_tells_no_error_of_leaves_no_words(kind):
    text, frames, _ = _answer(Fault(kind), service=OpenAILLMService)
    assert text.strip() == ""
    assert not any(isinstance(frame, ErrorFrame) for frame in frames)


@pytest.mark.parametrize("kind, heard", [("stall_first", ""), ("stall_mid", "Thank you ")])
def test_an_answer_that_stalls_is_cut_by_our_patience(kind, heard):
    text, frames, _ = _answer(Fault(kind, after=2 if heard else 0), wait_secs=12.0)
    assert text == heard
    assert any(isinstance(frame, ErrorFrame) for frame in frames)
    assert any(isinstance(frame, LLMFullResponseEndFrame) for frame in frames)


def test_tokens_drip_repeat_and_change_places():
    text, _, _ = _answer(Fault("slow_drip", secs=1.0), wait_secs=9.0)
    assert text == "Thank you for calling."
    text, _, _ = _answer(Fault("duplicate"))
    assert text.startswith("Thank Thank you you ")
    text, _, _ = _answer(Fault("reorder"))
    assert text.startswith("you Thank ")


@pytest.mark.parametrize("said, answer", [("What about Monday?", "I heard you say: What about Monday.")])
def test_the_small_rule_repeats_what_it_heard(said, answer):
    talk = [GREET, {"role": "assistant", "content": "Hello."}, {"role": "user", "content": said}]
    text, _, _ = _answer(mind=SmallRule(), messages=talk)
    assert text.startswith(answer)


def test_the_small_rule_says_goodbye_when_told():
    talk = [
        GREET,
        {"role": "assistant", "content": "Hello."},
        {"role": "user", "content": "That is all."},
    ]
    text, _, _ = _answer(mind=SmallRule(), messages=talk)
    assert text == "Thank you for calling. Goodbye."
