"""What can happen in a call. The journal is a list of these; a record is folded from them.

Times named `*_ms` are milliseconds since the stream started. `at_ms` is when the event was written.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from calls.events.base import Event, Via
from calls.events.card import CardAsked, CardCaptured, SecureWindowClosed, SecureWindowOpened
from calls.events.disclosure import (
    ConsentAnswered,
    ConsentWithdrawn,
    DisclosureOff,
    NoticeGiven,
    RecordingDecided,
    RecordingReason,
)
from calls.events.facts import CallSummarised, DataCollected, OutcomeSet, PromiseMade, ValueHeld
from calls.events.life import (
    CallAnswered,
    CallEnded,
    CallStarted,
    NodeEntered,
    ProviderFailed,
    ProviderSwitched,
)
from calls.events.people import EscalationRequested, TransferCallTold, TransferEnded, TransferRequested
from calls.events.repair import Misunderstood, Repaired, RepairKind
from calls.events.sound import (
    RecordingDestroyed,
    RecordingFinished,
    RecordingStarted,
    RecordingStopped,
)
from calls.events.speech import (
    AgentSpoke,
    AgentStartedSpeaking,
    CallerSpoke,
    DeadlineSpoken,
    FillerSpoken,
    Interrupted,
    KeyPressed,
    ResponseMeasured,
    SilenceNoticed,
    TextRestored,
)
from calls.events.tools import ToolCalled, ToolFinished

CallEvent = Annotated[
    CallStarted
    | CallAnswered
    | RecordingDecided
    | RecordingStarted
    | RecordingStopped
    | RecordingFinished
    | RecordingDestroyed
    | DisclosureOff
    | NoticeGiven
    | ConsentAnswered
    | ConsentWithdrawn
    | NodeEntered
    | CallerSpoke
    | TextRestored
    | AgentStartedSpeaking
    | AgentSpoke
    | Interrupted
    | ResponseMeasured
    | KeyPressed
    | SilenceNoticed
    | FillerSpoken
    | DeadlineSpoken
    | ToolCalled
    | ToolFinished
    | DataCollected
    | ValueHeld
    | OutcomeSet
    | ProviderFailed
    | ProviderSwitched
    | Repaired
    | Misunderstood
    | EscalationRequested
    | TransferRequested
    | TransferCallTold
    | TransferEnded
    | PromiseMade
    | SecureWindowOpened
    | CardAsked
    | SecureWindowClosed
    | CardCaptured
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
    "CardAsked",
    "CardCaptured",
    "ConsentAnswered",
    "ConsentWithdrawn",
    "DataCollected",
    "DeadlineSpoken",
    "DisclosureOff",
    "EscalationRequested",
    "Event",
    "FillerSpoken",
    "Interrupted",
    "KeyPressed",
    "Misunderstood",
    "NodeEntered",
    "NoticeGiven",
    "OutcomeSet",
    "PromiseMade",
    "ProviderFailed",
    "ProviderSwitched",
    "RecordingDecided",
    "RecordingDestroyed",
    "RecordingFinished",
    "RecordingReason",
    "RecordingStarted",
    "RecordingStopped",
    "RepairKind",
    "Repaired",
    "ResponseMeasured",
    "SecureWindowClosed",
    "SecureWindowOpened",
    "SilenceNoticed",
    "TextRestored",
    "ToolCalled",
    "ToolFinished",
    "TransferCallTold",
    "TransferEnded",
    "TransferRequested",
    "ValueHeld",
    "Via",
]
