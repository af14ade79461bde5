"""Filler speech in a pipeline, on a virtual clock: what is said when, and what becomes of it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    FunctionCallCancelFrame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    FunctionCallResultProperties,
    LLMTextFrame,
    TTSSpeakFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import SleepFrame

from processors.filler import Filler
from simulation.clock import run_virtual
from tests.patient import run_test

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TEXTS = ("One moment.", "Still at it.")


class Voice(FrameProcessor):
    """Notes what is to be said and when; says each sentence in a second."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[float, str]] = []
        self.frames: list[TTSSpeakFrame] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSSpeakFrame):
            self.said.append((asyncio.get_running_loop().time(), frame.text))
            self.frames.append(frame)
            self.create_task(self._speak())
            return
        await self.push_frame(frame, direction)

    async def _speak(self) -> None:
        await self.broadcast_frame(BotStartedSpeakingFrame)
        await asyncio.sleep(1.0)
        await self.broadcast_frame(BotStoppedSpeakingFrame)


def working(number: int = 1) -> FunctionCallInProgressFrame:
    return FunctionCallInProgressFrame(
        function_name="look", tool_call_id=f"t{number}", arguments={}, cancel_on_interruption=True
    )


def result(number: int = 1, **properties: Any) -> FunctionCallResultFrame:
    return FunctionCallResultFrame(
        function_name="look",
        tool_call_id=f"t{number}",
        arguments={},
        result={"ok": True},
        properties=FunctionCallResultProperties(**properties) if properties else None,
    )


def dropped() -> FunctionCallCancelFrame:
    return FunctionCallCancelFrame(function_name="look", tool_call_id="t1")


def said(*what: Frame | float, texts: Sequence[str] = TEXTS) -> list[tuple[float, str]]:
    """What is said, with its seconds since the first frame. Numbers are seconds that pass."""
    voice, told = Voice(), list[str]()

    async def play() -> float:
        began = asyncio.get_running_loop().time()
        frames = [SleepFrame(sleep=each) if isinstance(each, int | float) else each for each in what]
        filler = Filler(texts, (1.2, 4.0), told.append)
        await run_test(Pipeline([filler, voice]), frames_to_send=frames)
        return began

    began = run_virtual(play, start=START)
    assert told == [text for _, text in voice.said]
    assert all(frame.append_to_context is False for frame in voice.frames), "it never enters the history"
    return [(round(at - began, 1), text) for at, text in voice.said]


def test_a_slow_tool_is_filled_twice_and_no_more() -> None:
    assert said(working(), 30, result(), 5) == [(1.2, "One moment."), (6.2, "Still at it.")]


def test_a_quick_tool_is_not_filled() -> None:
    assert said(working(), 1.1, result(), 10) == []


def test_the_second_is_cancelled_when_the_tool_returns() -> None:
    assert said(working(), 5, result(), 10) == [(1.2, "One moment.")]


def test_a_tool_that_was_dropped_is_not_filled() -> None:
    assert said(working(), 1, dropped(), 10) == []


def test_a_report_of_progress_does_not_end_the_wait() -> None:
    assert said(working(), 1, result(is_final=False), 2, result(), 5) == [(1.2, "One moment.")]


def test_nothing_is_said_into_the_callers_words() -> None:
    heard = said(working(), 1, UserStartedSpeakingFrame(), 5, UserStoppedSpeakingFrame(), 3, result(), 3)
    assert heard == [(7.2, "One moment.")]


def test_words_that_came_with_the_call_are_not_doubled() -> None:
    heard = said(
        LLMTextFrame("One moment, please."),
        working(),
        0.3,
        BotStartedSpeakingFrame(),
        1.0,
        BotStoppedSpeakingFrame(),
        3.9,
        result(),
        5,
    )
    assert heard == []


def test_with_no_texts_nothing_is_said() -> None:
    assert said(working(), 20, result(), 1, texts=()) == []


def test_one_text_is_said_once() -> None:
    assert said(working(), 20, result(), 1, texts=TEXTS[:1]) == [(1.2, "One moment.")]
