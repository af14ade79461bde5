"""May the call be recorded, and what was the caller told? The evidence, as the record has it."""

from typing import Literal

from pydantic import Field

from calls.events import (
    ConsentAnswered,
    ConsentWithdrawn,
    DisclosureOff,
    Event,
    NoticeGiven,
    RecordingDecided,
    RecordingDestroyed,
    RecordingReason,
    RecordingStopped,
)
from calls.events.base import Via
from calls.record_parts import Part
from compliance.redaction.declared import Own


class Told(Part):
    """Fixed words that were said to the caller."""

    what: Own
    """`opening greeting question asked_again answered returned reminder`"""
    text: Own
    version: Own
    """Names exactly this text."""
    language: Own
    start_ms: int
    """Its place in the recording."""
    end_ms: int
    heard: bool
    """Whether the caller heard it to its end."""


class Permission(Part):
    """What was decided about the recording, what the caller said, and what became of it."""

    mode: Own
    """`off announce ask`"""
    wanted: Own
    """What the agent file asks for."""
    policy: Own
    """Version of the policy."""
    reasons: list[RecordingReason] = Field(default_factory=list)
    answer: Own | None = None
    """`yes no silence unclear hung_up`; None when the caller was not asked."""
    answered_via: Via | None = None
    answered_ms: int | None = None
    """Since the stream started, as all times here."""
    withdrawn_ms: int | None = None
    stopped_ms: int | None = None
    destroyed_ms: int | None = None
    destroyed_bytes: int | None = None
    destroyed_because: Own | None = None


class Permissions:
    """Takes the events of a call, one by one."""

    def __init__(self) -> None:
        """Nothing was decided, nothing was said."""
        self.permission: Permission | None = None
        self.told: list[Told] = []
        self.off_because: str | None = None

    @property
    def kept(self) -> Literal["all", "nothing"]:
        """Whether there is still a recording, if one was begun."""
        return "nothing" if self.permission and self.permission.destroyed_ms is not None else "all"

    def take(self, event: Event) -> None:
        """Learn from one event; the others are passed over."""
        match event:
            case NoticeGiven():
                self.told.append(Told(**event.model_dump(exclude={"type", "at_ms"})))
            case DisclosureOff():
                self.off_because = event.because
            case RecordingDecided():
                self.permission = Permission(
                    mode=event.mode, wanted=event.wanted, policy=event.policy, reasons=list(event.reasons)
                )
            case ConsentAnswered():
                self._set(answer=event.answer, answered_via=event.via, answered_ms=event.at_ms)
            case ConsentWithdrawn():
                self._set(withdrawn_ms=event.at_ms)
            case RecordingStopped():
                self._set(stopped_ms=event.at_ms)
            case RecordingDestroyed():
                self._set(
                    destroyed_ms=event.at_ms, destroyed_bytes=event.bytes, destroyed_because=event.reason
                )
            case _:
                pass

    def _set(self, **facts: object) -> None:
        if self.permission is not None:
            self.permission = self.permission.model_copy(update=facts)
