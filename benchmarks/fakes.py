"""Providers that take no time: what is left of a call's cost is the framework's and ours.

Both servers use these classes. They stay what Pipecat's services are (an STT that streams, an LLM that is
handed a context, a TTS with word times), so every frame of an ordinary call flows.
"""

from collections.abc import AsyncGenerator
from functools import cache
from typing import Any

import numpy as np
from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings, STTSettings, TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.utils.time import time_now_iso8601

from services.spec import ServiceSpec

REPLY = "Sure, I can look into that for you. We have openings on Tuesday morning and on Thursday afternoon."
"""What the LLM always answers: two sentences that sound for 6 s, which makes about eight turns a minute."""

SECS_PER_CHARACTER = 0.06
"""Seconds of speech per character of text: an ordinary pace."""

FINAL_AFTER_SECS = 0.14
"""Seconds of silence after which the STT gives its final: below every silence window it is compared in."""

INTERIM_AFTER_SECS = 0.4
"""Seconds of speech after which the STT gives an interim."""

SPEECH_PEAK = 500
"""Peak of a packet, of 32768, from which the STT calls it speech."""

CHUNK_SECS = 0.1
"""Seconds of audio in one TTS frame, as streaming providers send it."""


class BenchSTTService(STTService):
    """Hears words wherever there is sound. Its final comes before the VAD has noticed the silence."""

    Settings = STTSettings

    def __init__(self, *, settings: STTSettings | None = None, **kwargs: Any) -> None:
        store = STTSettings(model=None, language=None)
        if settings is not None:
            store.apply_update(settings)
        super().__init__(settings=store, ttfs_p99_latency=2 * FINAL_AFTER_SECS, **kwargs)
        self._speech_secs = 0.0
        self._silence_secs = 0.0
        self._interim_given = False

    def can_generate_metrics(self) -> bool:
        """Whether latency is measured: as for any recogniser."""
        return True

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """An interim and a final for each stretch of sound."""
        samples = np.frombuffer(audio, dtype=np.int16)
        secs = len(samples) / self.sample_rate
        if len(samples) and int(samples.max()) > SPEECH_PEAK:
            self._speech_secs += secs
            self._silence_secs = 0.0
            if self._speech_secs >= INTERIM_AFTER_SECS and not self._interim_given:
                self._interim_given = True
                yield InterimTranscriptionFrame("I would", "", time_now_iso8601())
        elif self._speech_secs:
            self._silence_secs += secs
            if self._silence_secs >= FINAL_AFTER_SECS:
                self._speech_secs = self._silence_secs = 0.0
                self._interim_given = False
                yield TranscriptionFrame("I would like to know", "", time_now_iso8601(), finalized=True)


class BenchLLMService(LLMService):
    """Answers every context with `REPLY`, word by word and at once."""

    Settings = LLMSettings

    def __init__(self, *, settings: LLMSettings | None = None, **kwargs: Any) -> None:
        store = LLMSettings(
            model="bench",
            system_instruction=None,
            temperature=None,
            max_tokens=None,
            top_p=None,
            top_k=None,
            frequency_penalty=None,
            presence_penalty=None,
            seed=None,
            filter_incomplete_user_turns=False,
            user_turn_completion_config=None,
            use_provider_thinking_default=False,
        )
        if settings is not None:
            store.apply_update(settings)
        super().__init__(settings=store, **kwargs)

    def can_generate_metrics(self) -> bool:
        """Whether latency is measured: as for any model."""
        return True

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a context; pass everything else on."""
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(LLMFullResponseStartFrame())
        await self.start_processing_metrics()
        await self.start_ttfb_metrics()
        await self.stop_ttfb_metrics()
        for index, word in enumerate(REPLY.split()):
            await self._push_llm_text(word if index == 0 else f" {word}")
        await self.stop_processing_metrics()
        await self.push_frame(LLMFullResponseEndFrame())


@cache
def voice(sample_rate: int, samples: int) -> bytes:
    """16-bit mono PCM that is as long as speech and loud all the way: a hum that swells as syllables do."""
    seconds = np.arange(samples) / sample_rate
    swell = 0.6 + 0.4 * np.cos(2 * np.pi * 4 * seconds)
    return (8000 * swell * np.sin(2 * np.pi * 180 * seconds)).astype(np.int16).tobytes()


class BenchTTSService(TTSService):
    """Speaks at the pipeline's rate, all at once, and says when each word sounds."""

    Settings = TTSSettings

    def __init__(self, *, settings: TTSSettings | None = None, **kwargs: Any) -> None:
        store = TTSSettings(model=None, voice=None, language=None)
        if settings is not None:
            store.apply_update(settings)
        super().__init__(
            settings=store, push_text_frames=False, push_start_frame=True, push_stop_frames=True, **kwargs
        )

    def can_generate_metrics(self) -> bool:
        """Whether latency is measured: as for any voice."""
        return True

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """The audio of `text`, in frames of `CHUNK_SECS`."""
        times: list[tuple[str, float]] = []
        at = 0.0
        for word in text.split():
            times.append((word, at))
            at += (len(word) + 1) * SECS_PER_CHARACTER
        await self.add_word_timestamps(times, context_id)
        audio = voice(self.sample_rate, round(at * self.sample_rate))
        size = 2 * round(CHUNK_SECS * self.sample_rate)
        for start in range(0, len(audio), size):
            yield TTSAudioRawFrame(audio[start : start + size], self.sample_rate, 1, context_id=context_id)


BENCH: tuple[ServiceSpec, ...] = (
    ServiceSpec(name="bench", kind="stt", target="benchmarks.fakes:BenchSTTService", install="callwright"),
    ServiceSpec(name="bench", kind="llm", target="benchmarks.fakes:BenchLLMService", install="callwright"),
    ServiceSpec(
        name="bench",
        kind="tts",
        target="benchmarks.fakes:BenchTTSService",
        install="callwright",
        word_times=True,
    ),
)
"""Catalogue entries, so that an agent file can choose them."""
