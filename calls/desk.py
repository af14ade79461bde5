"""What a flow's tools may know of the call and do to its record.

`pipeline/` hands a `Desk` to every tool as `flow_manager.worker.app_resources`.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from calls.clock import utc_now


class Notes(Protocol):
    """Where facts about a call are written down."""

    def note(self, key: str, value: Any) -> None:
        """Add `key: value` to the record's `data`."""
        ...

    def outcome(self, disposition: str, *, resolved: bool) -> None:
        """Say what the call came to. The last one counts."""
        ...


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

    def now(self) -> datetime:
        """The wall clock, in the zone of the business."""
        return utc_now().astimezone(self.timezone)
