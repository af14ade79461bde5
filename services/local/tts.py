"""The local voice as a Pipecat service, with real word times: the history holds what was heard."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import ErrorFrame, Frame, InterruptionFrame, StartFrame, TTSAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.transcriptions.language import Language
from pipecat.utils.types import NOT_GIVEN, NotGiven

from services.context import BuildContext
from services.local import engines
from services.local.engines import LocalEngineMissing, Speech
from services.local.worker_process import WorkerDied, WorkerRefused

PIECE_SECS = 0.4
"""Length of the audio frames. A transport drops whole frames when the caller barges in."""

VARIANT = engines.AGENT_VOICE.partition("+")[2]
"""How the language's voice sounds when none is named."""


@dataclass
class LocalTTSSettings(TTSSettings):
    """Settings of the local voice. `voice` is espeak-ng's, e.g. `en-us+f5`; None follows the language."""

    speed: int | NotGiven = field(default_factory=lambda: NOT_GIVEN)
    """Words per minute, 80 to 450."""

    pitch: int | NotGiven = field(default_factory=lambda: NOT_GIVEN)
    """0 to 99; 50 is the voice's own."""


class LocalTTSService(TTSService):
    """Speaks sentence by sentence through the process-wide voice; a barge-in stops the synthesis too."""

    Settings = LocalTTSSettings

    def __init__(
        self, *, flow: BuildContext | None = None, settings: LocalTTSSettings | None = None, **kwargs: Any
    ) -> None:
        """A voice for one call. Its language is `settings.language`, or else the agent's."""
        defaults = LocalTTSSettings(
            model=None,
            voice=None,
            language=flow.language if flow else "en-US",
            speed=engines.SPEED,
            pitch=engines.PITCH,
        )
        if settings is not None:
            defaults.apply_update(settings)
        super().__init__(
            push_text_frames=False,
            push_start_frame=True,
            push_stop_frames=True,
            settings=defaults,
            **kwargs,
        )
        self._sounds_until = 0
        self._context_starts: dict[str, int] = {}

    def can_generate_metrics(self) -> bool:
        """Time to first audio and processing time are measured."""
        return True

    def language_to_service_language(self, language: Language) -> str:
        """espeak-ng's name of a language."""
        names = {"en": "en-us", "en-GB": "en", "pt": "pt-br"}
        return names.get(language.value, language.value.lower())

    async def start(self, frame: StartFrame) -> None:
        """Make sure that the voice's process runs."""
        await super().start(frame)
        try:
            await engines.warm(stt=False)
        except (LocalEngineMissing, WorkerDied, WorkerRefused) as error:
            await self.push_error(str(error), exception=error, force_treat_as_permanent=True)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """As any TTS; after a barge-in nothing is left to sound."""
        if isinstance(frame, InterruptionFrame):
            self._sounds_until = 0
        await super().process_frame(frame, direction)

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Speak one sentence: its words with their times, then its audio."""
        await self.start_tts_usage_metrics(text)
        try:
            speech = await self._speak(text)
        except (WorkerDied, WorkerRefused) as error:
            yield ErrorFrame(error=f"{self}: nothing was said for {text!r}: {error}")
            return
        # A text of dashes has no sound; a moment of silence tells the base class that it is well.
        pcm = speech.pcm or bytes(self.sample_rate // 50 * 2)
        offset = self._begin(context_id, len(pcm) / 2 / self.sample_rate)
        await self.add_word_timestamps([(word, offset + ms / 1000) for word, ms in speech.words], context_id)
        step = int(self.sample_rate * PIECE_SECS) * 2
        for start in range(0, len(pcm), step):
            yield TTSAudioRawFrame(pcm[start : start + step], self.sample_rate, 1, context_id=context_id)

    async def _speak(self, text: str) -> Speech:
        """The sentence from the voice's process, which gets a second chance when it dies."""
        try:
            return await self._request(text)
        except WorkerDied as error:
            await self.push_error(f"{error}; trying once more", exception=error)
            return await self._request(text)

    async def _request(self, text: str) -> Speech:
        settings = self._settings
        assert isinstance(settings, LocalTTSSettings)
        return await engines.speak(
            text,
            voice=str(settings.voice or f"{settings.language}+{VARIANT}"),
            sample_rate=self.sample_rate,
            speed=int(settings.speed),  # type: ignore[arg-type]  # always given once constructed
            pitch=int(settings.pitch),  # type: ignore[arg-type]
        )

    # The base class times words from the moment a context's first audio is pushed on. Audio is ready long
    # before its turn, so what counts is when the audio before it has sounded; both are kept here.

    def _begin(self, context_id: str, duration_secs: float) -> float:
        """Seconds from the context's start to the start of this sentence, in the time of the listener."""
        start = max(self.get_clock().get_time(), self._sounds_until)
        self._sounds_until = start + round(duration_secs * 1e9)
        return (start - self._context_starts.setdefault(context_id, start)) / 1e9

    async def start_word_timestamps(self) -> None:
        """Time the context's words from where its audio will sound."""
        start = self._context_starts.get(self.get_active_audio_context_id() or "", 0)
        tracker = self._word_timestamp_tracker
        tracker.last_pts = max(tracker.last_pts, start)
        await super().start_word_timestamps()

    async def on_audio_context_completed(self, context_id: str) -> None:
        """Forget when it began."""
        self._context_starts.pop(context_id, None)

    async def on_audio_context_interrupted(self, context_id: str) -> None:
        """Forget when it began."""
        self._context_starts.pop(context_id, None)
