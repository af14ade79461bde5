"""A person is fetched."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from calls.events.base import Event
from calls.plain import plain
from calls.transfers import LegResult, TransferOutcome
from compliance.redaction.declared import Own, Words


class EscalationRequested(Event):
    """Something asked for a person."""

    type: Literal["escalation_requested"] = "escalation_requested"
    reason: Own
    """The trigger: `emergency person node legal sensitive anger confidence misunderstood tools`."""

    detail: Words = ""
    """What fired it: words of the trigger's own list, a tool, a count."""

    destination: Own | None = None
    """The name that the agent file has for this trigger; None = the handoff's default."""

    answer: Literal["told", "transferring", "tool", "nobody"]
    """What was done: fixed words were said, a transfer was begun, the flow's own tool was called, or the
    caller was told that there is nobody."""


class TransferRequested(Event):
    """A person is being fetched."""

    type: Literal["transfer_requested"] = "transfer_requested"
    destination: Own
    """A name of the agent file."""
    reason: Words
    mode: Literal["warm", "cold"]
    brief: Annotated[dict[Own, Words], BeforeValidator(plain)] = Field(default_factory=dict)
    """What the person is told: `who verified goal done unsure promised mood next_step`, and why."""


class TransferCallTold(Event):
    """One telephone call to a person has come further, or to its end."""

    type: Literal["transfer_call_told"] = "transfer_call_told"
    call: int
    """Counted from 0 within the transfer."""
    target: int
    """Position in the destination's list of targets, counted from 0."""
    number: Own
    """E.164"""
    result: LegResult


class TransferEnded(Event):
    """The transfer came to its end."""

    type: Literal["transfer_ended"] = "transfer_ended"
    destination: Own
    outcome: TransferOutcome
