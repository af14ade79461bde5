"""Which call event each event name of a scenario stands for, and the words an event carries.

The names are those of Pipecat's evals where it has one; the rest are our events' own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from calls.events import (
    AgentSpoke,
    AgentStartedSpeaking,
    CallAnswered,
    CallEnded,
    CallerSpoke,
    CallEvent,
    CardAsked,
    CardCaptured,
    ConsentAnswered,
    ConsentWithdrawn,
    DataCollected,
    DeadlineSpoken,
    EscalationRequested,
    Event,
    FillerSpoken,
    Interrupted,
    KeyPressed,
    Misunderstood,
    NodeEntered,
    NoticeGiven,
    OutcomeSet,
    ProviderFailed,
    ProviderSwitched,
    RecordingDecided,
    RecordingDestroyed,
    RecordingStarted,
    RecordingStopped,
    Repaired,
    ResponseMeasured,
    SecureWindowClosed,
    SecureWindowOpened,
    SilenceNoticed,
    ToolCalled,
    ToolFinished,
    TransferCallTold,
    TransferEnded,
    TransferRequested,
)


@dataclass(frozen=True)
class Meaning:
    """What an event name stands for."""

    kind: type[Event]
    text: Callable[[Any], str]
    """What `text_contains` and `text_excludes` look at."""
    tells_agent_speech: bool = False


def _nothing(_: Any) -> str:
    return ""


_RESPONSE = Meaning(AgentSpoke, lambda event: event.text, tells_agent_speech=True)
_STOPPED = Meaning(AgentSpoke, lambda event: event.heard)

EVENTS: dict[str, Meaning] = {
    "response": _RESPONSE,
    "llm_response": _RESPONSE,
    "tts_response": Meaning(AgentSpoke, lambda event: event.heard, tells_agent_speech=True),
    "bot_started_speaking": Meaning(AgentStartedSpeaking, _nothing),
    "bot_stopped_speaking": _STOPPED,
    "bot_interrupted": Meaning(Interrupted, _nothing),
    "user_transcription": Meaning(CallerSpoke, lambda event: event.text),
    "user_stopped_speaking": Meaning(CallerSpoke, lambda event: event.text),
    "function_call": Meaning(ToolCalled, lambda event: event.name),
    "function_call_stopped": Meaning(ToolFinished, lambda event: event.name),
    "call_answered": Meaning(CallAnswered, _nothing),
    "recording_decided": Meaning(RecordingDecided, lambda event: event.mode),
    "recording_started": Meaning(RecordingStarted, lambda event: event.path),
    "recording_stopped": Meaning(RecordingStopped, _nothing),
    "recording_destroyed": Meaning(RecordingDestroyed, lambda event: event.reason),
    "notice_given": Meaning(NoticeGiven, lambda event: f"{event.what}: {event.text}"),
    "consent_answered": Meaning(ConsentAnswered, lambda event: f"{event.answer} {event.via or ''}".rstrip()),
    "consent_withdrawn": Meaning(ConsentWithdrawn, lambda event: event.was),
    "node_entered": Meaning(NodeEntered, lambda event: event.node),
    "key_pressed": Meaning(KeyPressed, lambda event: event.digit),
    "filler_spoken": Meaning(FillerSpoken, lambda event: event.text),
    "deadline_spoken": Meaning(DeadlineSpoken, lambda event: event.text),
    "silence_noticed": Meaning(SilenceNoticed, lambda event: str(event.step)),
    "data_collected": Meaning(DataCollected, lambda event: f"{event.key}: {event.value}"),
    "outcome_set": Meaning(OutcomeSet, lambda event: event.disposition),
    "provider_failed": Meaning(ProviderFailed, lambda event: event.message),
    "provider_switched": Meaning(
        ProviderSwitched,
        lambda event: f"{event.kind} {event.provider} instead of {event.instead_of}: {event.why}",
    ),
    "repaired": Meaning(Repaired, lambda event: event.kind),
    "misunderstood": Meaning(Misunderstood, lambda event: event.why),
    "escalation_requested": Meaning(EscalationRequested, lambda event: f"{event.reason} {event.answer}"),
    "response_measured": Meaning(ResponseMeasured, _nothing),
    "secure_window_opened": Meaning(SecureWindowOpened, _nothing),
    "card_asked": Meaning(CardAsked, lambda event: event.text),
    "card_captured": Meaning(CardCaptured, lambda event: f"{event.brand} {event.card}"),
    "secure_window_closed": Meaning(SecureWindowClosed, lambda event: event.outcome),
    "transfer_requested": Meaning(TransferRequested, lambda event: f"{event.destination} {event.reason}"),
    "transfer_call_told": Meaning(TransferCallTold, lambda event: f"{event.number} {event.result}"),
    "transfer_ended": Meaning(TransferEnded, lambda event: event.outcome),
    "call_ended": Meaning(CallEnded, lambda event: event.end_reason),
}
"""Event name of a scenario to its meaning."""


def call_of(event: Event) -> tuple[str, dict[str, Any]] | None:
    """Name and arguments of a tool event; for one that stopped, how it ended."""
    match event:
        case ToolCalled():
            return event.name, event.arguments
        case ToolFinished():
            ended = {"ok": event.ok, "error_kind": event.error_kind}
            return event.name, ended | {"cancelled": event.error_kind == "cancelled"}
        case _:
            return None


def told(event: CallEvent) -> str:
    """An event as a line of a failure message: `4.20 s agent said "Which day?"`."""
    return f"{event.at_ms / 1000:.2f} s {_told(event)}"


def _told(event: CallEvent) -> str:
    match event:
        case CallerSpoke():
            return f'caller was understood: "{event.text}"'
        case AgentSpoke():
            cut = f', interrupted after "{event.heard}"' if event.interrupted else ""
            return f'agent said "{event.text}"{cut}'
        case ToolCalled():
            arguments = ", ".join(f"{key}={value!r}" for key, value in event.arguments.items())
            return f"tool {event.name}({arguments})"
        case ToolFinished():
            return f"tool {event.name} ended: {'ok' if event.ok else event.error_kind}"
        case NodeEntered():
            return f"node {event.node}"
        case CallEnded():
            return f"call ended: {event.end_reason} {event.detail}".rstrip()
        case _:
            fields = event.model_dump(exclude={"type", "at_ms"}, exclude_none=True)
            details = ", ".join(f"{key}={value!r}" for key, value in fields.items())
            return f"{event.type} {details}".rstrip()
