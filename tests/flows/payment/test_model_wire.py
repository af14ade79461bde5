"""A hosted model and a page in a call that takes a card: what goes over their wires, byte for byte."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.flows import FlowManager
from pipecat.frames.frames import (
    Frame,
    InputDTMFFrame,
    InterimTranscriptionFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
    ProposedUserStartedSpeakingFrame,
    ProposedUserStoppedSpeakingFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from calls.journal import Journal
from calls.triggers import Watch
from configs.schema.payments import PaymentsBlock
from configs.schema.providers import ProviderChoice
from configs.schema.triggers import TriggersBlock
from flows.capture.card_secret import CardSecret
from flows.reading.loader import load_flow
from pipeline.card_capture import CardCapture
from processors.escalation import Escalation, EscalationGate, Means
from processors.journal import JournalObserver
from processors.rtvi import rtvi_report
from processors.turn_pair import TurnPair
from services import BuildContext, build
from tests.flows.conftest import ROOT, Notebook, make_desk
from tests.flows.payment.traces import traces

VISA = "4111111111111111"
SUPPORT = ROOT / "flows" / "support"

SCRIPT: list[tuple[str, str, dict[str, Any]]] = [
    ("How can I help?", "", {}),
    ("", "start_payment", {"order_number": "50112"}),
    ("Would you like to pay that by card now?", "", {}),
    ("", "take_payment", {}),
    ("I have your Visa. Shall I charge 54 dollars and 50 cents to it?", "", {}),
]
"""What the model answers, in turn: words, or a tool."""


@dataclass
class Model:
    """A server that streams the script, and keeps every byte that it was sent."""

    bodies: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.text())
        say, tool, arguments = SCRIPT[min(len(self.bodies), len(SCRIPT)) - 1]
        call = {"index": 0, "id": f"c{len(self.bodies)}", "type": "function"}
        function = {"name": tool, "arguments": json.dumps(arguments)}
        delta = {"tool_calls": [{**call, "function": function}]} if tool else {"content": say}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for choice in ({"index": 0, "delta": delta}, {"index": 0, "delta": {}, "finish_reason": "stop"}):
            await response.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())
        await response.write(b"data: [DONE]\n\n")
        return response

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        finally:
            await runner.cleanup()


class Bank:
    """Takes every card."""

    timeout_secs = 5.0

    def __init__(self) -> None:
        self.cards: list[tuple[str, str, str]] = []

    async def take(self, card: CardSecret, *, call_id: str, key: str) -> str:
        self.cards.append((card.number.decode(), card.expiry, card.code.decode()))
        return "tok_1"


class Ears(FrameProcessor):
    """Where the caller's words come from, as from any recogniser."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)


