"""Small services that behave as they are told, for tests of the groups around them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pipecat.frames.frames import (
    ErrorFrame,
    FunctionCallFromLLM,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings, STTSettings, TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

STALL = 3600.0
"""Seconds: for ever."""

Step = str | float | Exception
"""Say this; wait so long; fail."""


class ScriptedLLM(LLMService):
    """Answers each question with the next of its scripts, the last one again and again."""

    def __init__(self, *scripts: Sequence[Step]) -> None:
        super().__init__(
            settings=LLMSettings(
                model="scripted", system_instruction=None, temperature=None, max_tokens=None, top_p=None,
                top_k=None, frequency_penalty=None, presence_penalty=None, seed=None,
                filter_incomplete_user_turns=False, user_turn_completion_config=None,
            )
        )  # fmt: skip
        self._scripts = list(scripts)
        self.asked: list[list[Any]] = []
        self.roles: list[str | None] = []
        self.cancelled = 0

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        self.asked.append(list(frame.context.get_messages()))
        self.roles.append(self._settings.system_instruction)
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        try:
            await self.push_frame(LLMFullResponseStartFrame())
            for step in script:
                await self._do(step, frame)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        except Exception as error:
            await self.push_error(str(error), exception=error)
        finally:
            await self.push_frame(LLMFullResponseEndFrame())

    async def _do(self, step, frame):
        if isinstance(step, Exception):
            raise step
        if isinstance(step, float):
            await asyncio.sleep(step)
        elif step.startswith("call "):
            call = FunctionCallFromLLM(
                function_name=step[5:], tool_call_id="1", arguments={}, context=frame.context
            )
            await self.run_function_calls([call])
        else:
            await self._push_llm_text(step)


TONE = b"\x10\x00"
"""One sample of something that is not silence."""

SECS_A_LETTER = 1 / 14


class ScriptedTTS(TTSService):
    """Speaks at 14 letters a second, or does what it is told for each sentence, the last again and again.

    `say`: all of it. A number: sound for that share of it, then nothing for ever. `stop`: an end without a
    sound. `silence`: sound that is none. `half`: half of it, and an end.
    """

    def __init__(self, *deeds: str | float | Exception) -> None:
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            push_text_frames=True,
            settings=TTSSettings(model=None, voice=None, language=None),
        )
        self._deeds = list(deeds or ("say",))
        self.said: list[str] = []

    async def run_tts(self, text, context_id):
        self.said.append(text.strip())
        deed = self._deeds.pop(0) if len(self._deeds) > 1 else self._deeds[0]
        samples = int(sum(char.isalnum() for char in text) * SECS_A_LETTER * self.sample_rate)
        if isinstance(deed, Exception):
            yield ErrorFrame(error=str(deed), exception=deed)
            return
        if deed == "silence":
            yield TTSAudioRawFrame(bytes(2 * samples), self.sample_rate, 1, context_id=context_id)
            await asyncio.sleep(STALL)
        share = {"say": 1.0, "half": 0.3, "stop": 0.0}.get(deed, deed)
        audio = TONE * int(samples * share)
        for start in range(0, len(audio), 1600):
            yield TTSAudioRawFrame(audio[start : start + 1600], self.sample_rate, 1, context_id=context_id)
        if deed != "say" and not isinstance(deed, str):
            await asyncio.sleep(STALL)


class ScriptedSTT(STTService):
    """Understands each stretch of speech as it is told, the last again and again; None = not a word of it."""

    def __init__(self, *words: str | Exception | None, delay: float = 0.2, stuck: bool = False) -> None:
        super().__init__(settings=STTSettings(model=None, language=None), ttfs_p99_latency=0.3)
        self._words = list(words)
        self._delay, self._stuck = delay, stuck
        self.loud_secs = 0.0

    async def run_stt(self, audio):
        if self._stuck:
            await asyncio.sleep(STALL)
        if audio.strip(b"\0"):
            self.loud_secs = round(self.loud_secs + len(audio) / 16000, 3)
            if isinstance(self._words[0], Exception) and self.is_usable:
                await self.push_error("lost", exception=self._words[0])
        yield None

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            words = self._words.pop(0) if len(self._words) > 1 else self._words[0]
            if isinstance(words, str):
                self.create_task(self._tell(words))

    async def _tell(self, words):
        await asyncio.sleep(self._delay)
        await self.push_frame(TranscriptionFrame(words, "", "now"))
