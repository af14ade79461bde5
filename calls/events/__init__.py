"""What can happen in a call. The journal is a list of these; a record is folded from them.

Times named `*_ms` are milliseconds since the stream started. `at_ms` is when the event was written.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from calls.events.base import Event, Via
from calls.events.facts import CallSummarised, DataCollected, OutcomeSet, PromiseMade, ValueHeld
from calls.events.life import CallAnswered, CallEnded, CallStarted, NodeEntered, ProviderFailed
from calls.events.people import EscalationRequested, TransferCallTold, TransferEnded, TransferRequested
from calls.events.repair import Misunderstood, Repaired, RepairKind
from calls.events.sound import RecordingStarted
from calls.events.speech import (
    AgentSpoke,
    AgentStartedSpeaking,
    CallerSpoke,
    FillerSpoken,
    Interrupted,
    KeyPressed,
    ResponseMeasured,
    SilenceNoticed,
)
from calls.events.tools import ToolCalled, ToolFinished

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

__all__ = [
    "EVENT",
    "AgentSpoke",
    "AgentStartedSpeaking",
    "CallAnswered",
    "CallEnded",
    "CallEvent",
    "CallStarted",
    "CallSummarised",
    "CallerSpoke",
    "DataCollected",
    "EscalationRequested",
    "Event",
    "FillerSpoken",
    "Interrupted",
    "KeyPressed",
    "Misunderstood",
    "NodeEntered",
    "OutcomeSet",
    "PromiseMade",
    "ProviderFailed",
    "RecordingStarted",
    "RepairKind",
    "Repaired",
    "ResponseMeasured",
    "SilenceNoticed",
    "ToolCalled",
    "ToolFinished",
    "TransferCallTold",
    "TransferEnded",
    "TransferRequested",
    "ValueHeld",
    "Via",
]
