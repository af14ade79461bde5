"""The two models that every call shares: speech detection (Silero) and end of turn (Smart Turn).

One ONNX session each per process, one thread each. A session keeps no state between runs, so calls share it;
what a call remembers (Silero's recurrent state, Smart Turn's audio) lives in the call's own analyzer.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from pipecat.audio.turn.base_turn_analyzer import EndOfTurnState
from pipecat.audio.turn.smart_turn.base_smart_turn import BaseSmartTurn, SmartTurnParams
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3
from pipecat.audio.vad.silero import SileroOnnxModel, SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState
from pipecat.metrics.metrics import MetricsData
from threadpoolctl import threadpool_limits


@cache
def _silero() -> SileroOnnxModel:
    return SileroVADAnalyzer()._model


@cache
def _smart_turn() -> LocalSmartTurnAnalyzerV3:
    return LocalSmartTurnAnalyzerV3(cpu_count=1)


@cache
def _turn_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="smart-turn")


_CONTEXT = {8000: 32, 16000: 64}
"""Samples of the window before that Silero is given again, at each rate in Hz."""


class _CallSilero(SileroOnnxModel):
    """A call's own recurrent state over the session that all calls share. Its input is allocated once."""

    def __init__(self) -> None:
        self.session = _silero().session
        self.sample_rates = [8000, 16000]
        self.reset_states()
        self._rate = np.array(0, dtype=np.int64)
        self._heard = np.zeros((1, 0), dtype=np.float32)

    def reset_states(self, batch_size: int = 1) -> None:
        """Forget what was heard. A call is a batch of one."""
        self._state = np.zeros((2, 1, 128), dtype=np.float32)
        self._fresh = True

    def __call__(self, x: np.ndarray, sr: int) -> np.ndarray:
        """The confidence, of shape (1, 1), that there is a voice in 32 ms of samples from -1 to 1."""
        context = _CONTEXT[sr]
        if sr != self._rate:
            self.reset_states()
            self._rate = np.array(sr, dtype=np.int64)
            self._heard = np.zeros((1, context + len(x)), dtype=np.float32)
        self._heard[0, :context] = 0 if self._fresh else self._heard[0, -context:]
        self._heard[0, context:] = x
        self._fresh = False
        given = {"input": self._heard, "state": self._state, "sr": self._rate}
        confidence, self._state = self.session.run(None, given)
        return np.asarray(confidence)


OnSilence = Callable[[float, float], None]
"""Told, while the caller has the word, how many seconds of silence there are by now (0 = speech), and how
many make the end of speech."""


class SharedSileroAnalyzer(SileroVADAnalyzer):
    """Silero on the shared session, run where the audio is: a window costs 0.06 ms, a thread hop more.

    Loudness is measured only where Silero hears a voice: elsewhere the answer does not hang on it. After a
    window that was not measured, it is what the last 400 ms were, without a memory of what was before.
    """

    def __init__(self, *, params: VADParams, on_silence: OnSilence | None = None) -> None:
        VADAnalyzer.__init__(self, params=params)
        self._on_silence = on_silence
        self._model = _CallSilero()
        self._windows_since_reset = 0
        self._low_confidence_windows = 0
        self._voiced = self._measured = False

    async def analyze_audio(self, buffer: bytes) -> VADState:
        """The state after `buffer` (16-bit mono PCM)."""
        state = self._run_analyzer(buffer)
        if self._on_silence and state in (VADState.SPEAKING, VADState.STOPPING):
            window_secs = self._vad_frames / self.sample_rate
            self._on_silence(self._vad_stopping_count * window_secs, self._params.stop_secs)
        return state

    def voice_confidence(self, buffer: bytes) -> float:
        """The confidence that there is a voice in a window, from 0 to 1."""
        confidence = super().voice_confidence(buffer)
        self._voiced = bool(confidence >= self._params.confidence)
        return confidence

    def _get_smoothed_volume(self, audio: bytes) -> float:
        if not self._voiced:
            self._volume_tracker.update(audio, self.sample_rate)
            self._measured = False
            return 0.0
        if not self._measured:
            self._volume_tracker.update(audio, self.sample_rate)
            self._measured = True
            return self._volume_tracker.volume
        return super()._get_smoothed_volume(audio)


