"""Small services that behave as they are told, for tests of the groups around them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pipecat.frames.frames import (
    FunctionCallFromLLM,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
)
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings

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
