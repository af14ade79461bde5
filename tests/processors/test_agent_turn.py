"""The history says of every tool how it ended, in whatever order its frames come."""

from typing import Any

import pytest
from pipecat.frames.frames import (
    Frame,
    FunctionCallCancelFrame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    LLMContextFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.tests.utils import SleepFrame

from processors.turn_pair import TurnPair
from tests.patient import run_test

CALL: dict[str, Any] = {"function_name": "check_slot", "tool_call_id": "1"}


def begun() -> Frame:
    return FunctionCallInProgressFrame(**CALL, arguments={}, cancel_on_interruption=True)


def cancelled(*, answer: bool = False) -> Frame:
    return FunctionCallCancelFrame(**CALL, run_llm=answer)


async def history_after(*frames: Frame) -> tuple[list[Any], int]:
    """What the history says of tools, and how often the model was asked for an answer."""
    context = LLMContext()
    pair = TurnPair(context, user_params=LLMUserAggregatorParams())
    sent = [item for frame in frames for item in (frame, SleepFrame(sleep=0.05))]
    _, up = await run_test(pair.assistant(), frames_to_send=sent)
    said = [message["content"] for message in context.get_messages() if message["role"] == "tool"]
    return said, sum(isinstance(frame, LLMContextFrame) for frame in up)


@pytest.mark.parametrize("frames", [(begun, cancelled), (cancelled, begun)])
async def test_a_cancelled_call_is_known_as_cancelled_even_if_its_beginning_comes_later(frames: Any) -> None:
    assert await history_after(*(frame() for frame in frames)) == (["CANCELLED"], 0)


async def test_a_call_that_took_too_long_is_answered_even_if_its_beginning_comes_later() -> None:
    assert await history_after(cancelled(answer=True), begun()) == (["CANCELLED"], 1)


async def test_only_the_call_that_was_cancelled_is() -> None:
    other = FunctionCallCancelFrame(function_name="check_slot", tool_call_id="2")
    result = FunctionCallResultFrame(**CALL, arguments={}, result={"ok": True})
    assert await history_after(other, begun(), result) == (['{"ok": true}'], 1)
