"""What can happen in a call. The journal is a list of these; a record is folded from them.

Times named `*_ms` are milliseconds since the stream started. `at_ms` is when the event was written.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, TypeAdapter

from calls.end_reasons import EndReason
from calls.plain import plain
from calls.transfers import LegResult, TransferOutcome

Via = Literal["speech", "keypad", "text"]

Plain = Annotated[Any, BeforeValidator(plain)]
"""Any value, made plain JSON on the way in, so that the journal gives back what the event held."""

PlainDict = Annotated[dict[str, Any], BeforeValidator(plain)]
"""The same for a mapping."""


class Event(BaseModel):
    """Something that happened, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    at_ms: int = Field(default=0, ge=0)
    """Milliseconds since the stream started."""


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


class RecordingStarted(Event):
    """Audio is being kept from here on."""

    type: Literal["recording_started"] = "recording_started"
    path: str
    """Relative to the call's folder."""
    channels: int
    sample_rate: int
    """Hertz"""


class NodeEntered(Event):
    """The flow moved."""

    type: Literal["node_entered"] = "node_entered"
    node: str


class CallerSpoke(Event):
    """The caller finished a turn."""

    type: Literal["caller_spoke"] = "caller_spoke"
    text: str
    """What was understood."""
    start_ms: int
    """First speech sample."""
    end_ms: int
    """Last speech sample."""
    via: Via = "speech"


class AgentStartedSpeaking(Event):
    """The first sample of an answer went out on the wire."""

    type: Literal["agent_started_speaking"] = "agent_started_speaking"


class AgentSpoke(Event):
    """The agent finished a turn, or was stopped in it."""

    type: Literal["agent_spoke"] = "agent_spoke"
    text: str
    """What was to be said."""
    heard: str
    """What the caller heard of it."""
    interrupted: bool
    start_ms: int
    """First sample on the wire."""
    end_ms: int
    """Last sample on the wire."""


class Interrupted(Event):
    """The caller barged in and the agent's audio was stopped."""

    type: Literal["interrupted"] = "interrupted"


class ResponseMeasured(Event):
    """From the caller's last speech sample to the agent's first sample on the wire."""

    type: Literal["response_measured"] = "response_measured"
    total_ms: FiniteFloat
    parts: Annotated[dict[str, FiniteFloat], BeforeValidator(plain)]
    """Named milliseconds that add up to `total_ms`."""


class KeyPressed(Event):
    """A DTMF key."""

    type: Literal["key_pressed"] = "key_pressed"
    digit: str


class SilenceNoticed(Event):
    """A step of the silence ladder was taken."""

    type: Literal["silence_noticed"] = "silence_noticed"
    step: int
    """1 = asked, 2 = asked again, 3 = said goodbye"""


class FillerSpoken(Event):
    """The caller was told to wait while a tool is at work. The history of the model knows nothing of it."""

    type: Literal["filler_spoken"] = "filler_spoken"
    text: str


class ToolCalled(Event):
    """A tool was started."""

    type: Literal["tool_called"] = "tool_called"
    tool_call_id: str
    name: str
    arguments: PlainDict


class ToolFinished(Event):
    """A tool ended, well or not."""

    type: Literal["tool_finished"] = "tool_finished"
    tool_call_id: str
    name: str
    ok: bool
    error_kind: str | None = None
    """`invalid_arguments refused timeout failed cancelled unknown unavailable exceeded`, or None when ok."""


class DataCollected(Event):
    """A fact was learnt about the call."""

    type: Literal["data_collected"] = "data_collected"
    key: str
    value: Plain


class ValueHeld(Event):
    """Something that the caller told was understood, confirmed, or does not count any more."""

    type: Literal["value_held"] = "value_held"
    name: str
    kind: str
    """What it is: `phone`, `date` ..."""
    what: Literal["told", "confirmed", "dropped"]
    value: Plain
    """`(hidden)` when it is to stay out of the journal; so are the words."""
    turn: int
    """Which of the caller's turns it came from, counted from 1; 0 = it came with the call."""
    words: str
    """What was said or pressed."""
    via: Literal["speech", "keypad", "text", "model", "carrier"]
    confidence: FiniteFloat | None = None
    """0 to 1; None = the recogniser does not say."""


class OutcomeSet(Event):
    """What the call came to; the last one counts."""

    type: Literal["outcome_set"] = "outcome_set"
    disposition: str
    resolved: bool


