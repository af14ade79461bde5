"""Sentences for the moment when nobody can say one: made before the first call, in the agent's voice."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np
from loguru import logger
from pipecat.frames.frames import EndFrame, Frame, TTSAudioRawFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from calls.plain import cut
from configs.schema.agent import AgentConfig
from configs.schema.providers import ProviderChoice
from services.context import BuildContext
from services.local import engines
from services.local.worker_process import WorkerDied, WorkerRefused
from services.registry import build
from services.spec import ServiceSpec
from transports.line import BROWSER_OUT_HZ, PHONE_HZ

PATIENCE_SECS = 6.0
"""Seconds that a voice may take for one sentence, before the calls."""

LOUD = 100
"""Root mean square of a 20 ms piece, of 32768, from which it is no silence."""

LOCAL = "local"

Rate = int

_made: dict[tuple[str, str, Rate], bytes] = {}
"""What this process has made: voice, text and rate → 16-bit audio."""


class Phrases:
    """The sentences of one agent. `audio` is there from the moment when `make` has made it."""

    def __init__(
        self, config: AgentConfig, environ: Mapping[str, str], catalog: Sequence[ServiceSpec]
    ) -> None:
        self._config, self._environ, self._catalog = config, environ, catalog
        self.texts = config.limits.speech_deadline.texts(config.language)
        self._voice = config.pipeline.tts[0]
        self._own: asyncio.Task[None] | None = None

    def audio(self, text: str, rate: Rate) -> bytes | None:
        """The sentence as 16-bit mono audio; None where no voice could say it, or not at this rate."""
        own = _made.get((_name(self._voice, self._config), text, rate))
        return own or _made.get((self._local_name(), text, rate))

    async def make(self, rates: Sequence[Rate] = (PHONE_HZ, BROWSER_OUT_HZ)) -> None:
        """Say each once with the local voice and, aside, with the agent's own, which takes its place."""
        for rate in rates:
            for text in self.texts:
                await self._locally(text, rate)
        if self._voice.service != LOCAL:
            self._own = asyncio.get_running_loop().create_task(self._in_own_voice(rates), name="phrases")

    async def close(self) -> None:
        """Make no more."""
        if self._own is not None:
            self._own.cancel()
            with suppress(asyncio.CancelledError):
                await self._own

    def _local_name(self) -> str:
        return f"{LOCAL} {self._config.language}"

    async def _locally(self, text: str, rate: Rate) -> None:
        key = (self._local_name(), text, rate)
        if key in _made:
            return
        language = self._config.language.lower()
        _, _, variant = engines.AGENT_VOICE.partition("+")
        voice = f"{language if language == 'en-us' else language.partition('-')[0]}+{variant}"
        try:
            _made[key] = (await engines.speak(text, voice=voice, sample_rate=rate)).pcm
        except (engines.LocalEngineMissing, WorkerDied, WorkerRefused) as error:
            logger.warning(f'nobody on this machine can say "{cut(text, 40)}": {error}')

    async def _in_own_voice(self, rates: Sequence[Rate]) -> None:
        for rate in rates:
            for text in self.texts:
                key = (_name(self._voice, self._config), text, rate)
                if key in _made:
                    continue
                audio = await self._spoken(text, rate)
                if audio is None:
                    logger.warning(f"{self._voice.service} does not answer: the local voice stands in for it")
                    return
                _made[key] = audio

    async def _spoken(self, text: str, rate: Rate) -> bytes | None:
        """The sentence from the agent's own voice; None when it did not come."""
        config = self._config
        context = BuildContext(
            environ=self._environ,
            language=config.language,
            timezone=config.timezone,
            script=None,
            node=lambda: None,
            state=dict,
            wideband=rate > 8000,
        )
        heard = _Sound()
        runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
        try:
            voice = build("tts", self._voice, context, catalog=self._catalog)
            worker = PipelineWorker(
                Pipeline([voice, heard]),
                params=PipelineParams(audio_out_sample_rate=rate),
                idle_timeout_secs=None,
                enable_turn_tracking=False,
                enable_rtvi=False,
            )
            async with asyncio.timeout(PATIENCE_SECS):
                await runner.add_workers(worker)
                await worker.queue_frames([TTSSpeakFrame(text, append_to_context=False), EndFrame()])
                await runner.run()
        except Exception as error:
            logger.debug(f"a sentence could not be made: {error}")
        finally:
            await runner.cancel()
        # Who says twenty letters in half a second has not said them.
        return bytes(heard.audio) if _loud_secs(heard.audio, rate) > len(text) / 40 else None


class _Sound(FrameProcessor):
    """Keeps what a voice says."""

    def __init__(self) -> None:
        super().__init__(enable_direct_mode=True)
        self.audio = bytearray()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Keep audio; pass everything on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self.audio += frame.audio
        await self.push_frame(frame, direction)


def _loud_secs(pcm: bytes | bytearray, rate: Rate) -> float:
    """How much of 16-bit audio sounds: a voice that is mute sends silence of the right length."""
    size = rate // 50
    pieces = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    pieces = pieces[: len(pieces) // size * size].reshape(-1, size)
    return float(np.count_nonzero(np.sqrt((pieces**2).mean(axis=1)) > LOUD)) / 50


def _name(voice: ProviderChoice, config: AgentConfig) -> str:
    return f"{voice.model_dump_json()} {config.language}"