class Page(FrameProcessor):
    """The end of the line: what a page is sent, and what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []
        self.said: list[str] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, OutputTransportMessageFrame | OutputTransportMessageUrgentFrame):
            self.messages.append(json.dumps(frame.message, default=str))
        elif isinstance(frame, TTSSpeakFrame):
            self.said.append(frame.text)
        await self.push_frame(frame, direction)


class Plain:
    """Masks nothing: what the journal has is what it was told."""

    def mask(self, text: str) -> str:
        return text


@dataclass
class Line:
    """A call without sound."""

    worker: PipelineWorker
    ears: Ears
    manager: FlowManager
    model: Model
    page: Page
    cards: CardCapture

    async def until(self, what: str, seen: Any) -> None:
        async with asyncio.timeout(10):
            while not seen():
                await asyncio.sleep(0.01)

    async def say(self, text: str) -> None:
        await self.worker.queue_frame(ProposedUserStartedSpeakingFrame())
        await asyncio.sleep(0.05)
        await self.ears.push_frame(InterimTranscriptionFrame(text, "", "now"))
        await self.ears.push_frame(TranscriptionFrame(text, "", "now", result={"said": text}, finalized=True))
        await asyncio.sleep(0.05)
        await self.worker.queue_frame(ProposedUserStoppedSpeakingFrame())

    async def press(self, keys: str) -> None:
        for key in keys:
            await self.worker.queue_frame(InputDTMFFrame(KeypadEntry(key)))


@asynccontextmanager
async def call(folder: Path, model: Model, bank: Bank) -> AsyncIterator[Line]:
    async with model.running() as address:
        flow = load_flow(SUPPORT)
        desk = make_desk(flow, folder, "+12125550188", "call-1", Notebook())
        context = BuildContext({}, "en-US", "America/New_York", None, lambda: None, dict, wideband=False)
        choice = ProviderChoice(service="openai", settings={"model": "m"}, args={"base_url": address})
        llm: Any = build("llm", choice, context)
        journal = Journal.create(folder / "call", masker=Plain())
        turns = TurnPair(
            LLMContext(),
            user_params=LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies()),
        )
        observer = JournalObserver(journal, lambda _: ("llm", "openai"))
        observer.follow(turns)
        setting: Any = SimpleNamespace(
            agent=SimpleNamespace(config=SimpleNamespace(payments=PaymentsBlock())),
            journal=journal,
            recording=None,
            tokeniser=bank,
            flow=flow,
        )
        cards, page, ears = CardCapture(setting, turns.user(), observer), Page(), Ears()
        desk = replace(desk, cards=cards)
        means = Means(llm=lambda: llm, write=journal.write, nobody="Nobody is there.")
        escalation = Escalation(Watch(TriggersBlock(), "en-US"), means)
        gate = EscalationGate(escalation)
        worker = PipelineWorker(
            Pipeline([ears, cards.ears, turns.user(), gate, llm, page, turns.assistant()]),
            app_resources=desk,
            observers=[observer],
            enable_rtvi=True,
            rtvi_observer_params=rtvi_report(),
            enable_turn_tracking=False,
            idle_timeout_secs=None,
        )
        manager = FlowManager(
            llm=llm, context_aggregator=turns, worker=worker, global_functions=flow.everywhere()
        )
        manager.state.update(flow.opening_state(desk))
        cards.connect(desk, escalation, gate, worker, manager)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        try:
            await manager.initialize(flow.flow.initial_node)
            yield Line(worker, ears, manager, model, page, cards)
        finally:
            await cards.close()
            await runner.cancel()
            await asyncio.wait_for(running, 10)
            journal.close()


@pytest.mark.usefixtures("frozen_day")
async def test_neither_model_nor_page_nor_journal_is_sent_a_digit_of_the_card(tmp_path: Path) -> None:
    model, bank = Model(), Bank()
    async with call(tmp_path, model, bank) as line:
        await line.until("the greeting", lambda: len(model.bodies) == 1)
        await line.say("I want to pay for order five oh one one two.")
        await line.until("the offer", lambda: len(model.bodies) == 3)
        await line.say("Yes please.")
        await line.until("the window", lambda: line.cards.is_open)
        await line.say("four one one one, one one one one, one one one one, one one one one")
        await line.until("the expiry", lambda: any("Until when" in text for text in line.page.said))
        await line.say("oh four twenty eight")
        await line.until("the code", lambda: any("security code" in text for text in line.page.said))
        await line.press("739")
        await line.until(
            "the charge", lambda: len(model.bodies) == 5 and line.manager.current_node == "confirm_charge"
        )
        await line.say("Is that all?")
        await line.until("the answer", lambda: len(model.bodies) == 6)

    assert bank.cards == [(VISA, "2028-04", "739")]
    wires = {
        "model": "\n".join(model.bodies),
        "page": "\n".join(line.page.messages),
        "journal": (tmp_path / "call" / "journal.jsonl").read_text(),
        "state": repr(line.manager.state),
    }
    assert "Visa ending in 1 1 1 1" in wires["model"]
    assert "Is that all?" in wires["model"] and "Is that all?" in wires["page"], "otherwise all is heard"
    assert {name: found for name, text in wires.items() if (found := traces(text, VISA, "739", "0428"))} == {}
    assert "[card captured]" not in wires["model"], "the history has nothing of the window at all"


@pytest.mark.usefixtures("frozen_day")
async def test_what_is_typed_into_the_window_is_the_forms_alone(tmp_path: Path) -> None:
    model, bank = Model(), Bank()
    async with call(tmp_path, model, bank) as line:
        await line.until("the greeting", lambda: len(model.bodies) == 1)
        redacted = line.cards.first(lambda text: ("[private]", None))
        assert not line.cards.typed("hello") and redacted("4111") == ("[private]", None)
        assert await line.cards.open("take_payment", "order 50112")
        for text in (VISA, "04/28", "739"):
            assert redacted(text) == (text, None) and line.cards.typed(text)
            await asyncio.sleep(0.05)
        await line.until("the card", lambda: bank.cards)
    assert bank.cards == [(VISA, "2028-04", "739")]
    journal = (tmp_path / "call" / "journal.jsonl").read_text()
    assert journal.count("[card captured]") == 3 and traces(journal, VISA, "739", "0428") == []


@pytest.mark.usefixtures("frozen_day")
async def test_a_window_is_opened_once_at_a_time_and_closed_by_the_end_of_the_call(tmp_path: Path) -> None:
    model, bank = Model(), Bank()
    async with call(tmp_path, model, bank) as line:
        await line.until("the greeting", lambda: len(model.bodies) == 1)
        assert await line.cards.open("take_payment", "order 50112")
        assert not await line.cards.open("take_payment", "order 50112")
        await line.press("4111")
        await line.until("the keys", lambda: line.cards.window.keys == "••••")
    assert not line.cards.is_open and line.cards.window.keys == "" and bank.cards == []
    assert '"outcome":"left"' in (tmp_path / "call" / "journal.jsonl").read_text()
