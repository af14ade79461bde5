"""The `turns:` block → Pipecat's turn-taking."""

from pipecat.audio.turn.smart_turn.base_smart_turn import SmartTurnParams
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.turns.empty_user_turn import EmptyUserTurnConfig
from pipecat.turns.user_start import TranscriptionUserTurnStartStrategy, VADUserTurnStartStrategy
from pipecat.turns.user_stop.base_user_turn_stop_strategy import BaseUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from configs.schema.turns import TurnsBlock
from flows.capture.kinds import kinds_of_node
from flows.capture.listening import Listening
from flows.reading.compiled import CompiledFlow
from pipeline.models import OnSilence, SharedSileroAnalyzer, SharedSmartTurnAnalyzer
from pipeline.patience import PatientSilence, PatientSmartTurn
from processors.wordless import WordlessTurnStop

EndOfTurn = tuple[BaseUserTurnStopStrategy, OnSilence | None]
"""What decides, and what the VAD tells of silences."""


def _smart(turns: TurnsBlock, listening: Listening) -> EndOfTurn:
    analyzer = SharedSmartTurnAnalyzer(params=SmartTurnParams(stop_secs=turns.max_pause_secs))
    return PatientSmartTurn(listening=listening, turn_analyzer=analyzer), analyzer.silence


def _silence(turns: TurnsBlock, listening: Listening) -> EndOfTurn:
    return PatientSilence(listening=listening, user_speech_timeout=turns.silence_secs), None


LAST_WORD_SECS = 2.0
"""Seconds after the end of speech in which a transcript may still come."""

RECOVERIES = 3
"""Times in a row that an answer is taken up again which sound without words cut off."""

END_OF_TURN = {"smart": _smart, "silence": _silence}
"""`turns.end_of_turn` → what decides that the caller has finished."""


def user_turn_params(turns: TurnsBlock, listening: Listening) -> LLMUserAggregatorParams:
    """Everything the user turn needs to know, for one call. `listening` knows what is being asked."""
    end_of_turn, on_silence = END_OF_TURN[turns.end_of_turn](turns, listening)
    return LLMUserAggregatorParams(
        vad_analyzer=SharedSileroAnalyzer(
            params=VADParams(
                confidence=turns.vad_confidence,
                start_secs=turns.vad_start_secs,
                stop_secs=turns.vad_stop_secs,
                min_volume=turns.vad_min_volume,
            ),
            on_silence=on_silence,
        ),
        user_turn_strategies=UserTurnStrategies(
            start=[VADUserTurnStartStrategy(), TranscriptionUserTurnStartStrategy()],
            stop=[end_of_turn, WordlessTurnStop(LAST_WORD_SECS)],
        ),
        # Sound without words (a cough, a crowd) must not keep the agent silent.
        user_turn_stop_timeout=max(LAST_WORD_SECS, turns.max_pause_secs + 0.5, listening.longest),
        empty_user_turn=EmptyUserTurnConfig(max_consecutive_recoveries=RECOVERIES),
        user_idle_timeout=turns.silence.after_secs,
    )


def kinds_at(flow: CompiledFlow, node: str) -> frozenset[str]:
    """The types of value that a node of a flow waits for; none at a node that the flow does not have."""
    config = flow.config.nodes.get(node)
    offered = [function.name for function in (config.functions or ())] if config else []
    specs = {name: flow.specs[name] for name in offered if name in flow.specs}
    return kinds_of_node(node, offered, specs, flow.script)
