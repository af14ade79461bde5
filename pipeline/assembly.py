"""A setting → everything a call is made of, put together and not yet running."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from pipecat.flows import FlowManager
from pipecat.frames.frames import LLMRunFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.llm_service import LLMService

from calls.clock import utc_now
from calls.desk import ROBOT, Desk
from calls.events import NodeEntered, ProviderFailed
from calls.heard import Heard
from calls.notes import JournalNotes
from calls.repairs import Repairs
from calls.values import Values
from flows.capture.listening import Listening
from flows.reading.loader import ESCALATE, NODE_ENTERED
from flows.tools.guard import Guard
from pipeline import tracing, watching
from pipeline.card_capture import CardCapture
from pipeline.cascade import Parts, cascade
from pipeline.consent import Consent
from pipeline.escalating import escalation
from pipeline.masking_sound import RecordedSound
from pipeline.notices import Notices
from pipeline.opening import Opening
from pipeline.promising import evidence_of, guards
from pipeline.providers import Providers
from pipeline.setting import Setting
from pipeline.speech_guard import SpeechGuard
from pipeline.transfers import Transfers
from pipeline.turns import kinds_at, user_turn_params
from pipeline.voice import CallVoice
from pipeline.worker import CallWorker
from processors.agent_redaction import AgentRedaction
from processors.disclosure import NoticeGate, QuestionKeys
from processors.escalation import EscalationGate
from processors.heard_words import HeardWords
from processors.journal import JournalObserver
from processors.keypad import Keypad
from processors.redaction import CallerRedaction, Redacted
from processors.rtvi import GuardedRTVI, rtvi_report
from processors.turn_pair import TurnPair
from services.context import BuildContext
from services.failover import LLMGroup, TTSGroup
from spoken.base import Setting as SpokenSetting
from spoken.phone import region_of


class Assembly:
    """The parts of one call. Raises ServiceError when a provider cannot be built."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._config = setting.agent.config
        self._manager: FlowManager | None = None
        self.providers = Providers(
            self._context(),
            setting.catalog,
            health=setting.health,
            journal=setting.journal,
            failover=self._config.pipeline.failover,
        )
        self.observer = JournalObserver(setting.journal, self.providers.origin)
        self._listening = Listening(
            self._config.turns.profiles, self.spoken_setting, words=setting.redactor.words
        )
        self.sound = RecordedSound(setting.recording, setting.redactor, setting.journal.now_ms)
        self._caller_redaction = CallerRedaction(
            setting.redactor, lambda: self._listening.kinds, self._redacted, self.sound.words
        )
        self.turns = TurnPair(LLMContext(), user_params=user_turn_params(self._config.turns, self._listening))
        self.observer.follow(self.turns)
        self.cards = CardCapture(setting, self.turns.user(), self.observer)
        self._listening.secret = self.cards.progress
        self.rtvi = GuardedRTVI(self.cards.first(self._caller_redaction.take)) if setting.line.page else None
        self.caps = watching.caps(self._config.limits)
        self._heard = Heard()
        setting.journal.on_live(self._heard.take)
        self.turns.user().add_event_handler("on_user_turn_started", self._caller_began)
        self.transfers = Transfers(setting, self.turns)
        self.notices = Notices(self._config, setting.journal, self.transfers.side)
        self.transfers.say_returned = lambda text: self.notices.tell("returned", self.notices.returned(text))
        self._consent = Consent(
            setting.journal,
            self.notices,
            sound=setting.recording,
            decision=setting.decision,
            started=setting.recording_started,
            language=self._config.language,
        )
        self.opening = Opening(
            self._config, self.notices, self._consent, self.transfers.side, listen=self._listening.enter
        )
        self._evidence = evidence_of(setting.flow)
        self.turns.user().add_event_handler("on_user_turn_stopped", self._caller_said)
        self._voice = CallVoice(self.providers)
        self.guard = SpeechGuard(
            self._config.limits.speech_deadline,
            self._config.language,
            setting.line,
            setting.journal,
            setting.phrases,
            silence_is_meant=self._silence_is_meant,
        )
        self._repairs = Repairs(setting.journal.write)
        setting.journal.on_live(self._repairs.see)
        desk = self._desk()
        llm = self.providers.language_model(self._config.pipeline.llm)
        self.escalation, node_escalates = escalation(setting, llm, self.turns.user(), desk.handover)
        self._gate = EscalationGate(self.escalation)
        self._llm, self._tts = llm, self.providers.voice(self._config.pipeline.tts)
        self.worker = self._worker(llm, desk)
        self.guard.speak, self.guard.hurry = self._speak, self._hurry
        self._voice.connect(self._gate, self.worker)
        self.flow = self._manager = FlowManager(
            llm=cast(LLMService, llm),  # a group of them has all that a flow asks of one
            context_aggregator=self.turns,
            worker=self.worker,
            transport=setting.line.transport,
            global_functions=setting.flow.everywhere(self._config.repair.off),
        )
        self.flow.state.update(setting.flow.opening_state(desk))
        self.flow.register_action(NODE_ENTERED, self._entered)
        self.flow.register_action(ESCALATE, node_escalates)
        self.transfers.connect(self.worker, self.flow)
        self.cards.connect(desk, self.escalation, self._gate, self.worker, self.flow)

    async def _entered(self, action: dict[str, Any], _: FlowManager) -> None:
        self._listening.enter(kinds_at(self._setting.flow, action["node"]))
        self._setting.journal.write(NodeEntered(node=action["node"]))

    def _silence_is_meant(self) -> bool:
        return self.transfers.handover.active or self.opening.asking or self.cards.is_open

    async def _speak(self, text: str) -> None:
        await self.worker.queue_frame(TTSSpeakFrame(text, append_to_context=False))

    async def _hurry(self, words_came: bool) -> None:
        """The caller has waited too long: somebody else is to answer, or the same once more."""
        for slow in (self._tts, self._llm):
            if isinstance(slow, LLMGroup | TTSGroup) and slow.hurry():
                return
        self._blame(words_came)
        if not words_came and not self.observer.tools_in_progress:
            if isinstance(self._llm, LLMService):
                await self._llm._start_interruption()  # it is asked anew, and stops waiting for an answer
            await self.worker.queue_frame(LLMRunFrame())

    def _blame(self, words_came: bool) -> None:
        """The only one of its kind is too slow: nobody else will put that on record."""
        kind = "tts" if words_came else "llm"
        (first, *_) = getattr(self._config.pipeline, kind)
        self._setting.journal.write(
            ProviderFailed(
                kind=kind,
                provider=first.service,
                category="speech_deadline",
                message="the caller has waited too long",
            )
        )

    def _redacted(self, redacted: Redacted) -> None:
        self.observer.redacted(redacted)
        self.sound.redacted(redacted)

    def settle(self) -> None:
        """The caller says nothing any more: digits that might have gone on are what they are."""
        earlier = self._setting.redactor.settle()
        self.observer.reread(earlier)
        self.sound.reread(number for number, _, _ in earlier)

    def spoken_setting(self) -> SpokenSetting:
        """What the caller's words are understood against now."""
        now = utc_now().astimezone(ZoneInfo(self._config.timezone))
        return SpokenSetting(now=now, region=region_of(self._config.language))

    async def _caller_said(self, _user: object, _strategy: object, message: Any) -> None:
        self._evidence.caller(message.content or "")

    async def _caller_began(self, *_: object) -> None:
        self._setting.ledger.caller_began()

    def _context(self) -> BuildContext:
        return BuildContext(
            environ=self._setting.environ,
            language=self._config.language,
            timezone=self._config.timezone,
            script=self._setting.flow.script,
            node=lambda: self._manager.current_node if self._manager else None,
            state=lambda: self._manager.state if self._manager else {},
            wideband=self._setting.line.wideband,
        )

    def _desk(self) -> Desk:
        notes = JournalNotes(self._setting.journal)
        return Desk(
            call_id=self._setting.call_id,
            caller=self._setting.line.from_,
            timezone=ZoneInfo(self._config.timezone),
            notes=notes,
            values=Values(notes.value),
            language=self._config.language,
            resources=self._setting.resources,
            data_dir=self._setting.data_dir,
            tool_timeout_secs=self._config.limits.tool_timeout_secs,
            handover=self.transfers.handover,
            cards=self.cards,
            ledger=self._setting.ledger,
            heard=self._heard,
            guard=Guard(self.caps, self._setting.breakers),
            repairs=self._repairs,
            voice=self._voice,
            robot=self._robot(),
            redactor=self._setting.redactor,
            opens=self._config.redaction.open,
        )

    def _robot(self) -> str:
        script = self._setting.flow.script
        return self._config.repair.robot or (script.robot if script else ROBOT)

    def _parts(self, llm: FrameProcessor) -> Parts:
        setting, pipeline = self._setting, self._config.pipeline
        return Parts(
            transport=setting.line.transport,
            bridge=self.transfers.bridges,
            caller_tap=self.sound.caller_tap(),
            stt=setting.stt or self.providers.ears(pipeline.stt),
            secure=self.cards.ears,
            question_keys=QuestionKeys(self._consent.key),
            keypad=Keypad(),
            caller_redaction=self._caller_redaction,
            user_turn=self.turns.user(),
            notices=NoticeGate(reminder=self.notices.reminder, said=self._consent.withdraw),
            triggers=self._gate,
            llm=llm,
            tool_triggers=EscalationGate(self.escalation),
            promises=guards(self._config.promises, self._evidence, setting.journal),
            waiting=[
                *watching.processors(self._config.tools.filler, self.caps, setting.journal),
                self.guard.watch,
            ],
            agent_redaction=AgentRedaction(self.sound.agent_words()),
            tts=self._tts,
            hold=self.transfers.processors,
            agent_tap=self.sound.agent_tap(),
            heard=[HeardWords(setting.line.playout)] if setting.line.playout else [],
            agent_turn=self.turns.assistant(),
            extras=setting.extras,
        )

    def _worker(self, llm: FrameProcessor, desk: Desk) -> PipelineWorker:
        line = self._setting.line
        return CallWorker(
            Pipeline(cascade(self._parts(llm))),
            observer=self.observer,
            rtvi=self.rtvi,
            rtvi_report=rtvi_report() if self.rtvi else None,
            params=PipelineParams(
                audio_in_sample_rate=line.audio_in_hz,
                audio_out_sample_rate=line.audio_out_hz,
                enable_metrics=True,
                enable_usage_metrics=True,
            ),
            app_resources=desk,
            conversation_id=self._setting.call_id,
            tracing=tracing.is_on(),
        )
