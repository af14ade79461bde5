"""Payment cards in one call: the secure window, the words that are said, the tokeniser, and the way on.

A flow's tool opens the window. From then on the caller speaks to the form: the ears' processor hides their
words, the user turn asks for a judgement at the end of each turn, and what follows is said here. When the
form is over, the card goes to the tokeniser and is wiped, the window is closed, and the flow goes on where
the tool's `status` leads.
"""

import asyncio
import secrets
from typing import Any

from loguru import logger
from pipecat.flows import FlowConfig, FlowManager
from pipecat.frames.frames import LLMMessagesAppendFrame, LLMRunFrame, TTSSpeakFrame
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor

from calls.desk import Desk
from calls.events import CardAsked, CardCaptured, SecureWindowClosed, SecureWindowOpened, SilenceNoticed
from calls.events.card import CardOutcome
from calls.secure_window import HIDDEN, Progress, Reply, SecureWindow
from flows.capture.card_form import CardForm, CardRules
from flows.capture.payment_card import learnt
from flows.capture.tokenising import Tokenised, Tokenising
from flows.reading.compiled import CompiledFlow
from flows.tools.acting import where
from flows.tools.setting import setting_of
from pipeline.setting import Setting
from processors.escalation import Escalation
from processors.journal import JournalObserver
from processors.rtvi import Redact
from processors.secure_window import SecureEars
from processors.user_turn import UserTurn

SETTLE_SECS = 2.0
"""Seconds that a card which is on its way is given when the call ends around it."""


