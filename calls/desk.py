"""What a flow's tools may know of the call and do to its record.

`pipeline/` hands a `Desk` to every tool as `flow_manager.worker.app_resources`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from calls.clock import utc_now
from calls.heard import Heard
from calls.ledger_book import Ledger
from calls.repairs import Repairs
from calls.transfers import LastWords, Requested
from calls.values import Values
from compliance.redaction.redactor import Redactor


class Notes(Protocol):
    """Where facts about a call are written down."""

    def note(self, key: str, value: Any) -> None:
        """Add `key: value` to the record's `data`."""
        ...

    def outcome(self, disposition: str, *, resolved: bool) -> None:
        """Say what the call came to. The last one counts."""
        ...


class Stopped(Protocol):
    """A tool call that was stopped before its tool."""

    @property
    def result(self) -> dict[str, Any]:
        """What the model learns."""
        ...

    @property
    def silent(self) -> bool:
        """Whether the model is not asked again: it would only call on."""
        ...

    @property
    def aloud(self) -> str | None:
        """What the agent says in the model's place."""
        ...


class Guard(Protocol):
    """What stands before every tool of a call; `flows.tools.guard.Guard` is one."""

    def stop(self, tool: str, arguments: Mapping[str, Any]) -> Stopped | None:
        """Whether a call is stopped here. If not, `finished` must be told of its end."""
        ...

    def finished(self, tool: str, result: Mapping[str, Any] | None) -> None:
        """A call that was not stopped has ended, with this result; None if it was cancelled."""
        ...


class Handover(Protocol):
    """Fetches people; `flows.handoff.handover.Handover` is one."""

    async def request(
        self, reason: str, *, destination: str | None = None, brief: Mapping[str, str] = {}
    ) -> Requested:
        """Fetch a person. Returns at once. `destination`: a name of the agent file; None = its default.

        `brief`: what the flow knows, any of `who verified goal done promised mood next_step`.
        """
        ...

    def is_open(self, at: datetime, *, destination: str | None = None) -> bool:
        """Whether somebody is there at a wall-clock time; yes where nobody is configured."""
        ...

    def last_words(self) -> LastWords | None:
        """The last thing that the caller said; None when that was nothing."""
        ...


class Voice(Protocol):
    """The agent's voice, beside what the language model says; `pipeline.voice.CallVoice` is one."""

    async def say(self, text: str) -> None:
        """Say these words before anything else that the agent says from now on."""
        ...

    async def slower(self) -> bool:
        """Speak more slowly from now on; False when the voice cannot, or not any more."""
        ...


class Cards(Protocol):
    """Takes payment cards; `pipeline.card_capture.CardCapture` is one."""

    async def open(self, tool: str, purpose: str) -> bool:
        """Begin to ask the caller for a card, in words of its own. Returns at once.

        What comes of it is the result of `tool`: its `status` decides where the flow goes on. False: no card
        can be taken here. `purpose`: what the card is for, for the ledger.
        """
        ...


ROBOT = "I'm an automated assistant, not a person."
"""The answer to "are you a robot?" where nobody has written another."""


@dataclass(frozen=True)
class Desk:
    """A tool's view of the call."""

    call_id: str
    caller: str | None
    """The caller's address as the carrier gave it."""

    timezone: ZoneInfo
    """Zone of the business."""

    notes: Notes

    resources: Any
    """What the flow's `open_resources(data_dir)` returned (its calendar, its clients)."""

    data_dir: Path

    tool_timeout_secs: float

    ledger: Ledger = field(default_factory=Ledger)
    """What this call changes in the world. The default one is kept in memory only."""

    heard: Heard = field(default_factory=Heard)
    """What the caller has heard of what the agent said."""

    guard: Guard | None = None
    """What stops tools that fail or are called without end; None lets everything through."""

    handover: Handover | None = None
    """Fetches a person; None where there is no call around the desk."""

    repairs: Repairs = field(default_factory=Repairs)
    """How the conversation was mended, and the way it has come."""

    voice: Voice | None = None
    """None where nobody listens: a conversation in text."""

    cards: Cards | None = None
    """None where no payment card can be taken."""

    robot: str = ROBOT
    """The answer to "are you a robot?", word for word."""

    values: Values = field(default_factory=Values)
    """What the caller has told, with where it came from; `flows.capture` fills it."""

    redactor: Redactor | None = None
    """Knows what is private in the call; None: nothing is hidden from the tools."""

    opens: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Tool → the kinds of private data whose tokens it may open: `redaction.open` of the agent file."""

    language: str = "en-US"
    """BCP 47 tag of the spoken language; numbers without a country code belong to its country."""

    def now(self) -> datetime:
        """The wall clock, in the zone of the business."""
        return utc_now().astimezone(self.timezone)
