"""The `turns:` block → Pipecat's turn-taking."""

from pipecat.audio.turn.smart_turn.base_smart_turn import SmartTurnParams
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregatorParams
from pipecat.turns.empty_user_turn import EmptyUserTurnConfig
from pipecat.turns.user_start import TranscriptionUserTurnStartStrategy, VADUserTurnStartStrategy
from pipecat.turns.user_stop import (
    SpeechTimeoutUserTurnStopStrategy,
    TurnAnalyzerUserTurnStopStrategy,
)
from pipecat.turns.user_stop.base_user_turn_stop_strategy import BaseUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from configs.schema.turns import TurnsBlock
from pipeline.models import SharedSileroAnalyzer, SharedSmartTurnAnalyzer


def _smart(turns: TurnsBlock) -> BaseUserTurnStopStrategy:
    analyzer = SharedSmartTurnAnalyzer(params=SmartTurnParams(stop_secs=turns.max_pause_secs))
    return TurnAnalyzerUserTurnStopStrategy(turn_analyzer=analyzer)


def _silence(turns: TurnsBlock) -> BaseUserTurnStopStrategy:
    return SpeechTimeoutUserTurnStopStrategy(user_speech_timeout=turns.silence_secs)


LAST_WORD_SECS = 2.0
"""Seconds after the end of speech in which a transcript may still come."""

RECOVERIES = 3
"""Times in a row that an answer is taken up again which sound without words cut off."""

END_OF_TURN = {"smart": _smart, "silence": _silence}
"""`turns.end_of_turn` → what decides that the caller has finished."""


def user_turn_params(turns: TurnsBlock) -> LLMUserAggregatorParams:
    """Everything the user turn needs to know, for one call."""
    return LLMUserAggregatorParams(
        vad_analyzer=SharedSileroAnalyzer(
            params=VADParams(
                confidence=turns.vad_confidence,
                start_secs=turns.vad_start_secs,
                stop_secs=turns.vad_stop_secs,
                min_volume=turns.vad_min_volume,
            )
        ),
        user_turn_strategies=UserTurnStrategies(
            start=[VADUserTurnStartStrategy(), TranscriptionUserTurnStartStrategy()],
            stop=[END_OF_TURN[turns.end_of_turn](turns)],
        ),
        # Sound without words (a cough, a crowd) must not keep the agent silent.
        user_turn_stop_timeout=max(LAST_WORD_SECS, turns.max_pause_secs + 0.5),
        empty_user_turn=EmptyUserTurnConfig(max_consecutive_recoveries=RECOVERIES),
        user_idle_timeout=turns.silence.after_secs,
    )
