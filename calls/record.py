"""The record of one call: what is kept, shown and sent of it. Its JSON keys are public and never renamed."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from pydantic import Field

from calls.clock import iso
from calls.end_reasons import EndedBy, EndReason
from calls.events import CallEvent, CallStarted
from calls.folders import JOURNAL, relative_folder
from calls.folding import Folding
from calls.permission import Permission, Told
from calls.record_parts import (
    Extracted,
    Failover,
    Outcome,
    Part,
    Promise,
    Recording,
    Summary,
    ToolUse,
    Transfer,
    Turn,
    Wait,
)
from compliance.redaction.declared import Own, Words


class CallRecord(Part):
    """Everything that is kept of a call. Times are ISO-8601 UTC, or milliseconds since the stream started."""

    call_id: Own
    agent: Own
    agent_hash: Own
    carrier: Own
    direction: Own
    carrier_call: Own | None = None
    """The carrier's own id; None where no gate was asked. A caller who comes back has several records."""
    from_: Words | None = Field(alias="from")
    to: Own | None
    started_at: Own
    """When the call was admitted."""
    answered_at: Own | None
    ended_at: Own | None
    """None, as the end reason, only while the call goes on."""
    duration_secs: float
    """From `started_at` to `ended_at`, or to now."""
    ended_by: EndedBy | None
    end_reason: EndReason | None
    fault: Own | None
    """`none caller us carrier config`, or `provider:<name>`."""
    outcome: Outcome
    data: dict[Own, Any]
    """What the flow noted."""
    path: list[Own]
    """The flow's nodes, in the order they were entered."""
    turns: list[Turn]
    tools: list[ToolUse]
    transfers: list[Transfer] = Field(default_factory=list)
    """Attempts to fetch a person, in order."""
    promises: list[Promise] = Field(default_factory=list)
    """Claims of the agent that nothing backs."""
    summary: Summary | None = None
    extracted: Extracted | None = None
    """None when the agent file asks for no fields."""
    providers: dict[Own, Own]
    """stt, llm and tts to the names of the services that served first."""
    failovers: list[Failover] = Field(default_factory=list)
    """Who took over from whom, in order."""
    waits: list[Wait] = Field(default_factory=list)
    """What was said so that the caller was not left in silence."""
    recording: Recording | None
    permission: Permission | None = None
    """What was decided about recording; None when the agent file wants none."""
    told: list[Told] = Field(default_factory=list)
    """What the caller was told about who is speaking and what is recorded."""
    disclosure_off_because: Own | None = None
    """Why the agent file has callers not told that this is a machine."""
    journal: Own
    """Relative to the data folder."""

    def to_json(self, *, indent: int | None = 2) -> str:
        """The record as JSON text: keys in the order declared, the same text for the same call."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=indent)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON data, with its public keys."""
        return self.model_dump(mode="json")


def fold(events: Sequence[CallEvent], *, now: datetime | None = None) -> CallRecord:
    """The record of the call that these events tell of. Pure: the same events give the same record.

    A call without `CallEnded` crashed, at the time of its last event; unless `now` is given: then it is
    still going on and has no end. Raises ValueError if the first event is not `CallStarted`.
    """
    if not events or not isinstance(events[0], CallStarted):
        first = events[0].type if events else "nothing"
        raise ValueError(f"a call begins with call_started; this one begins with {first}")
    folding = Folding(events[0])
    for event in events:
        folding.take(event)
    return _record(folding, events[-1].at_ms, now)


def _record(call: Folding, last_ms: int, now: datetime | None) -> CallRecord:
    """The record of what is known, given the time of the last event."""
    started = datetime.fromisoformat(call.started.started_at)
    reason, ended = _end(call, started, last_ms, now)
    until = ended or now or started
    folder = relative_folder(call.started.call_id, started)
    public = call.started.model_dump(exclude={"type", "at_ms", "from_", "providers"})
    return CallRecord.model_validate(
        public
        | {
            "from": call.started.from_,
            "answered_at": call.answered_at,
            "ended_at": iso(ended) if ended else None,
            "duration_secs": round(max(0.0, (until - started).total_seconds()), 3),
            "ended_by": reason.ended_by if reason else None,
            "end_reason": reason,
            "fault": call.fault(reason) if reason else None,
            "outcome": call.outcome,
            "data": call.data,
            "path": call.path,
            "turns": call.turns.turns,
            "tools": call.tools,
            "transfers": call.transfers.transfers,
            "promises": call.promises,
            "summary": call.summary,
            "extracted": call.extracted,
            "providers": _by_kind(call.started.providers),
            "failovers": call.failovers,
            "waits": call.waits,
            "recording": _recording(call, folder),
            "permission": call.permissions.permission,
            "told": call.permissions.told,
            "disclosure_off_because": call.permissions.off_because,
            "journal": str(folder / JOURNAL),
        }
    )


def _end(
    call: Folding, started: datetime, last_ms: int, now: datetime | None
) -> tuple[EndReason | None, datetime | None]:
    """Why and when the call ended; neither if it goes on."""
    if call.ended is not None:
        return call.ended.end_reason, datetime.fromisoformat(call.ended.ended_at)
    if now is not None:
        return None, None
    return EndReason.CRASHED, started + timedelta(milliseconds=last_ms - call.started.at_ms)


def _recording(call: Folding, folder: PurePosixPath) -> Recording | None:
    """Where the audio is, if any was kept."""
    kept = call.recording
    if kept is None or call.permissions.kept == "nothing":
        return None
    path, url = (call.finished.path, call.finished.url) if call.finished else (kept.path, None)
    return Recording(path=str(folder / path), channels=kept.channels, sample_rate=kept.sample_rate, url=url)


def _by_kind(providers: dict[str, str]) -> dict[str, str]:
    """stt, llm, tts first, in this order; then any other kind."""
    known = {kind: providers[kind] for kind in ("stt", "llm", "tts") if kind in providers}
    return known | {kind: providers[kind] for kind in sorted(providers) if kind not in known}
