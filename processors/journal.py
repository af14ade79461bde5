"""Frames → call events. The one observer of a call: it writes the journal and measures each response."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    ErrorFrame,
    FunctionCallCancelFrame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    InputDTMFFrame,
    InterimTranscriptionFrame,
    InterruptionFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.observers.base_observer import FramePushed
from pipecat.observers.user_bot_latency_observer import (
    LatencyBreakdown,
    MeasuredFrom,
    UserBotLatencyObserver,
)
from pipecat.processors.aggregators.llm_response_universal import (
    AssistantTurnStoppedMessage,
    LLMContextAggregatorPair,
    UserTurnStoppedMessage,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from calls.events import (
    AgentSpoke,
    AgentStartedSpeaking,
    CallerSpoke,
    CallEvent,
    Interrupted,
    KeyPressed,
    ProviderFailed,
    ResponseMeasured,
    TextRestored,
    ToolCalled,
    ToolFinished,
    Via,
)
from calls.plain import cut
from calls.turn_words import TurnWords
from processors.utterances import Utterances

LATE_TRANSCRIPT_MS = 3000
"""A transcript that comes later than this after speech belongs to no speech: keys, or a slip of the STT."""

KEYPAD = "DTMF: "
"""What the keypad aggregator puts before the keys of a turn."""


Origin = Callable[[FrameProcessor | None], tuple[str, str]]
"""The kind (stt, llm, tts) and the provider of a processor that failed."""


class Redacted(Protocol):
    """An utterance of the caller; `compliance.redaction.redactor.Redacted` is one."""

    @property
    def turn(self) -> int:
        """Its number, from 0."""
        ...

    @property
    def live(self) -> str:
        """As the model has it."""
        ...

    @property
    def stored(self) -> str:
        """As it may be kept."""
        ...

    @property
    def earlier(self) -> Sequence[tuple[int, str, str]]:
        """Earlier utterances of which more is known now: number, live and stored words."""
        ...


class JournalSink(Protocol):
    """Where events go; `calls.journal.Journal` is one."""

    def write(self, event: CallEvent) -> object:
        """Append one event, stamped with the time of writing."""
        ...

    def now_ms(self) -> int:
        """Milliseconds since the stream started."""
        ...


class JournalObserver(UserBotLatencyObserver):
    """Writes what happens in the pipeline as call events.

    It is also Pipecat's latency observer, so that a phone call has a single observer: each one costs a queue
    hop for every frame that any processor handles.
    """

    def __init__(self, journal: JournalSink, origin: Origin, words: TurnWords | None = None) -> None:
        # Looked up at each reading: a virtual clock replaces the function after Pipecat bound its default.
        super().__init__(time_source=lambda: time.time())
        self._journal = journal
        self._origin = origin
        self._kept = words or TurnWords()
        self._speech_start_ms: int | None = None
        self._speech_end_ms: int | None = None
        self._last_speech: tuple[int, int] | None = None
        self._utterances = Utterances()
        self._notices: list[str] = []
        self._agent_start_ms: int | None = None
        self._agent_end_ms: int | None = None
        self._agent_speaking = False
        self._open_tools: set[str] = set()
        self.greeted = False
        """Whether the caller has heard a word of the conversation; the recording notice is none."""
        self.words_at: float | None = None
        """When a word of the caller was last recognised, by the loop's clock; None before the first."""
        self.hides_key: Callable[[str], bool] = lambda key: False
        """Whether a key that was pressed just now is nobody's business."""
        self._handlers: dict[type, Any] = {
            VADUserStartedSpeakingFrame: self._caller_started,
            VADUserStoppedSpeakingFrame: self._caller_stopped,
            BotStartedSpeakingFrame: self._agent_started,
            BotStoppedSpeakingFrame: self._agent_stopped,
            InterruptionFrame: self._interrupted,
            TTSSpeakFrame: self._notice,
            LLMFullResponseStartFrame: self._response_started,
            LLMTextFrame: self._response_text,
            FunctionCallInProgressFrame: self._tool_called,
            FunctionCallResultFrame: self._tool_finished,
            FunctionCallCancelFrame: self._tool_cancelled,
            TranscriptionFrame: self._words,
            InterimTranscriptionFrame: self._words,
            InputDTMFFrame: self._key_pressed,
            ErrorFrame: self._failed,
        }
        self.add_event_handler("on_latency_breakdown", self._measured)

    @property
    def agent_is_speaking(self) -> bool:
        """Whether the agent is heard now."""
        return self._agent_speaking

    @property
    def tools_in_progress(self) -> int:
        """Tools that were started and have not ended."""
        return len(self._open_tools)

    def follow(self, turns: LLMContextAggregatorPair) -> None:
        """Take the words of both sides from the aggregators that own the history."""
        turns.user().add_event_handler("on_user_turn_stopped", self._caller_turn)
        turns.assistant().add_event_handler("on_assistant_turn_stopped", self._agent_turn)

    def redacted(self, said: Redacted) -> None:
        """The caller said something: what of it may be kept, and what is known now of earlier words."""
        self.reread(said.earlier)
        self._kept.heard(said.turn, _bare(said.live), _bare(said.stored))

    def reread(self, earlier: Sequence[tuple[int, str, str]]) -> None:
        """Earlier utterances of which more is known now: number, live and stored words."""
        for number, live, stored in earlier:
            changed = self._kept.changed(number, live, stored)
            if changed is not None:
                self._journal.write(TextRestored(turn=changed[0], text=changed[1]))

    def caller_spoke(self, text: str, start_ms: int, end_ms: int, via: Via) -> None:
        """The caller's turn is over; `text` as the model has it."""
        self._journal.write(
            CallerSpoke(text=self._kept.turn(text), start_ms=start_ms, end_ms=end_ms, via=via)
        )

    async def on_push_frame(self, data: FramePushed) -> None:
        """Note the frames that a call record is made of."""
        await super().on_push_frame(data)
        if data.direction is FrameDirection.UPSTREAM and not isinstance(data.frame, ErrorFrame):
            return
        handler = self._handlers.get(type(data.frame))
        if handler is not None:
            handler(data.frame)

    def _ms(self, wall: float) -> int:
        return max(0, self._journal.now_ms() - round((time.time() - wall) * 1000))

    def _words(self, _: TranscriptionFrame | InterimTranscriptionFrame) -> None:
        self.words_at = asyncio.get_running_loop().time()

    def _caller_started(self, frame: VADUserStartedSpeakingFrame) -> None:
        if self._speech_start_ms is None:
            self._speech_start_ms = self._ms(frame.timestamp - frame.start_secs)

    def _caller_stopped(self, frame: VADUserStoppedSpeakingFrame) -> None:
        self._speech_end_ms = self._ms(frame.timestamp - frame.stop_secs)

    def _agent_started(self, _: BotStartedSpeakingFrame) -> None:
        self._agent_speaking = True
        self._agent_start_ms = self._journal.now_ms()
        self._agent_end_ms = None
        self._journal.write(AgentStartedSpeaking())

    def _agent_stopped(self, _: BotStoppedSpeakingFrame) -> None:
        self._agent_speaking = False
        self._agent_end_ms = self._journal.now_ms()

    def _interrupted(self, _: InterruptionFrame) -> None:
        if self._agent_speaking:
            self._journal.write(Interrupted())

    def _notice(self, frame: TTSSpeakFrame) -> None:
        if not frame.append_to_context:
            return  # no turn of the agent will tell that it was heard
        self._notices.append(frame.text)
        self._utterances.start(frame.text)

    def _response_started(self, _: LLMFullResponseStartFrame) -> None:
        self._utterances.start()

    def _response_text(self, frame: LLMTextFrame) -> None:
        self._utterances.add(frame.text)

    def _tool_called(self, frame: FunctionCallInProgressFrame) -> None:
        self._open_tools.add(frame.tool_call_id)
        self._journal.write(
            ToolCalled(
                tool_call_id=frame.tool_call_id,
                name=frame.function_name,
                arguments=dict(frame.arguments or {}),
            )
        )

    def _tool_finished(self, frame: FunctionCallResultFrame) -> None:
        result = frame.result if isinstance(frame.result, dict) else {}
        failed = frame.error is not None or result.get("ok") is False or result.get("status") == "error"
        self._close_tool(
            frame.tool_call_id,
            frame.function_name,
            error_kind=str(result.get("error_kind") or "failed") if failed else None,
        )

    def _tool_cancelled(self, frame: FunctionCallCancelFrame) -> None:
        self._close_tool(frame.tool_call_id, frame.function_name, error_kind="cancelled")

    def _close_tool(self, tool_call_id: str, name: str, *, error_kind: str | None) -> None:
        if tool_call_id not in self._open_tools:
            return
        self._open_tools.discard(tool_call_id)
        self._journal.write(
            ToolFinished(tool_call_id=tool_call_id, name=name, ok=error_kind is None, error_kind=error_kind)
        )

    def _key_pressed(self, frame: InputDTMFFrame) -> None:
        if not self.hides_key(frame.button.value):
            self._journal.write(KeyPressed(digit=frame.button.value))

    def _failed(self, frame: ErrorFrame) -> None:
        kind, provider = self._origin(frame.processor)
        category = frame.category.value if frame.category else "unknown"
        self._journal.write(
            ProviderFailed(kind=kind, provider=provider, category=category, message=cut(frame.error, 500))
        )

    async def _measured(self, _: object, breakdown: LatencyBreakdown) -> None:
        if breakdown.measured_from is not MeasuredFrom.USER_SILENCE:
            return
        parts: dict[str, float] = {}
        for part in breakdown.contributions:
            parts[part.key] = parts.get(part.key, 0.0) + part.duration_secs * 1000
        self._journal.write(ResponseMeasured(total_ms=breakdown.total_secs * 1000, parts=parts))

    async def _caller_turn(
        self, _aggregator: object, _strategy: object, message: UserTurnStoppedMessage
    ) -> None:
        start, end = self._speech()
        text = (message.content or "").strip()
        if not text:
            return
        via: Via = "keypad" if text.startswith(KEYPAD) else "speech"
        self.caller_spoke(text.removeprefix(KEYPAD), min(start, end), end, via)

    def _speech(self) -> tuple[int, int]:
        """When this turn was spoken; a second transcript of one stretch has the times of the stretch."""
        if self._speech_end_ms is not None:
            start = self._speech_start_ms if self._speech_start_ms is not None else self._speech_end_ms
            self._last_speech = (start, self._speech_end_ms)
        self._speech_start_ms = self._speech_end_ms = None
        now = self._journal.now_ms()
        if self._last_speech is None or now - self._last_speech[1] > LATE_TRANSCRIPT_MS:
            return now, now
        return self._last_speech

    async def _agent_turn(self, _aggregator: object, message: AssistantTurnStoppedMessage) -> None:
        heard = message.content.strip()
        said = self._utterances.finished(heard, interrupted=message.interrupted)
        if not said:
            return
        is_notice = any(notice.startswith(heard) for notice in self._notices)
        self.greeted = self.greeted or bool(heard and not is_notice)
        now = self._journal.now_ms()
        start = self._agent_start_ms if self._agent_start_ms is not None else now
        self._journal.write(
            AgentSpoke(
                text=said,
                heard=heard,
                interrupted=message.interrupted,
                start_ms=start,
                end_ms=max(start, self._agent_end_ms or now),
            )
        )


def _bare(text: str) -> str:
    return text.removeprefix(KEYPAD)
