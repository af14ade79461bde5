"""The two models that every call shares: speech detection (Silero) and end of turn (Smart Turn).

One ONNX session each per process, one thread each. A session keeps no state between runs, so calls share it;
what a call remembers (Silero's recurrent state, Smart Turn's audio) lives in the call's own analyzer.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from pipecat.audio.turn.smart_turn.base_smart_turn import BaseSmartTurn, SmartTurnParams
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3
from pipecat.audio.vad.silero import SileroOnnxModel, SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState


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


class SharedSileroAnalyzer(SileroVADAnalyzer):
    """Silero on the shared session, run where the audio is: a window costs 0.06 ms, a thread hop more.

    Loudness is measured only where Silero hears a voice: elsewhere the answer does not hang on it. After a
    window that was not measured, it is what the last 400 ms were, without a memory of what was before.
    """

    def __init__(self, *, params: VADParams) -> None:
        VADAnalyzer.__init__(self, params=params)
        self._model = _CallSilero()
        self._windows_since_reset = 0
        self._low_confidence_windows = 0
        self._voiced = self._measured = False

    async def analyze_audio(self, buffer: bytes) -> VADState:
        """The state after `buffer` (16-bit mono PCM)."""
        return self._run_analyzer(buffer)

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


class SharedSmartTurnAnalyzer(LocalSmartTurnAnalyzerV3):
    """Smart Turn on the shared session and thread, with bounded memory for a caller who keeps talking."""

    def __init__(self, *, params: SmartTurnParams) -> None:
        BaseSmartTurn.__init__(self, params=params)
        self._log_data = False
        self._session = _smart_turn()._session

    def append_audio(self, buffer: bytes, is_speech: bool):
        """Buffer audio; see the base. Only what the model can see is kept."""
        state = super().append_audio(buffer, is_speech)
        keep_secs = self.params.max_duration_secs + self.params.pre_speech_ms / 1000 + 1
        packet_secs = len(buffer) / 2 / self._sample_rate
        keep = int(keep_secs / packet_secs) if packet_secs else 0
        if keep and len(self._audio_buffer) > 2 * keep:
            del self._audio_buffer[:-keep]
        return state

    @property
    def _model_executor(self) -> ThreadPoolExecutor:
        return _turn_thread()


@cache
def _load() -> None:
    vad = SharedSileroAnalyzer(params=VADParams())
    vad.set_sample_rate(8000)
    vad.voice_confidence(bytes(512))
    turn = SharedSmartTurnAnalyzer(params=SmartTurnParams())
    turn.set_sample_rate(8000)
    turn._predict_endpoint(np.zeros(8000, dtype=np.float32))


async def warm_models() -> None:
    """Load both models and run each once, off the event loop. Done before, it is nothing."""
    await asyncio.get_running_loop().run_in_executor(_turn_thread(), _load)
