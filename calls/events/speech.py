"""Who spoke, when, and what was understood."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, FiniteFloat

from calls.events.base import Event, Via
from calls.plain import plain
from compliance.redaction.declared import Key, Own, Words


class CallerSpoke(Event):
    """The caller finished a turn."""

    type: Literal["caller_spoke"] = "caller_spoke"
    text: Words
    """What was understood."""
    start_ms: int
    """First speech sample."""
    end_ms: int
    """Last speech sample."""
    via: Via = "speech"


class TextRestored(Event):
    """More is known of an earlier turn of the caller: what was masked is harmless, or is private."""

    type: Literal["text_restored"] = "text_restored"
    turn: int = Field(ge=0)
    """Which `CallerSpoke` of the call, counted from 0."""
    text: Words
    """The whole turn, as it is known now."""


class AgentStartedSpeaking(Event):
    """The first sample of an answer went out on the wire."""

    type: Literal["agent_started_speaking"] = "agent_started_speaking"


class AgentSpoke(Event):
    """The agent finished a turn, or was stopped in it."""

    type: Literal["agent_spoke"] = "agent_spoke"
    text: Words
    """What was to be said."""
    heard: Words
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
    parts: Annotated[dict[Own, FiniteFloat], BeforeValidator(plain)]
    """Named milliseconds that add up to `total_ms`."""


class KeyPressed(Event):
    """A DTMF key."""

    type: Literal["key_pressed"] = "key_pressed"
    digit: Key
    """What is kept of a digit is `•`; `*` and `#` stay."""


class SilenceNoticed(Event):
    """A step of the silence ladder was taken."""

    type: Literal["silence_noticed"] = "silence_noticed"
    step: int
    """1 = asked, 2 = asked again, 3 = said goodbye"""


class DeadlineSpoken(Event):
    """The caller would have heard nothing and was told this. The history of the model knows nothing of it."""

    type: Literal["deadline_spoken"] = "deadline_spoken"
    step: int
    """1 = asked to wait, 2 = asked again while somebody was replaced, 3 = told goodbye"""
    text: Words


class FillerSpoken(Event):
    """The caller was told to wait while a tool is at work. The history of the model knows nothing of it."""

    type: Literal["filler_spoken"] = "filler_spoken"
    text: Words
