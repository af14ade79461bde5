"""A call begins, is answered, moves through its flow and ends."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from calls.end_reasons import EndReason
from calls.events.base import Event
from calls.plain import plain
from compliance.redaction.declared import Own, Words


class CallStarted(Event):
    """The call was admitted. Always the first event of a journal."""

    type: Literal["call_started"] = "call_started"
    call_id: Own
    agent: Own
    agent_hash: Own
    """Hash of the resolved agent file."""
    carrier: Own
    """`twilio`, `webrtc`, `daily` ..."""
    direction: Literal["inbound", "outbound"]
    carrier_call: Own | None = None
    """The carrier's own id of the call, where a gate let it in."""
    from_: Words | None = None
    """The caller's address as the carrier gave it; not always E.164."""
    to: Own | None = None
    started_at: Own
    """ISO-8601, UTC."""
    providers: Annotated[dict[Own, Own], BeforeValidator(plain)] = Field(default_factory=dict)
    """Kind (stt, llm, tts) to the catalogue name of the primary provider."""


class CallAnswered(Event):
    """Audio flows both ways."""

    type: Literal["call_answered"] = "call_answered"
    answered_at: Own
    """ISO-8601, UTC."""


class NodeEntered(Event):
    """The flow moved."""

    type: Literal["node_entered"] = "node_entered"
    node: Own


class ProviderFailed(Event):
    """A provider reported an error."""

    type: Literal["provider_failed"] = "provider_failed"
    kind: Own
    """stt, llm, tts, or transport"""
    provider: Own
    category: Own
    message: Words


class ProviderSwitched(Event):
    """From here on another provider serves."""

    type: Literal["provider_switched"] = "provider_switched"
    kind: Own
    """stt, llm or tts"""
    provider: Own
    """Who serves now."""
    instead_of: Own
    why: Own
    """What the other one did: a category of error, `no_first_token stalled empty no_audio cut_off mute
    speech_deadline`; `recovered`, where the call goes back to the provider that it prefers;
    `left_alone`, where other calls have found out that it does not work."""


class CallEnded(Event):
    """Always the last event of a finished journal."""

    type: Literal["call_ended"] = "call_ended"
    end_reason: EndReason
    ended_at: Own
    """ISO-8601, UTC."""
    detail: Words = ""
