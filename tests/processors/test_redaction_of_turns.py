"""What was said earlier is rewritten wherever it stands, and a page gets redacted words only."""

from typing import Any

import pytest
from pipecat.frames.frames import (
    Frame,
    InputTransportMessageFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMMessagesAppendFrame,
    LLMTextFrame,
    OutputTransportMessageUrgentFrame,
    TranscriptionFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.processors.frameworks.rtvi.models import MESSAGE_LABEL
from pipecat.tests.utils import SleepFrame
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redactor
from processors.agent_redaction import AgentRedaction
from processors.redaction import CallerRedaction, WordsChanged
from processors.rtvi import GuardedRTVI, rtvi_report
from processors.turn_pair import TurnPair
from tests.patient import run_test

CARD = "4111111111111111"


def words(text: str) -> TranscriptionFrame:
    return TranscriptionFrame(text=text, user_id="caller", timestamp="")


async def history_after(messages: list[Any], *frames: Frame) -> list[Any]:
    context = LLMContext(messages)
    params = LLMUserAggregatorParams(
        user_turn_strategies=ExternalUserTurnStrategies(), user_turn_stop_timeout=0.1
    )
    user = TurnPair(context, user_params=params).user()
    await run_test(user, frames_to_send=[*frames, SleepFrame(sleep=0.2)])
    return [message["content"] for message in context.get_messages()]  # type: ignore[index]


async def test_the_newest_turn_with_the_words_reads_otherwise() -> None:
    before = [
        {"role": "user", "content": "four one"},
        {"role": "assistant", "content": "Go on."},
        {"role": "user", "content": "well, four one"},
    ]
    changed = WordsChanged(changes=[("four one", "[CARD_1]")])
    assert await history_after(before, changed) == ["four one", "Go on.", "well, [CARD_1]"]


async def test_the_turn_at_hand_reads_otherwise_too() -> None:
    changed = WordsChanged(changes=[("4111 1111", "[CARD_1]")])
    said = await history_after([], words("4111 1111"), changed, words("[CARD_1]"))
    assert said == ["[CARD_1] [CARD_1]"]


class Stt(FrameProcessor):
    """Pushes each frame as its own, as a service does."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)


class Page(FrameProcessor):
    """Keeps what passes."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.frames.append(frame)
        await self.push_frame(frame, direction)


async def page_of(*frames: Frame) -> Page:
    """What a page is told of a call in which these frames pass."""
    redactor, page = Redactor(Policy.preset(), Finder()), Page()
    caller = CallerRedaction(redactor, frozenset, lambda _: None)
    worker = PipelineWorker(
        Pipeline([Stt(), caller, AgentRedaction(redactor), page]),
        enable_rtvi=True,
        rtvi_processor=GuardedRTVI(caller.take),
        rtvi_observer_params=rtvi_report(),
        idle_timeout_secs=None,
    )
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await worker.queue_frames(list(frames))
    await worker.stop_when_done()
    await runner.run()
    return page


@pytest.mark.parametrize("text", [CARD, "four one one one 1111 1111 1111"])
async def test_a_page_is_told_no_card(text: str) -> None:
    page = await page_of(
        words(f"it's {text}"),
        LLMFullResponseStartFrame(),
        LLMTextFrame(f"I heard {text}."),
        LLMFullResponseEndFrame(),
        # Behind the pipeline what is told is told in order: after this, all of it has been.
        InputTransportMessageFrame(message={"label": MESSAGE_LABEL, "type": "x", "id": "1", "data": {}}),
    )
    told = repr([f.message for f in page.frames if isinstance(f, OutputTransportMessageUrgentFrame)])
    assert "it's [CARD_1]" in told and "your card number" in told
    assert text not in told


async def test_what_is_typed_is_redacted_like_what_is_said() -> None:
    typed = {"content": f"my card is {CARD}", "options": {"run_immediately": False}}
    message = {"label": MESSAGE_LABEL, "type": "send-text", "id": "1", "data": typed}
    page = await page_of(InputTransportMessageFrame(message=message))
    (append,) = [frame for frame in page.frames if isinstance(frame, LLMMessagesAppendFrame)]
    assert append.messages == [{"role": "user", "content": "my card is [CARD_1]"}]
    assert CARD not in repr(page.frames)
