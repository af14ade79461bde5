"""The pieces that a call's record is made of. Their JSON keys are public and never renamed."""

from typing import Any

from pydantic import ConfigDict, Field

from calls.events import Via
from calls.transfers import LegResult, TransferOutcome
from compliance.redaction.declared import Declared, Own, Words


class Part(Declared):
    """A piece of the record. Its texts declare what they hold, as those of events do."""

    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, serialize_by_alias=True, use_attribute_docstrings=True
    )


class Outcome(Part):
    """What the call came to, for the caller."""

    disposition: Words = "unknown"
    """A word of the flow's own, such as `booked`; `unknown` if nobody said."""
    resolved: bool = False
    """Whether the caller got what they called for."""


class CallerTurn(Part):
    """What the caller said."""

    text: Words
    start_ms: int
    """First speech sample, since the stream started."""
    end_ms: int
    """Last speech sample."""
    via: Via


class AgentTurn(Part):
    """What the agent answered."""

    text: Words
    """What was to be said."""
    heard: Words
    """What the caller heard of it."""
    interrupted: bool
    """Whether the caller barged in."""
    start_ms: int
    """First sample on the wire, since the stream started."""
    end_ms: int
    """Last sample on the wire."""


class Turn(Part):
    """The caller speaks and the agent answers. A greeting, or a question into silence, has no caller."""

    index: int
    node: Own | None
    """Where in the flow the turn began."""
    caller: CallerTurn | None = None
    agent: AgentTurn | None = None
    """None if the agent had not finished an answer when the caller spoke again or the call ended."""
    latency_ms: dict[Own, float] | None = None
    """`total`, from the caller's last sample to the agent's first, and the parts that add up to it."""


class ToolUse(Part):
    """One run of a tool."""

    name: Own
    arguments: dict[Own, Any]
    ok: bool
    error_kind: Words | None
    """Why not ok; `unfinished` if the call ended first."""
    started_ms: int
    """Since the stream started."""
    finished_ms: int | None


class Recording(Part):
    """The call's audio: caller left, agent right."""

    path: Own
    """Relative to the data folder."""
    channels: int
    sample_rate: int
    """Hertz"""
    url: Own | None = None
    """Where it was taken; then there is no file at `path`."""


class Promise(Part):
    """Something that the agent claimed, or was about to, and that nothing backs."""

    kind: Own
    """`done refund price date`"""
    text: Words
    """The sentence."""
    blocked: bool
    """Whether other words were said in its place."""
    at_ms: int
    """Since the stream started."""


class Summary(Part):
    """What was made of the call at its end."""

    text: Words
    by: Own
    """`facts`: put together from what the record says; `model`: written by the language model."""


class Extracted(Part):
    """The fields that the agent file asks for."""

    values: dict[Own, Any] = Field(default_factory=dict)
    sources: dict[Own, Own] = Field(default_factory=dict)
    """Field to who knew it: `facts` (a tool noted it) or `model` (read from the transcript)."""
    missing: list[Own] = Field(default_factory=list)
    """Required fields that nobody knew."""
    wrong: dict[Own, Words] = Field(default_factory=dict)
    """Field to why its value was not taken."""


class Wait(Part):
    """What a caller was told who would have heard nothing."""

    step: int
    """1 = asked to wait, 2 = asked again while somebody was replaced, 3 = told goodbye"""
    text: Words
    at_ms: int
    """Since the stream started."""


class Failover(Part):
    """A provider that took the place of another."""

    kind: Own
    """stt, llm or tts"""
    provider: Own
    """Who served from here on."""
    instead_of: Own
    why: Own
    """What the other one did; `recovered` where the call went back to the provider that it prefers."""
    at_ms: int
    """Since the stream started."""


class TransferAttempt(Part):
    """One telephone call to a person."""

    target: int
    """Position in the destination's list of targets, counted from 0."""
    number: Own
    """E.164"""
    result: LegResult
    """How far it came."""
    started_ms: int
    """Since the stream started, as all times here."""
    answered_ms: int | None = None
    """Somebody or something picked up."""
    ended_ms: int | None = None
    """None if it was joined with the caller, or the call ended first."""


class Transfer(Part):
    """An attempt to fetch a person."""

    destination: Own
    """A name of the agent file."""
    reason: Words
    mode: Own
    """`warm` or `cold`"""
    outcome: TransferOutcome | None = None
    """None only when the call ended before it was known."""
    requested_ms: int
    """Since the stream started, as all times here."""
    human_connected_ms: int | None = None
    """When caller and person were joined."""
    time_to_human_ms: int | None = None
    """From the request to then."""
    ended_ms: int | None = None
    attempts: list[TransferAttempt] = Field(default_factory=list)
    brief: dict[Own, Words] = Field(default_factory=dict)
    """What the person was told."""
