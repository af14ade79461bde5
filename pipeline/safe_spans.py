"""OpenTelemetry spans without what is said in a call.

Pipecat's spans hold transcripts, the model's whole context, its answers and what is read aloud. Here only
names, numbers and times go on: an attribute that is not in the list is left out, and the others are masked.
"""

from collections.abc import Callable, Mapping
from typing import Any

from opentelemetry.context import Context
from opentelemetry.sdk.trace import Event, ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import Link, Status

from compliance.redaction.declared import mapped

ALLOWED = frozenset({
    "conversation.id", "conversation.type", "turn.number", "turn.type", "turn.duration_seconds",
    "turn.was_interrupted", "turn.ended_by_conversation_end", "turn.user_bot_latency_seconds",
    "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.operation.name", "gen_ai.output.type",
    "service.operation", "voice_id", "language", "vad_enabled", "is_final", "stream", "tool_count",
    "tools.count", "tools.available", "tools.names", "function_calls.count", "tts.interrupted",
    "stt.incomplete", "transcript.is_input", "audio.data_size_bytes", "exception.type",
    "exception.message", "exception.stacktrace", "exception.escaped",
})  # fmt: skip
"""Attributes that say nothing of what was said; those of an error are masked."""

ALLOWED_BELOW = ("gen_ai.usage.", "gen_ai.request.", "metrics.")
"""The same for groups: counts, settings of the model, times."""

Mask = Callable[[str], str]


class SafeSpans(SpanProcessor):
    """Hands spans on to other processors as they may be kept."""

    def __init__(self, mask: Mask) -> None:
        """`mask` is asked when a span ends, while the call still knows its values."""
        self.onward: list[SpanProcessor] = []
        """Who gets the spans."""
        self._mask = mask

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """A span begins. Nobody is told before it ends: what it holds is not known yet."""

    def on_end(self, span: ReadableSpan) -> None:
        """A span has ended."""
        kept = stripped(span, self._mask)
        for processor in self.onward:
            processor.on_end(kept)

    def shutdown(self) -> None:
        """The program ends."""
        for processor in self.onward:
            processor.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Have everything sent."""
        flushed = [processor.force_flush(timeout_millis) for processor in self.onward]
        return all(flushed)


def stripped(span: ReadableSpan, mask: Mask) -> ReadableSpan:
    """A span as it may be kept."""
    return ReadableSpan(
        name=mask(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_attributes(span.attributes, mask),
        events=[_event(event, mask) for event in span.events],
        links=[Link(link.context, _attributes(link.attributes, mask)) for link in span.links],
        kind=span.kind,
        status=_status(span.status, mask),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _event(event: Event, mask: Mask) -> Event:
    return Event(mask(event.name), _attributes(event.attributes, mask), event.timestamp)


def _status(status: Status, mask: Mask) -> Status:
    return Status(status.status_code, mask(status.description) if status.description else None)


def _attributes(attributes: Mapping[str, Any] | None, mask: Mask) -> dict[str, Any]:
    return {
        name: mapped(value, mask)
        for name, value in (attributes or {}).items()
        if name in ALLOWED or name.startswith(ALLOWED_BELOW)
    }
