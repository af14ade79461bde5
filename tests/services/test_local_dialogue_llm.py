"""The dialogue engine as an LLM service: ordinary contexts in, ordinary frames and function calls out."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from loguru import logger
from pipecat.adapters.llm.schemas.direct_function import tool_options
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    FunctionCallResultFrame,
    FunctionCallsStartedFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMMessagesAppendFrame,
    LLMServiceMetadataFrame,
    LLMTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext, LLMSpecificMessage
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.services.llm_service import FunctionCallParams, LLMService
from pipecat.workers.runner import WorkerRunner

from configs.script import Script
from services.context import BuildContext
from services.local.llm import LocalLLMService, LocalLLMSettings
from tests.patient import run_test

SCRIPT = Script.model_validate(
    yaml.safe_load((Path(__file__).parent / "dialogue" / "script.yaml").read_text())
)
ZONE = ZoneInfo("America/New_York")


def flow_at(node: str, script: Script | None = SCRIPT, state: Any = None) -> BuildContext:
    return BuildContext(
        environ={},
        language="en-US",
        timezone=str(ZONE),
        script=script,
        node=lambda: node,
        state=lambda: state or {},
        wideband=False,
    )


def tool(name, handler, **properties):
    schema = {name: {"type": kind} for name, kind in properties.items()}
    return FunctionSchema(name, "", schema, list(properties), handler)


def check_tool(handler):
    return tool("check", handler, service="string", day="string", time="string")


def said(frames):
    return "".join(frame.text for frame in frames if isinstance(frame, LLMTextFrame)).strip()


async def test_entering_a_node_speaks_its_words_as_text_frames():
    context = LLMContext([{"role": "developer", "content": "Greet."}])
    down, _ = await run_test(
        LocalLLMService(flow=flow_at("greet")), frames_to_send=[LLMContextFrame(context)]
    )
    kinds = [type(frame) for frame in down if not isinstance(frame, LLMServiceMetadataFrame)]
    assert kinds == [LLMFullResponseStartFrame, LLMTextFrame, LLMTextFrame, LLMFullResponseEndFrame]
    assert said(down) == "Hello, this is the office. How can I help?"


async def test_a_complete_request_is_an_ordinary_function_call():
    asked = []

    async def check(params: FunctionCallParams) -> None:
        asked.append(dict(params.arguments))
        await params.result_callback({"ok": True})

    tools = ToolsSchema(standard_tools=[check_tool(check)])
    context = LLMContext(
        [
            {"role": "developer", "content": "Find a time."},
            {"role": "user", "content": "a cleaning at ten thirty on december third twenty thirty"},
        ],
        tools,
    )
    down, _ = await run_test(
        LocalLLMService(flow=flow_at("collect")), frames_to_send=[LLMContextFrame(context)]
    )
    assert asked == [{"service": "cleaning", "day": "2030-12-03", "time": "10:30"}]
    assert said(down) == "Let me look."
    (started,) = [frame for frame in down if isinstance(frame, FunctionCallsStartedFrame)]
    assert [call.tool_call_id for call in started.function_calls] == ["local-1"]
    assert [frame.result for frame in down if isinstance(frame, FunctionCallResultFrame)] == [{"ok": True}]


async def test_days_are_counted_from_today_in_the_zone_of_the_business():
    service = LocalLLMService(flow=flow_at("collect"))
    turn = service.turn(LLMContext([]))
    assert turn.setting.now.tzinfo == ZONE
    assert abs((turn.setting.now - datetime.now(ZONE)).total_seconds()) < 5
    assert turn.setting.region == "US"


async def test_settings_are_complete_and_nothing_is_complained_about():
    complaints = []
    sink = logger.add(lambda message: complaints.append(str(message)), level="WARNING")
    try:
        context = LLMContext([{"role": "developer", "content": "Greet."}])
        service = LocalLLMService(flow=flow_at("greet"), settings=LocalLLMSettings())
        await run_test(service, frames_to_send=[LLMContextFrame(context)])
    finally:
        logger.remove(sink)
    assert complaints == []
    assert isinstance(service, LLMService)


async def test_messages_in_another_provider_s_format_are_passed_over():
    odd = LLMSpecificMessage(llm="anthropic", message={"type": "thinking"})
    context = LLMContext([odd, {"role": "developer", "content": "Greet."}])
    down, _ = await run_test(
        LocalLLMService(flow=flow_at("greet")), frames_to_send=[LLMContextFrame(context)]
    )
    assert said(down).startswith("Hello")


async def test_a_free_prompt_is_refused_and_not_answered_with_nonsense():
    with pytest.raises(NotImplementedError, match="follows a script"):
        await LocalLLMService(flow=flow_at("greet")).run_inference(LLMContext([]))


def test_a_flow_without_a_script_is_refused_at_once():
    with pytest.raises(ValueError, match=r"script\.yaml"):
        LocalLLMService(flow=flow_at("greet", script=None))


class Spoken:
    """A pipeline of the engine and Pipecat's own aggregators, fed with text."""

    def __init__(self, handler):
        tools = ToolsSchema(standard_tools=[check_tool(handler)])
        self.context = LLMContext(tools=tools)
        self.context.add_message({"role": "developer", "content": "Find a time."})
        self.pair = LLMContextAggregatorPair(self.context)
        llm = LocalLLMService(flow=flow_at("collect"))
        self.worker = PipelineWorker(
            Pipeline([self.pair.user(), llm, self.pair.assistant()]),
            params=PipelineParams(),
            enable_rtvi=False,
            idle_timeout_secs=None,
        )

    async def __aenter__(self):
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self.worker)
        self.runner, self.running = runner, asyncio.create_task(runner.run())
        return self

    async def __aexit__(self, *_):
        await self.runner.cancel()
        await asyncio.wait_for(self.running, 10)

    async def say(self, text):
        message: Any = {"role": "user", "content": text}
        await self.worker.queue_frame(LLMMessagesAppendFrame([message], run_llm=True))

    async def heard(self, text):
        for _ in range(500):
            if any(text in line for line in self.lines()):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{text!r} was not said: {self.lines()}")

    def lines(self):
        messages = [m for m in self.context.get_messages() if isinstance(m, dict)]
        return [str(m.get("content")) for m in messages if m.get("role") == "assistant" and m.get("content")]


