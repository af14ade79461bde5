"""The speech deadline of one call: looks at the clock, and sees to it that the caller hears something."""

import asyncio
from collections.abc import Awaitable, Callable

from loguru import logger
from pipecat.frames.frames import TTSAudioRawFrame, TTSStoppedFrame
from pipecat.processors.frame_processor import FrameProcessor

from calls.end_reasons import EndReason
from calls.events import DeadlineSpoken
from calls.speech_deadline import Deadlines, SpeechDeadline, Step
from configs.schema.speech_deadline import SpeechDeadlineBlock
from pipeline.phrases import Phrases
from processors.journal import JournalSink
from processors.speech_deadline import SpeechDeadlineWatch
from services.failover.alarm import Alarm
from transports.line import Line

BYTES_A_SAMPLE = 2

GUESSED_SECS = 6.0
"""Seconds that a sentence may take whose sound is not known."""


class SpeechGuard:
    """Speaks past everything that may be stuck. What is done about it the call sets: `hurry`, `rescue`."""

    def __init__(
        self,
        block: SpeechDeadlineBlock,
        language: str,
        line: Line,
        journal: JournalSink,
        phrases: Phrases | None,
        *,
        silence_is_meant: Callable[[], bool],
    ) -> None:
        """`begin` must follow.

        `silence_is_meant`: whether nobody expects a word of the agent, because music plays or a question of
        our own waits.
        """
        self._line, self._journal, self._phrases = line, journal, phrases
        self._silence_is_meant = silence_is_meant
        self._texts = block.texts(language)
        self._deadline = SpeechDeadline(
            Deadlines(block.opening_secs, block.wait_secs, block.again_secs, block.last_secs)
        )
        self._alarm = Alarm(self._due, self._ring)
        self._saying: asyncio.Task[None] | None = None
        self._started = False
        self.watch = SpeechDeadlineWatch(self._deadline, self._alarm.set)
        """Stands behind the language model."""
        self.speak: Callable[[str], Awaitable[None]] = _nothing
        """Says a sentence the ordinary way, where none could be made before the call."""
        self.hurry: Callable[[bool], Awaitable[None]] = _nothing
        """Replaces whoever is too slow, or asks again; told whether words came that were not heard."""
        self.rescue: Callable[[EndReason], Awaitable[None]] = _nothing
        """Nobody answers: a person, or goodbye."""

    def begin(self) -> None:
        """The stream has begun: the caller listens."""
        self._deadline.stream_began(self._now())
        self._alarm.set()

    async def started(self, *_: object) -> None:
        """All of the pipeline runs: what is said now goes its ordinary way, and is recorded."""
        self._started = True

    def caller_finished(self) -> None:
        """The caller's turn is over, with words in it."""
        self._deadline.caller_finished(self._now())
        self._alarm.set()

    def close(self) -> None:
        """The call ends: nothing more is said."""
        self._deadline.settled()
        self._alarm.close()
        if self._saying is not None:
            self._saying.cancel()

    async def goodbye(self) -> float:
        """Say it. Returns how many seconds it takes to be heard."""
        self._deadline.settled()
        return await self._say(3)

    def _due(self) -> float | None:
        due = self._deadline.due
        return due[0] if due else None

    def _ring(self) -> None:
        due = self._deadline.due
        if due is None:
            return
        now = self._now()
        if self._silence_is_meant():
            self._deadline.postponed(now)
            self._alarm.set()
            return
        self._deadline.took(due[1], now)
        self._saying = asyncio.get_running_loop().create_task(self._act(due[1]), name="speech deadline")

    async def _act(self, step: Step) -> None:
        try:
            if step == 3:
                words = self._deadline.words_came
                await self.rescue(EndReason.TTS_FAILED if words else EndReason.LLM_FAILED)
                return
            await self._say(step)
            if step == 2:
                await self.hurry(self._deadline.words_came)
        except Exception:
            logger.exception("the speech deadline could not do its work")
        finally:
            self._alarm.set()

    async def _say(self, step: Step) -> float:
        text, line = self._texts[step - 1], self._line
        self._journal.write(DeadlineSpoken(step=step, text=text))
        audio = self._phrases.audio(text, line.audio_out_hz) if self._phrases else None
        past = line.say_past
        if audio is None:
            await self.speak(text)
            return GUESSED_SECS
        if self._started or past is None:
            await _play(line.transport.output(), audio, line.audio_out_hz)
        else:
            await past(audio)
        return len(audio) / BYTES_A_SAMPLE / line.audio_out_hz

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


async def _play(output: FrameProcessor, audio: bytes, rate: int) -> None:
    """Have it sound behind whatever sounds now."""
    await output.queue_frame(TTSAudioRawFrame(audio, rate, 1))
    await output.queue_frame(TTSStoppedFrame())


async def _nothing(_: object) -> None:
    """Until the call says what is to be done."""