class ProviderFailed(Event):
    """A provider reported an error."""

    type: Literal["provider_failed"] = "provider_failed"
    kind: str
    """stt, llm, tts, or transport"""
    provider: str
    category: str
    message: str


RepairKind = Literal[
    "repeated",
    "slowed",
    "started_over",
    "went_back",
    "skipped",
    "corrected",
    "cancelled",
    "clarified",
    "robot_asked",
]
"""What mended the conversation."""


class Repaired(Event):
    """The caller (or the agent, by asking back) mended the conversation."""

    type: Literal["repaired"] = "repaired"
    kind: RepairKind
    what: str = ""
    """The value or the node it was about; never the value itself."""


class Misunderstood(Event):
    """Caller and agent did not understand each other."""

    type: Literal["misunderstood"] = "misunderstood"
    why: Literal["no_words", "asked_again", "clarified"]
    """`no_words`: speech was heard and no word of it; `asked_again`: the agent said that it did not
    understand; `clarified`: it asked which of several things was meant."""


class EscalationRequested(Event):
    """Something asked for a person."""

    type: Literal["escalation_requested"] = "escalation_requested"
    reason: str
    """The trigger: `emergency person node legal sensitive anger confidence misunderstood tools`."""

    detail: str = ""
    """What fired it: words of the trigger's own list, a tool, a count."""

    destination: str | None = None
    """The name that the agent file has for this trigger; None = the handoff's default."""

    answer: Literal["told", "transferring", "tool", "nobody"]
    """What was done: fixed words were said, a transfer was begun, the flow's own tool was called, or the
    caller was told that there is nobody."""


class TransferRequested(Event):
    """A person is being fetched."""

    type: Literal["transfer_requested"] = "transfer_requested"
    destination: str
    """A name of the agent file."""
    reason: str
    mode: Literal["warm", "cold"]
    brief: Annotated[dict[str, str], BeforeValidator(plain)] = Field(default_factory=dict)
    """What the person is told: `who verified goal done unsure promised mood next_step`, and why."""


class TransferCallTold(Event):
    """One telephone call to a person has come further, or to its end."""

    type: Literal["transfer_call_told"] = "transfer_call_told"
    call: int
    """Counted from 0 within the transfer."""
    target: int
    """Position in the destination's list of targets, counted from 0."""
    number: str
    """E.164"""
    result: LegResult


class TransferEnded(Event):
    """The transfer came to its end."""

    type: Literal["transfer_ended"] = "transfer_ended"
    destination: str
    outcome: TransferOutcome


class PromiseMade(Event):
    """The agent claimed something that nothing backs, or was about to."""

    type: Literal["promise_made"] = "promise_made"
    kind: Literal["done", "refund", "price", "date"]
    text: str
    """The sentence."""
    blocked: bool
    """Whether other words were said in its place."""


class CallSummarised(Event):
    """What is made of a call at its end."""

    type: Literal["call_summarised"] = "call_summarised"
    summary: str
    summary_by: Literal["facts", "model"]
    values: PlainDict
    """The fields that the agent file asks for."""
    sources: dict[str, Literal["facts", "model"]]
    """Field to who knew it."""
    missing: list[str]
    """Required fields that nobody knew."""
    wrong: dict[str, str]
    """Field to why its value was not taken."""


class CallEnded(Event):
    """Always the last event of a finished journal."""

    type: Literal["call_ended"] = "call_ended"
    end_reason: EndReason
    ended_at: str
    """ISO-8601, UTC."""
    detail: str = ""


CallEvent = Annotated[
    CallStarted
    | CallAnswered
    | RecordingStarted
    | NodeEntered
    | CallerSpoke
    | AgentStartedSpeaking
    | AgentSpoke
    | Interrupted
    | ResponseMeasured
    | KeyPressed
    | SilenceNoticed
    | FillerSpoken
    | ToolCalled
    | ToolFinished
    | DataCollected
    | ValueHeld
    | OutcomeSet
    | ProviderFailed
    | Repaired
    | Misunderstood
    | EscalationRequested
    | TransferRequested
    | TransferCallTold
    | TransferEnded
    | PromiseMade
    | CallSummarised
    | CallEnded,
    Field(discriminator="type"),
]
"""Any event."""

EVENT: TypeAdapter[CallEvent] = TypeAdapter(CallEvent)
"""Reads one event from a mapping or a line of JSON."""
