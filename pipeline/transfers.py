"""A call's transfers: what they need is put together here, and what comes after them is decided here."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pipecat.flows import FlowManager
from pipecat.frames.frames import LLMMessagesAppendFrame
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor

from calls.clock import utc_now
from calls.control import PersonLine
from calls.notes import JournalNotes
from calls.record import fold
from calls.transfers import CAME_BACK, PERSON_LEFT, LastWords, TransferOutcome
from compliance.redaction.declared import mapped
from flows.handoff.brief import brief_of
from flows.handoff.brief_post import BriefPost
from flows.handoff.handover import Handover, Surroundings
from flows.handoff.request import Directory
from flows.reading.compiled import CompiledFlow
from pipeline.caller_side import PipelineCallerSide
from pipeline.setting import Setting
from processors.hold_music import HoldMusic
from processors.person_bridge import PersonBridge
from processors.turn_pair import TurnPair

FAILED_NODE = "handoff_failed"


class Transfers:
    """The handover of one call, its music, and the way back into the conversation."""

    def __init__(self, setting: Setting, turns: TurnPair) -> None:
        self._setting = setting
        self._config = setting.agent.config.handoff
        self._music = HoldMusic(audible=self._config.music)
        control = setting.line.control
        here = control is not None and control.meets_here
        self._bridge = PersonBridge(setting.line.transport.output()) if here else None
        self._alone = asyncio.Event()
        self._alone.set()
        self.side = PipelineCallerSide(turns.user(), self._music)
        self._zone = ZoneInfo(setting.agent.config.timezone)
        self._manager: FlowManager | None = None
        self._worker: PipelineWorker | None = None
        webhook = self._config.webhook
        self._post = BriefPost(webhook, setting.call_id) if webhook else None
        self._ticket = ""
        self.handover = Handover(
            Surroundings(
                directory=Directory(self._config, setting.agent.config.language),
                control=setting.line.control,
                side=self.side,
                write=setting.journal.write,
                brief=self._brief,
                now=lambda: utc_now().astimezone(self._zone),
                ended=self._ended,
                last_words=self._last_words,
                publish=self._publish,
            )
        )
        self.say_returned: Callable[[str], Awaitable[object]] = self.side.say
        """Takes the conversation up again; who has been away is told who is speaking."""
        self.on_end: Callable[[TransferOutcome], None] = lambda outcome: None
        """Called with each outcome; the call acts upon it."""

    @property
    def processors(self) -> list[FrameProcessor]:
        """What stands before the way out; nothing where nobody can be fetched."""
        wanted = self._setting.line.control is not None and self._config.destinations
        return [self._music] if wanted else []

    @property
    def bridges(self) -> list[FrameProcessor]:
        """What stands behind the way in: where caller and person talk, if no carrier joins them."""
        return [self._bridge] if self._bridge is not None else []

    @property
    def person(self) -> PersonLine | None:
        """Whom the caller was joined with, if they talk here and no carrier has taken the caller."""
        control = self._setting.line.control
        return control.person if control is not None else None

    @property
    def talking(self) -> bool:
        """Whether caller and person talk here."""
        return self._bridge is not None and self._bridge.talking

    async def alone(self) -> None:
        """Wait until caller and person do not talk here, which nobody but the two of them ends."""
        await self._alone.wait()

    async def talk(self, person: PersonLine) -> None:
        """Let them talk, until the person has gone."""
        assert self._bridge is not None
        self._alone.clear()
        try:
            await self._bridge.talk(person)
        finally:
            self._alone.set()

    async def come_back(self) -> None:
        """The person has gone and the caller is to be with the agent again."""
        assert self._worker is not None
        await self.say_returned(self._config.texts.returned)
        self.side.release()
        await self._worker.queue_frame(_told(PERSON_LEFT))

    def connect(self, worker: PipelineWorker, manager: FlowManager) -> None:
        """The pipeline is there."""
        self._worker, self._manager = worker, manager
        self.side.connect(worker)

    async def go_on(self, outcome: TransferOutcome) -> bool:
        """Take the conversation up again after a transfer that connected nobody.

        False when the flow has nothing to go on with: the call is to end with `texts.goodbye`.
        """
        assert self._manager is not None and self._worker is not None
        came_back = outcome is TransferOutcome.CANCELLED_BY_CALLER
        await self.say_returned(self._config.texts.returned if came_back else self._config.texts.failed)
        self._manager.state["transfer_outcome"] = outcome.value
        self.side.release()
        if came_back:
            await self._worker.queue_frame(_told(CAME_BACK))
            return True
        node = next_node(self._setting.flow, self._config.after_failure)
        if node is None:
            return False
        self._setting.flow.nobody_came(self._manager, outcome.value)
        await self._manager.set_node_from_config(self._setting.flow.flow.node(node))
        return True

    def left(self, outcome: TransferOutcome) -> None:
        """Put on record that the caller is with somebody else; only a join is verified.

        What was achieved earlier in the call stays its outcome.
        """
        if self._manager is None or not self._manager.state.get("achieved"):
            connected = outcome is TransferOutcome.CONNECTED
            JournalNotes(self._setting.journal).outcome("transferred", resolved=connected)

    def _ended(self, outcome: TransferOutcome) -> None:
        self.side.quiet()
        self.on_end(outcome)

    def _last_words(self) -> LastWords | None:
        events = self._setting.journal.events
        record = fold(events, now=utc_now())
        said = next((turn.caller for turn in reversed(record.turns) if turn.caller), None)
        if said is None:
            return None
        path = record.recording.path if record.recording else None
        return LastWords(said.text, said.start_ms, said.end_ms, path)

    async def _publish(self, news: Mapping[str, Any]) -> None:
        """Open the call's page, and send the news to the webhook."""
        self._ticket = self._ticket or self._setting.briefings.open(self._setting.journal)
        if self._post is not None:
            page = f"{self._config.pages}/briefing/{self._ticket}" if self._config.pages else None
            kept = mapped(dict(news), self._setting.redactor.mask)
            await self._post.send({**kept, **({"page": page} if page else {})})

    def _brief(self, reason: str, given: Mapping[str, str]) -> dict[str, str]:
        record = fold(self._setting.journal.events, now=utc_now())
        state = self._manager.state if self._manager else {}
        facts = brief_of(record, state, reason, given, self._setting.ledger.rows)
        # A person, a webhook and a page read it: no private word goes with it that would not be kept.
        return mapped(facts, self._setting.redactor.mask)


def _told(what: str) -> LLMMessagesAppendFrame:
    """The model is told something, and says what follows from it."""
    message: Any = {"role": "developer", "content": what}
    return LLMMessagesAppendFrame(messages=[message], run_llm=True)


def next_node(flow: CompiledFlow, rungs: Sequence[str]) -> str | None:
    """Where a flow goes on when nobody was reached: its own node for that, or the first rung it has."""
    return next((name for name in (FAILED_NODE, *rungs) if name in flow.config.nodes), None)
