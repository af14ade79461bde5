"""A call begins, is answered, moves through its flow and ends."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from calls.end_reasons import EndReason
from calls.events.base import Event
from calls.plain import plain


class CallStarted(Event):
    """The call was admitted. Always the first event of a journal."""

    type: Literal["call_started"] = "call_started"
    call_id: str
    agent: str
    agent_hash: str
    """Hash of the resolved agent file."""
    carrier: str
    """`twilio`, `webrtc`, `daily` ..."""
    direction: Literal["inbound", "outbound"]
    from_: str | None = None
    """The caller's address as the carrier gave it; not always E.164."""
    to: str | None = None
    started_at: str
    """ISO-8601, UTC."""
    providers: Annotated[dict[str, str], BeforeValidator(plain)] = Field(default_factory=dict)
    """Kind (stt, llm, tts) to the catalogue name of the primary provider."""


class CallAnswered(Event):
    """Audio flows both ways."""

    type: Literal["call_answered"] = "call_answered"
    answered_at: str
    """ISO-8601, UTC."""


class NodeEntered(Event):
    """The flow moved."""

    type: Literal["node_entered"] = "node_entered"
    node: str


class ProviderFailed(Event):
    """A provider reported an error."""

    type: Literal["provider_failed"] = "provider_failed"
    kind: str
    """stt, llm, tts, or transport"""
    provider: str
    category: str
    message: str


class CallEnded(Event):
    """Always the last event of a finished journal."""

    type: Literal["call_ended"] = "call_ended"
    end_reason: EndReason
    ended_at: str
    """ISO-8601, UTC."""
    detail: str = ""