class CardCapture:
    """What `calls.desk.Cards` asks for, in one call."""

    def __init__(self, setting: Setting, user: UserTurn, observer: JournalObserver) -> None:
        """`connect` must follow before the call begins."""
        self._setting, self._user, self._observer = setting, user, observer
        self._config = setting.agent.config.payments
        self._loop = asyncio.get_running_loop()
        self.window = user.window = SecureWindow(self._loop.time)
        self.ears = SecureEars(self.window, HIDDEN, self._answered)
        observer.hides_key = self.window.hides
        user.add_event_handler("on_user_turn_stopped", self._turn_stopped)
        self._form: CardForm | None = None
        self._tool = self._purpose = ""
        self._tokenising: Tokenising | None = None
        self._running: asyncio.Task[None] | None = None
        self._typing: asyncio.Task[None] | None = None

    def connect(
        self,
        desk: Desk,
        escalation: Escalation,
        before_llm: FrameProcessor,
        worker: PipelineWorker,
        manager: FlowManager,
    ) -> None:
        """The pipeline is there. `before_llm`: what is said there comes before anything the model says."""
        self._desk, self._escalation = desk, escalation
        self._before_llm, self._worker, self._manager = before_llm, worker, manager
        if self._setting.tokeniser is not None:
            # A key that can be guessed would give the card away; nothing of a call's course depends on it.
            self._tokenising = Tokenising(desk, self._setting.tokeniser, secrets.token_bytes(32))

    @property
    def is_open(self) -> bool:
        """Whether the caller speaks to the form."""
        return self.window.is_open

    def progress(self) -> Progress | None:
        """How much of an answer is there; None while no window is open."""
        return self.window.progress() if self.window.is_open else None

    async def open(self, tool: str, purpose: str) -> bool:
        """Begin to ask for a card; see `calls.desk.Cards`."""
        if self._tokenising is None or self.window.is_open:
            return False
        self._tool, self._purpose = tool, purpose
        config = self._config
        rules = CardRules(config.brands, config.zip, config.attempts, robot=self._desk.robot)
        self._form = CardForm(rules, lambda: setting_of(self._desk))
        now_ms = self._setting.journal.now_ms()
        self.window.open(self._form, at_ms=now_ms, wanted=self._escalation.overhear)
        if self._setting.recording is not None:
            self._setting.recording.open_mask(now_ms)
        self._setting.journal.write(SecureWindowOpened())
        await self._ask(self._form.question())
        return True

    def first(self, redact: Redact) -> Redact:
        """The same for typed texts, but for what is typed into the window: that is as it was typed."""
        return lambda text: (text, None) if self.window.is_open else redact(text)

    def typed(self, text: str) -> bool:
        """Take a typed text, if it is the form's; nobody else has it then."""
        if not self.window.is_open:
            return False
        self.window.hear(text)
        self._typing = asyncio.create_task(self._answered("text"))
        return True

    async def silent(self) -> None:
        """The caller has said nothing for a while, or nothing that could be understood."""
        if self.window.is_open and self._running is None:
            self._setting.journal.write(SilenceNoticed(step=1))
            self.window.silent()
            await self._go_on()

    async def close(self) -> None:
        """The call is over. A card that is on its way is given a moment; what was heard is gone."""
        if self._running is not None:
            await asyncio.wait({self._running}, timeout=SETTLE_SECS)
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self.window.is_open:
            self._close("left")

    # What follows from an answer

    async def _answered(self, via: str) -> None:
        """An answer that was keyed in or typed is complete."""
        label = self.window.judge(keyed=via == "keypad")
        if label:
            now = self._setting.journal.now_ms()
            self._observer.caller_spoke(label, now, now, "keypad" if via == "keypad" else "text")
        await self._go_on()

    async def _turn_stopped(self, *_: object) -> None:
        if self.window.is_open:
            await self._go_on()

    async def _go_on(self) -> None:
        for reply in self.window.replies():
            if self._running is not None:
                return  # the form is over, and what the caller says meanwhile is nothing to it
            if reply.over is None:
                await self._ask(reply)
            else:
                self._running = asyncio.create_task(self._finish(reply))
                self._running.add_done_callback(_tell_failure)

    async def _ask(self, reply: Reply) -> None:
        self._setting.journal.write(CardAsked(step=reply.step, text=reply.say))
        await self._say(reply.say)

    async def _say(self, text: str) -> None:
        """Fixed words, which do not enter the model's history."""
        await self._before_llm.push_frame(TTSSpeakFrame(text, append_to_context=False))

    async def _finish(self, reply: Reply) -> None:
        """The form is over: to the tokeniser if it is complete, then back into the conversation."""
        form, outcome = self._form, reply.over
        assert form is not None and outcome is not None
        tokenised = Tokenised(outcome)
        try:
            if outcome == "captured" and self._tokenising is not None:
                await self._say(reply.say)
                tokenised = await self._tokenising.take(form.card, self._purpose)
            shown = self._config.shown
            facts = learnt(form.card, tokenised, brand=shown.brand, expiry=shown.expiry)
            if tokenised.outcome == "captured":
                brand = form.card.brand
                self._setting.journal.write(
                    CardCaptured(card=form.card.shown, brand=brand.name if brand else "")
                )
        finally:
            self._running = None
            self._close(tokenised.outcome)
        self._manager.state.update(facts)
        await self._back(tokenised.outcome)

    def _close(self, outcome: CardOutcome) -> None:
        journal, recording = self._setting.journal, self._setting.recording
        opened_ms = self.window.opened_ms
        self.window.close()
        if self._form is not None:
            self._form.wipe()
            self._form = None
        if recording is not None:
            recording.close_mask(journal.now_ms())
        journal.write(SecureWindowClosed(opened_ms=opened_ms, outcome=outcome))

    async def _back(self, outcome: CardOutcome) -> None:
        """Where the tool's `status` leads; to a person, the triggers lead."""
        manager, flow = self._manager, self._setting.flow
        if outcome == "person":
            await self._worker.queue_frame(LLMRunFrame())
            return
        node = node_after(flow, manager.current_node or "", self._tool, outcome)
        if node is not None:
            await manager.set_node_from_config(flow.flow.node(node))
            return
        news = manager.state["card_news"] or f"The card was taken: {manager.state['card']}."
        message: Any = {"role": "developer", "content": f"{self._tool}: {outcome}. {news}"}
        await self._worker.queue_frame(LLMMessagesAppendFrame(messages=[message], run_llm=True))


def _tell_failure(task: asyncio.Task[None]) -> None:
    """What went wrong on the way back, without its text: it may quote anything."""
    if not task.cancelled() and isinstance(error := task.exception(), Exception):
        logger.error("after a card: {} at {}", type(error).__name__, where(error))


def node_after(flow: CompiledFlow, node: str, tool: str, status: str) -> str | None:
    """The node to which a tool leads with a status; None when the call stays where it is."""
    here = flow.config.nodes.get(node)
    offered = [*((here.functions or ()) if here else ()), *flow.config.global_functions]
    function = next((one for one in offered if one.name == tool), None)
    way = function.transition_to if function else None
    if isinstance(way, FlowConfig.Branch):
        return way.cases.get(status, way.default) if way.field == "status" else way.default
    return way