REQUEST = "a cleaning on december third twenty thirty at ten"


async def test_a_refusal_goes_through_pipecat_s_context_and_is_told():
    async def check(params: FunctionCallParams) -> None:
        taken = params.arguments["time"] == "10:00"
        say = "That time is taken." if taken else "That time is free."
        refused = {"ok": False, "error_kind": "refused", "needs": ["time"], "say": say}
        await params.result_callback(refused if taken else {"ok": True, "say": say})

    async with Spoken(check) as call:
        await call.say(REQUEST)
        await call.heard("That time is taken. What time on Tuesday, December third?")
        await call.say("eleven")
        await call.heard("That time is free.")
        calls = [m.get("tool_calls", ()) for m in call.context.get_messages() if isinstance(m, dict)]
        assert [one["id"] for some in calls for one in some] == ["local-1", "local-2"]


async def test_while_a_tool_runs_in_the_background_nothing_is_claimed():
    release = asyncio.Event()

    @tool_options(cancel_on_interruption=False)
    async def check(params: FunctionCallParams) -> None:
        await release.wait()
        await params.result_callback({"ok": True, "say": "That time is free."})

    async with Spoken(check) as call:
        await call.say(REQUEST)
        await call.heard("Let me look.")
        await call.say("hello?")
        await call.heard("One moment, please.")
        assert not any("free" in line for line in call.lines())
        release.set()
        await call.heard("That time is free.")
