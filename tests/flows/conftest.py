"""A call in text: the flow, its tools and a language model in Pipecat's own pipeline, without audio."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pipecat.flows import FlowManager
from pipecat.frames.frames import (
    Frame,
    FunctionCallFromLLM,
    InterruptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMMessagesAppendFrame,
    LLMTextFrame,
    TTSSpeakFrame,
)
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from calls.desk import Desk
from calls.ledger_book import Ledger
from flows.reading.compiled import CompiledFlow
from flows.reading.loader import load_flow
from services.context import BuildContext
from services.local.llm import LocalLLMService

ROOT = Path(__file__).resolve().parents[2]
APPOINTMENTS = ROOT / "flows" / "appointments"
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""A Monday, 10 AM at the office."""

QUIET_LOOKS = 6
"""Nothing has moved between this many looks: the answer is complete."""


class Notebook:
    """Notes of a call, kept in memory."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}
        self.outcomes: list[tuple[str, bool]] = []

    def note(self, key: str, value: Any) -> None:
        self.data[key] = value

    def outcome(self, disposition: str, *, resolved: bool) -> None:
        self.outcomes.append((disposition, resolved))


Reply = tuple[str, list[tuple[Any, ...]]]
"""What a scripted model does with one context: what it says, and the tools it calls: name, arguments, and its
own id for the call where that matters."""


class ScriptedLLM(LLMService):
    """A model that does what the test says, turn by turn, through Pipecat's own function calls."""

    def __init__(self, replies: list[Reply]) -> None:
        settings = LLMSettings(
            model="scripted",
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
        super().__init__(settings=settings, function_call_timeout_secs=20)
        self._replies = list(replies)
        self.contexts: list[list[Any]] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        messages = [message for message in frame.context.get_messages() if isinstance(message, dict)]
        self.contexts.append([dict(message) for message in messages])
        say, wanted = self._replies.pop(0) if self._replies else ("I have nothing more to say.", [])
        await self.push_frame(LLMFullResponseStartFrame())
        if say:
            await self._push_llm_text(say)
        await self.push_frame(LLMFullResponseEndFrame())
        calls = [
            FunctionCallFromLLM(
                function_name=name,
                tool_call_id=own[0] if own else f"call-{len(self.contexts)}-{index}",
                arguments=arguments,
                context=frame.context,
            )
            for index, (name, arguments, *own) in enumerate(wanted)
        ]
        await self.run_function_calls(calls)


class Watch(BaseObserver):
    """Collects what the agent says, and knows when nothing moves any more."""

    def __init__(self, llm: LLMService) -> None:
        super().__init__()
        self._llm = llm
        self.said: list[str] = []
        self.aloud: list[str] = []
        """Sentences that are said in the model's place."""
        self.frames = 0

    async def on_push_frame(self, data: FramePushed) -> None:
        self.frames += 1
        if data.source is self._llm and isinstance(data.frame, LLMTextFrame):
            self.said.append(data.frame.text)
        elif isinstance(data.frame, TTSSpeakFrame) and data.source is self._llm:
            self.aloud.append(data.frame.text)


@dataclass
class TextCall:
    """A call in progress."""

    flow: CompiledFlow
    desk: Desk
    notebook: Notebook
    manager: FlowManager
    worker: PipelineWorker
    llm: LLMService
    context: LLMContext
    assistant: Any
    watch: Watch
    path: list[str]

    async def say(self, text: str) -> str:
        """The caller says something; gives what the agent answers."""
        self.watch.said.clear()
        await self.begin(text)
        return await self.answer()

    async def answer(self) -> str:
        """What the agent says until nothing moves any more."""
        still, seen = 0, -1
        async with asyncio.timeout(10):
            # Counted in looks and not in seconds: a busy machine may stop the whole process for a while.
            while still < QUIET_LOOKS and not self.ended:
                await asyncio.sleep(0.02)
                waiting = self.assistant.has_function_calls_in_progress
                still = still + 1 if self.watch.frames == seen and not waiting else 0
                seen = self.watch.frames
        return "".join(self.watch.said).strip()

    def begin(self, text: str) -> Awaitable[None]:
        """The caller says something; nobody waits for the answer."""
        message: Any = {"role": "user", "content": text}
        return self.worker.queue_frame(LLMMessagesAppendFrame(messages=[message], run_llm=True))

    @property
    def ended(self) -> bool:
        """Whether the flow has hung up."""
        return self.worker.has_finished()

    @property
    def node(self) -> str | None:
        return self.manager.current_node

    async def barge_in(self) -> None:
        """The caller starts to speak over whatever goes on."""
        self.desk.ledger.caller_began()
        await self.worker.queue_frame(InterruptionFrame())

    def tools(self) -> list[tuple[str, dict[str, Any]]]:
        """Every tool call of the context with its arguments."""
        calls = [call for message in self.messages() for call in message.get("tool_calls") or ()]
        return [(call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls]

    def results(self) -> list[str]:
        """What the tools answered, as the model reads it."""
        return [str(message["content"]) for message in self.messages() if message["role"] == "tool"]

    def messages(self) -> list[dict[str, Any]]:
        """The context's messages."""
        return [dict(message) for message in self.context.get_messages() if isinstance(message, dict)]


def make_desk(flow: CompiledFlow, folder: Path, caller: str | None, call_id: str, notes: Notebook) -> Desk:
    """A desk over a calendar with the demo data, on a fixed day."""
    calendar = flow.open_resources(folder)
    if not (folder / "seeded").exists():
        flow.seed(calendar, NOW.astimezone(ZONE).date())
        (folder / "seeded").touch()
    return Desk(
        call_id=call_id,
        caller=caller,
        timezone=ZONE,
        notes=notes,
        resources=calendar,
        data_dir=folder,
        tool_timeout_secs=5.0,
    )


@pytest.fixture
def frozen_day(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The wall clock starts on Monday, March 2nd 2026, 10 AM at the office."""
    offset = NOW.timestamp() - time.time()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + offset)
    return NOW


Opener = Callable[..., Any]


@pytest.fixture
def text_call(tmp_path: Path, frozen_day: datetime) -> Opener:
    """Opens calls: `async with text_call(caller=..., replies=[...])`. Without replies: the local engine."""

    @asynccontextmanager
    async def open_call(
        caller: str | None = None,
        replies: list[Reply] | None = None,
        folder: Path = APPOINTMENTS,
        call_id: str = "call-1",
        tool_timeout_secs: float = 5.0,
        wrap: Callable[[Any], Any] | None = None,
        guard: Any = None,
        ledger: Ledger | None = None,
        behind: Sequence[FrameProcessor] = (),
    ) -> AsyncIterator[TextCall]:
        flow = load_flow(folder)
        notebook = Notebook()
        desk = make_desk(flow, tmp_path, caller, call_id, notebook)
        resources = wrap(desk.resources) if wrap else desk.resources
        desk = replace(desk, resources=resources, tool_timeout_secs=tool_timeout_secs, guard=guard)
        desk = replace(desk, ledger=ledger or Ledger(call_id))
        path: list[str] = []
        holder: dict[str, FlowManager] = {}
        local = BuildContext(
            environ={},
            language="en-US",
            timezone=str(ZONE),
            script=flow.script,
            node=lambda: holder["manager"].current_node,
            state=lambda: holder["manager"].state,
            wideband=False,
        )
        llm = ScriptedLLM(replies) if replies is not None else LocalLLMService(flow=local)
        context = LLMContext()
        pair = LLMContextAggregatorPair(
            context, user_params=LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies())
        )
        watch = Watch(llm)
        worker = PipelineWorker(
            Pipeline([pair.user(), llm, *behind, pair.assistant()]),
            app_resources=desk,
            observers=[watch],
            enable_rtvi=False,
            enable_turn_tracking=False,
            idle_timeout_secs=None,
        )
        manager = FlowManager(
            llm=llm,
            context_aggregator=pair,
            worker=worker,
            global_functions=flow.everywhere(),
        )
        holder["manager"] = manager
        manager.state.update(flow.opening_state(desk))

        async def entered(action: dict[str, Any], _: FlowManager) -> None:
            path.append(action["node"])

        manager.register_action("node_entered", entered)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        call = TextCall(flow, desk, notebook, manager, worker, llm, context, pair.assistant(), watch, path)
        try:
            await manager.initialize(flow.flow.initial_node)
            await call.answer()
            yield call
        finally:
            await runner.cancel()
            await asyncio.wait_for(running, 10)

    return open_call
