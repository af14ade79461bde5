"""A setting → everything a call is made of, put together and not yet running."""

from typing import Any
from zoneinfo import ZoneInfo

from pipecat.flows import FlowManager
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.dtmf_aggregator import DTMFAggregator
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameProcessor

from calls.desk import Desk
from calls.events import NodeEntered
from calls.notes import JournalNotes
from flows.loader import NODE_ENTERED
from pipeline.cascade import Parts, cascade
from pipeline.providers import Providers
from pipeline.setting import Setting
from pipeline.turns import user_turn_params
from pipeline.worker import CallWorker
from processors.journal import KEYPAD, JournalObserver
from processors.recorder import AgentTap, CallerTap
from processors.rtvi import GuardedRTVI, rtvi_report
from processors.user_turn import TurnPair
from services.context import BuildContext


class Assembly:
    """The parts of one call. Raises ServiceError when a provider cannot be built."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._config = setting.agent.config
        self._manager: FlowManager | None = None
        self.providers = Providers(self._context(), setting.catalog)
        self.observer = JournalObserver(setting.journal, self.providers.origin)
        self.turns = TurnPair(LLMContext(), user_params=user_turn_params(self._config.turns))
        self.observer.follow(self.turns)
        self.rtvi = GuardedRTVI() if setting.line.page else None
        desk = self._desk()
        llm = self.providers.language_model(self._config.pipeline.llm)
        self.worker = self._worker(llm, desk)
        self.flow = self._manager = FlowManager(
            llm=llm,
            context_aggregator=self.turns,
            worker=self.worker,
            transport=setting.line.transport,
            global_functions=setting.flow.flow.global_functions,
        )
        self.flow.state.update(setting.flow.opening_state(desk))
        self.flow.register_action(NODE_ENTERED, self._entered)

    async def _entered(self, action: dict[str, Any], _: FlowManager) -> None:
        self._setting.journal.write(NodeEntered(node=action["node"]))

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
        return Desk(
            call_id=self._setting.call_id,
            caller=self._setting.line.from_,
            timezone=ZoneInfo(self._config.timezone),
            notes=JournalNotes(self._setting.journal),
            resources=self._setting.resources,
            data_dir=self._setting.data_dir,
            tool_timeout_secs=self._config.limits.tool_timeout_secs,
        )

    def _parts(self, llm: FrameProcessor) -> Parts:
        setting, pipeline = self._setting, self._config.pipeline
        recording, now_ms = setting.recording, setting.journal.now_ms
        return Parts(
            transport=setting.line.transport,
            caller_tap=[CallerTap(recording, now_ms)] if recording else [],
            stt=setting.stt or self.providers.speech("stt", pipeline.stt),
            keypad=DTMFAggregator(prefix=KEYPAD, enable_direct_mode=True),
            user_turn=self.turns.user(),
            llm=llm,
            tts=self.providers.speech("tts", pipeline.tts),
            agent_tap=[AgentTap(recording, now_ms)] if recording else [],
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
        )
