"""The local ears as a Pipecat service: each segment of speech is heard with the model of the flow's node."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from loguru import logger
from pipecat.frames.frames import ErrorFrame, Frame, StartFrame, TranscriptionFrame
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.transcriptions.language import Language
from pipecat.utils.time import time_now_iso8601

from calls.clock import utc_now
from services.context import BuildContext
from services.local import engines
from services.local.engines import Heard, LocalEngineMissing
from services.local.models import DICTATION, model_id, node_model, script_hash
from services.local.place import Place
from services.local.understand import UNCLEAR, vouched
from services.local.worker_process import WorkerDied, WorkerRefused
from spoken.base import Setting
from spoken.phone import region_of

TTFS_P99_SECS = 0.45
"""From the end of speech to the text: the VAD's 0.2 s, and a quarter of a second to decode a long turn."""

TRAILING_SILENCE_SECS = 0.1
"""Added to each segment, which ends with the silence that the VAD waited for."""


@dataclass
class LocalSTTSettings(STTSettings):
    """Settings of the local ears. They understand English and have no models to choose from."""


class LocalSTTService(SegmentedSTTService):
    """Recognises what the flow's script expects at the current node.

    A transcription's `result` holds `ngram`, `grammar` and `confidence` (see `engines.Heard`). Its text is
    the first of them, or `(unclear)` for a yes or a goodbye that the second does not bear out. Speech in
    which nothing was recognised gives no transcription.
    """

    Settings = LocalSTTSettings

    def __init__(
        self, *, flow: BuildContext, settings: LocalSTTSettings | None = None, **kwargs: Any
    ) -> None:
        """Ears for one call; `flow` tells what may be said now."""
        defaults = LocalSTTSettings(model=None, language=Language.EN)
        if settings is not None:
            defaults.apply_update(settings)
        kwargs.setdefault("ttfs_p99_latency", TTFS_P99_SECS)
        kwargs.setdefault("trailing_silence_secs", TRAILING_SILENCE_SECS)
        super().__init__(settings=defaults, **kwargs)
        self._flow = flow
        self._script_hash = script_hash(flow.script) if flow.script else ""

    @property
    def wants_wav_segments(self) -> bool:
        """Raw PCM."""
        return False

    def can_generate_metrics(self) -> bool:
        """Time to the text and processing time are measured."""
        return True

    async def start(self, frame: StartFrame) -> None:
        """Make sure that the ears' process runs."""
        await super().start(frame)
        if not str(self._settings.language or "en").lower().startswith("en"):
            logger.warning(f"{self}: the local ears understand English, not {self._settings.language!r}")
        if self._flow.script is None:
            logger.warning(f"{self}: the flow has no script.yaml: any English is expected, and much misheard")
        try:
            await engines.warm(tts=False)
        except (LocalEngineMissing, WorkerDied, WorkerRefused) as error:
            await self.push_error(str(error), exception=error, force_treat_as_permanent=True)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """One segment of speech to at most one transcription."""
        await self.start_processing_metrics()
        try:
            heard = await self._hear(audio)
        except (WorkerDied, WorkerRefused) as error:
            yield ErrorFrame(error=f"{self}: a turn was not understood: {error}")
            return
        finally:
            await self.stop_processing_metrics()
        if not heard.ngram:
            logger.debug(f"{self}: nothing was recognised in {len(audio) / 2 / self.sample_rate:.1f} s")
            await self.cancel_ttfb_metrics()
            return
        yield TranscriptionFrame(
            heard.ngram if self._vouched(heard) else UNCLEAR,
            self._user_id,
            time_now_iso8601(),
            Language.EN,
            result={"ngram": heard.ngram, "grammar": heard.grammar, "confidence": heard.confidence},
        )

    def _vouched(self, heard: Heard) -> bool:
        """Whether the second opinion bears the first out, where what was said takes effect at once."""
        if self._flow.script is None:
            return True
        now = utc_now().astimezone(ZoneInfo(self._flow.timezone))
        setting = Setting(now=now, region=region_of(self._flow.language))
        sure = vouched(heard.ngram, heard.grammar, Place(self._flow.script, setting, self._flow.node()))
        if not sure:
            logger.debug(f"{self}: {heard.ngram!r} or {heard.grammar!r}: to be said again")
        return sure

    async def _hear(self, audio: bytes) -> Heard:
        """What was said, from the ears' process, which gets a second chance when it dies."""
        model = await self._model()
        try:
            return await engines.decode(audio, self.sample_rate, model)
        except WorkerDied as error:
            await self.push_error(f"{error}; trying once more", exception=error)
            return await engines.decode(audio, self.sample_rate, model)

    async def _model(self) -> str:
        """The model of the current node, built now if nobody prepared it."""
        if self._flow.script is None:
            return DICTATION
        node = self._flow.node()
        name = model_id(self._script_hash, node)
        if not engines.is_prepared(name):
            await engines.prepare_models([node_model(self._flow.script, node)])
        return name