EAGER_SECS = 0.11
"""Seconds before the end of speech at which its judgement begins: four times what it takes on a free core."""


class SharedSmartTurnAnalyzer(LocalSmartTurnAnalyzerV3):
    """Smart Turn on the shared session and thread, with bounded memory for a caller who keeps talking.

    A silence is judged before it is long enough to end the speech, as if it went on: at the end of speech the
    answer is there. When the caller goes on instead, that answer is forgotten.
    """

    def __init__(self, *, params: SmartTurnParams) -> None:
        BaseSmartTurn.__init__(self, params=params)
        self._log_data = False
        self._session = _smart_turn()._session
        self._eager: asyncio.Future[tuple[EndOfTurnState, MetricsData | None]] | None = None

    def append_audio(self, buffer: bytes, is_speech: bool):
        """Buffer audio; see the base. Only what the model can see is kept."""
        state = super().append_audio(buffer, is_speech)
        keep_secs = self.params.max_duration_secs + self.params.pre_speech_ms / 1000 + 1
        packet_secs = len(buffer) / 2 / self._sample_rate
        keep = int(keep_secs / packet_secs) if packet_secs else 0
        if keep and len(self._audio_buffer) > 2 * keep:
            del self._audio_buffer[:-keep]
        return state

    def silence(self, secs: float, stop_secs: float) -> None:
        """There are `secs` of silence; `stop_secs` are the end of speech. An `OnSilence`."""
        if not secs:
            self._forget_eager()
        elif self._eager is None and self._audio_buffer and secs >= stop_secs - EAGER_SECS:
            heard = [*self._audio_buffer, (time.monotonic(), self._more_silence(secs, stop_secs - secs))]
            self._eager = asyncio.get_running_loop().run_in_executor(
                self._model_executor, self._process_speech_segment, heard
            )

    async def analyze_end_of_turn(self) -> tuple[EndOfTurnState, MetricsData | None]:
        """Whether the turn has ended, and how sure the model is; see the base."""
        eager, self._eager = self._eager, None
        if eager is None:
            return await super().analyze_end_of_turn()
        state, metrics = await eager
        if state is EndOfTurnState.COMPLETE:
            self._clear(state)
        return state, metrics

    def clear(self) -> None:
        """Forget what was heard."""
        self._forget_eager()
        super().clear()

    def _forget_eager(self) -> None:
        if self._eager is not None:
            self._eager.cancel()
            self._eager = None

    def _more_silence(self, heard_secs: float, secs: float) -> np.ndarray:
        """`secs` of what the line sounds like in the last `heard_secs`: 16-bit samples."""
        packets = [samples for _, samples in self._audio_buffer[-10:]]
        heard = np.concatenate(packets)[-max(1, round(heard_secs / 2 * self._sample_rate)) :]
        there_and_back = np.concatenate([heard[::-1], heard])
        return np.resize(there_and_back, max(0, round(secs * self._sample_rate)))

    @property
    def _model_executor(self) -> ThreadPoolExecutor:
        return _turn_thread()


@cache
def _load() -> None:
    # The matrices of one turn are too small for a second thread, which then waits 30 ms of a core for more.
    threadpool_limits(1, user_api="blas")
    vad = SharedSileroAnalyzer(params=VADParams())
    vad.set_sample_rate(8000)
    vad.voice_confidence(bytes(512))
    turn = SharedSmartTurnAnalyzer(params=SmartTurnParams())
    turn.set_sample_rate(8000)
    turn._predict_endpoint(np.zeros(8000, dtype=np.float32))


async def warm_models() -> None:
    """Load both models and run each once, off the event loop. Done before, it is nothing."""
    await asyncio.get_running_loop().run_in_executor(_turn_thread(), _load)
