"""Between a record and its row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from calls.kept_record import SafeRecord, kept_before

State = Literal["active", "ended"]


@dataclass(frozen=True)
class CallSummary:
    """A call as a list shows it. Fields mean what they mean in `CallRecord`."""

    call_id: str
    agent: str
    agent_hash: str
    carrier: str
    direction: str
    from_address: str | None
    to_address: str | None
    started_at: datetime
    ended_at: datetime | None
    duration_secs: float
    end_reason: str | None
    ended_by: str | None
    fault: str | None
    disposition: str
    resolved: bool
    state: State
    """`active` from admission, `ended` when the record is final."""


def row_of(record: SafeRecord) -> dict[str, Any]:
    """The record as the columns of its row."""
    ended = record.ended_at
    return {
        "call_id": record.call_id,
        "agent": record.agent,
        "agent_hash": record.agent_hash,
        "carrier": record.carrier,
        "direction": record.direction,
        "from_address": _text(record.from_),
        "to_address": _text(record.to),
        "started_at": datetime.fromisoformat(record.started_at),
        "ended_at": datetime.fromisoformat(ended) if ended else None,
        "duration_secs": record.duration_secs,
        "end_reason": record.end_reason.value if record.end_reason else None,
        "ended_by": record.ended_by,
        "fault": record.fault,
        "disposition": _text(record.outcome.disposition),
        "resolved": record.outcome.resolved,
        "state": "ended" if record.end_reason else "active",
        "record": record.to_dict(),
    }


def still_open(record: SafeRecord) -> SafeRecord:
    """The record of a call that has not ended, whatever it says of an end."""
    end = {"ended_at": None, "ended_by": None, "end_reason": None, "fault": None}
    return kept_before(record.model_copy(update=end))


def _text(value: str | None) -> str | None:
    """Without the zero character, which PostgreSQL refuses."""
    return value.replace("\0", "") if value else value
