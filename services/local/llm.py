"""The local dialogue engine as an `LLMService`: rules in the place of a model.

It reads the ordinary LLM context and tools, and answers with ordinary text frames and function calls, so that
the rest of the pipeline cannot tell it from a model. What it says and when it calls is `dialogue.decide`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from loguru import logger
from pipecat.frames.frames import (
    Frame,
    FunctionCallFromLLM,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext, is_given
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings

from calls.clock import off_loop, utc_now
from configs.script import Script
from services.context import BuildContext
from services.local.dialogue import Call, Turn, decide
from services.local.saying import sentences
from services.local.understand import Listener
from spoken.base import Setting
from spoken.phone import region_of

MODEL = "callwright-rules"
"""What metrics and records show as the model."""

_CALL_ID = "local-"


@dataclass
class LocalLLMSettings(LLMSettings):
    """Nothing to set: what the engine says stands in the flow's `script.yaml`."""


class LocalLLMService(LLMService):
    """The dialogue engine of one call.

    What it knows comes from the context's messages at every turn, so it may be brought in at any point.
    """

    Settings = LocalLLMSettings

    def __init__(
        self, *, flow: BuildContext, settings: LocalLLMSettings | None = None, **kwargs: Any
    ) -> None:
        """Needs a flow that has a script.

        Raises:
            ValueError: The flow has no `script.yaml`.
        """
        if flow.script is None:
            raise ValueError(
                "The local dialogue engine needs a script.yaml beside the flow's flow.yaml; there is none."
            )
        super().__init__(settings=_complete(settings), **kwargs)
        self._flow = flow
        self._script: Script = flow.script
        self._zone = ZoneInfo(flow.timezone)
        self._said: str | None = None
        self._calls = 0
        self._listener = Listener()

    def can_generate_metrics(self) -> bool:
        """Yes: time to the first text, like any model."""
        return True

    async def run_inference(
        self,
        context: LLMContext,
        max_tokens: int | None = None,
        system_instruction: str | None = None,
        response_schema: dict[str, Any] | None = None,
    ) -> str | None:
        """Always refused: rules answer callers; they cannot summarise or classify.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(
            "The local dialogue engine follows a script and runs no free prompt; choose a language model."
        )

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a context; pass everything else on."""
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        try:
            await self.push_frame(LLMFullResponseStartFrame())
            await self.start_processing_metrics()
            await self.start_ttfb_metrics()
            await self._answer(frame.context)
        except Exception as error:
            await self.push_error(error_msg=f"The local dialogue engine failed: {error}", exception=error)
        finally:
            await self.stop_processing_metrics()
            await self.push_frame(LLMFullResponseEndFrame())

    async def _answer(self, context: LLMContext) -> None:
        turn = self.turn(context)
        reply = await off_loop(lambda: decide(turn), name="local_llm")
        await self.stop_ttfb_metrics()
        if not reply.say and not reply.call:
            logger.debug(f"{self}: nothing to say at node {self._flow.node()!r}")
        if reply.say:
            self._said = reply.say
            for sentence in sentences(reply.say):
                await self._push_llm_text(f"{sentence} ")
        if reply.call:
            await self.run_function_calls([self._function_call(reply.call, context)])

    def turn(self, context: LLMContext) -> Turn:
        """Everything the next decision rests on."""
        tools = _tools(context)
        return Turn(
            script=self._script,
            node=self._flow.node(),
            messages=_messages(context),
            tools={name: required for name, (required, _) in tools.items()},
            accepts={name: accepted for name, (_, accepted) in tools.items()},
            setting=Setting(now=utc_now().astimezone(self._zone), region=region_of(self._flow.language)),
            state=self._flow.state(),
            said=self._said,
            listener=self._listener,
        )

    def _function_call(self, call: Call, context: LLMContext) -> FunctionCallFromLLM:
        return FunctionCallFromLLM(
            function_name=call.tool,
            tool_call_id=self._next_id(context),
            arguments=dict(call.arguments),
            context=context,
        )

    def _next_id(self, context: LLMContext) -> str:
        """An id that is new in this call and the same on every run of it."""
        calls = [call for message in _messages(context) for call in message.get("tool_calls") or ()]
        numbers = [str(call.get("id", "")).removeprefix(_CALL_ID) for call in calls]
        self._calls = max([self._calls, *(int(n) for n in numbers if n.isdigit())]) + 1
        return f"{_CALL_ID}{self._calls}"


def _complete(given: LocalLLMSettings | None) -> LocalLLMSettings:
    """The settings with every field that a service must have."""
    settings = LocalLLMSettings(
        model=MODEL,
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
    )
    if given is not None:
        settings.apply_update(given)
    return settings


def _messages(context: LLMContext) -> list[Mapping[str, Any]]:
    """The context's messages but those in a provider's own format."""
    return [message for message in context.get_messages() if isinstance(message, dict)]


def _tools(context: LLMContext) -> dict[str, tuple[list[str], list[str]]]:
    """Offered tool to its required parameters, and to all of them."""
    if not is_given(context.tools):
        return {}
    return {tool.name: (list(tool.required), list(tool.properties)) for tool in context.tools.standard_tools}
