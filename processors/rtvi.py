"""RTVI for a browser, without the messages by which a page could act as our own backend."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pipecat.frames.frames import (
    Frame,
    InputTransportMessageFrame,
    InterimTranscriptionFrame,
    LLMMessagesAppendFrame,
    LLMTextFrame,
    TranscriptionFrame,
)
from pipecat.observers.base_observer import FramePushed
from pipecat.processors.frame_processor import FrameDirection
from pipecat.processors.frameworks.rtvi import (
    RTVIFunctionCallReportLevel,
    RTVIObserver,
    RTVIObserverParams,
    RTVIProcessor,
    RTVISendTextFrame,
)
from pipecat.processors.frameworks.rtvi.models import MESSAGE_LABEL, ClientMessage

from processors.agent_redaction import AgentRedaction
from processors.redaction import CallerRedaction

Redact = Callable[[str], tuple[str, Frame | None]]

CLIENT_MAY = frozenset({"client-ready", "disconnect-bot", "send-text", "dtmf"})
"""What a page may ask for. A tool's result, raw audio, files and UI events are not its to send."""

MAX_TEXT_CHARS = 2000
"""Of one typed turn."""

MAX_KEYS = 32
"""Of one message from the keypad."""


def refusal(message: dict[str, Any]) -> str | None:
    """Why a page's message is refused; None when it may have its effect."""
    kind, data = str(message.get("type")), message.get("data")
    data = data if isinstance(data, dict) else {}
    if kind not in CLIENT_MAY:
        return f"'{kind[:40]}' is not allowed; allowed: {', '.join(sorted(CLIENT_MAY))}"
    if len(str(data.get("content", ""))) > MAX_TEXT_CHARS:
        return f"the text is too long; allowed are {MAX_TEXT_CHARS} characters"
    if isinstance(keys := data.get("buttons"), list) and len(keys) > MAX_KEYS:
        return f"too many keys at once; allowed are {MAX_KEYS}"
    return None


class GuardedRTVI(RTVIProcessor):
    """Pipecat's RTVI with an allow-list of client messages. What is refused goes no further.

    Event: `on_caller_typed(rtvi, text)`, when a typed turn is on its way to the language model.
    """

    def __init__(self, redact: Redact = lambda text: (text, None)) -> None:
        """`redact` gives what a typed text may go on as, and a frame that goes before it."""
        super().__init__()
        self._redact = redact
        self._typed = ""
        self._answered = False
        self.answers: Callable[[str], bool] = lambda text: False
        """Whether a typed text is the answer to a question of ours; such a one goes no further."""
        self._register_event_handler("on_caller_typed", sync=True)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a refused message with an error; leave the rest to Pipecat."""
        if isinstance(frame, InputTransportMessageFrame):
            message = frame.message
            if not isinstance(message, dict) or message.get("label") != MESSAGE_LABEL:
                return
            why = refusal(message)
            if why is not None:
                asked = ClientMessage(msg_id=str(message.get("id"))[:80], type=str(message.get("type")))
                await self.send_error_response(asked, why)
                return
        await super().process_frame(frame, direction)

    async def push_frame(self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM) -> None:
        """Push a frame, and tell of a typed turn. By then, what it interrupted has been committed."""
        if isinstance(frame, LLMMessagesAppendFrame):
            await self._hide_private(frame)
            self._answered = self.answers(self._typed)
            if self._answered:
                return
        elif isinstance(frame, RTVISendTextFrame):
            if self._answered:
                return
            frame.text = self._typed
            await self._call_event_handler("on_caller_typed", frame.text)
        await super().push_frame(frame, direction)

    async def _hide_private(self, frame: LLMMessagesAppendFrame) -> None:
        """What was typed is as private as what is said."""
        for message in frame.messages:
            if isinstance(message, dict) and isinstance(content := message.get("content"), str):
                self._typed, before = self._redact(content)
                message["content"] = self._typed
                if before is not None:
                    await super().push_frame(before)

    def create_rtvi_observer(self, **kwargs: Any) -> RTVIObserver:
        """The observer that reports to the page."""
        return RedactedReport(self, **kwargs)


class RedactedReport(RTVIObserver):
    """Reports words as they come out of redaction, not as an STT or a language model wrote them."""

    async def on_push_frame(self, data: FramePushed) -> None:
        """Report a frame, if it is to be."""
        if isinstance(data.frame, TranscriptionFrame | InterimTranscriptionFrame):
            if not isinstance(data.source, CallerRedaction):
                return
            data = replace(data, first_push=True)
        elif isinstance(data.frame, LLMTextFrame):
            if not isinstance(data.source, AgentRedaction):
                return
            data = replace(data, first_push=True)
        await super().on_push_frame(data)


def rtvi_report() -> RTVIObserverParams:
    """What a page is told: the words of both sides, and nothing of the tools."""
    return RTVIObserverParams(
        function_call_report_level={"*": RTVIFunctionCallReportLevel.DISABLED},
        user_llm_enabled=False,
        system_logs_enabled=False,
    )
