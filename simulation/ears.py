"""Scripted ears: the agent understands the scenario's words when its speech detector hears the caller stop.

The audio still goes the whole way, and detection, turns and barge-in work on it; only the recognition is
taken from the script. So a suite tests the conversation and not the recogniser.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    StartFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.time import time_now_iso8601

from simulation.charges import TYPICAL_SECS
from simulation.mulaw import RATE
from simulation.utterance import Word

PRE_ROLL_SECS = 1.0
"""How much audio before the detected start of speech a recogniser still gets."""


@dataclass(frozen=True)
class Sounded:
    """A word and the moments at which it begins and ends, in monotonic seconds."""

    text: str
    start: float
    end: float


@dataclass
class ScriptFeed:
    """The words of the caller's mouth, with the moments (monotonic seconds) they sound at."""

    _words: list[Sounded] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    """Words that sounded while the agent's detector heard no speech."""
    confidence: float | None = None
    """How sure the ears say they are; None = they do not tell."""

    def result(self, words: Iterable[Sounded], zero: float) -> dict[str, Any]:
        """What a recogniser's own result would hold. Its seconds count from the moment `zero`."""
        told = [{"word": word.text, "start": word.start - zero, "end": word.end - zero} for word in words]
        return {"words": told} | ({} if self.confidence is None else {"confidence": self.confidence})

    def speak(self, words: Iterable[Word], begins: float) -> None:
        """Words of an utterance that begins at the moment `begins`."""
        self._words += [
            Sounded(word.text, begins + word.start / RATE, begins + word.end / RATE) for word in words
        ]

    @property
    def spoken(self) -> Sequence[Sounded]:
        """What was said and has not been taken."""
        return self._words

    def hush(self, now: float) -> None:
        """The caller broke off; what has not sounded yet will not."""
        self._words = [word for word in self._words if word.end <= now]

    def take(self, since: float, now: float) -> str:
        """What sounded in a stretch of speech detected from `since` to `now`; each word once."""
        return " ".join(word.text for word in self.take_words(since, now))

    def take_words(self, since: float, now: float) -> list[Sounded]:
        """The same words with their times."""
        sounded = [word for word in self._words if word.end <= now]
        self._words = self._words[len(sounded) :]
        self.unheard += [word.text for word in sounded if word.end < since - PRE_ROLL_SECS]
        return [word for word in sounded if word.end >= since - PRE_ROLL_SECS]


class ScriptedSTTService(STTService):
    """Speech recognition that cannot mishear: a segment's words come from the script."""

    def __init__(self, feed: ScriptFeed, *, delay_secs: float = TYPICAL_SECS["local_stt"]) -> None:
        """`delay_secs` is the time a recogniser takes for a segment."""
        # From the end of speech: the detector's pause (0.2 s by default), the recogniser, and some air.
        super().__init__(settings=STTSettings(model=None, language=None), ttfs_p99_latency=0.3 + delay_secs)
        self._feed = feed
        self._delay_secs = delay_secs
        self._since = 0.0
        self._heard_secs = 0.0
        self._segments: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None

    def can_generate_metrics(self) -> bool:
        """Latency is measured as for any recogniser."""
        return True

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Audio is not listened to."""
        return
        yield  # makes this a generator

    async def process_audio_frame(self, frame: InputAudioRawFrame, direction: FrameDirection) -> None:
        """Audio is not listened to; how much there was is counted."""
        self._heard_secs += frame.num_frames / frame.sample_rate

    async def start(self, frame: StartFrame) -> None:
        """Begin to listen."""
        await super().start(frame)
        self._worker = self.create_task(self._transcribe())

    async def stop(self, frame: EndFrame) -> None:
        """Stop listening."""
        await self._stop_worker()
        await super().stop(frame)

    async def cancel(self, frame: CancelFrame) -> None:
        """Stop listening at once."""
        await self._stop_worker()
        await super().cancel(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Take the script's words at the end of each detected stretch of speech."""
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self._since = time.monotonic() - frame.start_secs
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            now = time.monotonic()
            words = self._feed.take_words(self._since, now)
            if words:
                told = self._feed.result(words, now - self._heard_secs)
                self._segments.put_nowait((" ".join(word.text for word in words), told))

    async def _transcribe(self) -> None:
        while True:
            text, result = await self._segments.get()
            await asyncio.sleep(self._delay_secs)
            said = TranscriptionFrame(text, "", time_now_iso8601(), result=result, finalized=True)
            await self.push_frame(said)

    async def _stop_worker(self) -> None:
        if self._worker is not None:
            await self.cancel_task(self._worker)
            self._worker = None
