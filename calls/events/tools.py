"""What tools did."""

from typing import Literal

from calls.events.base import Event, PlainDict
from compliance.redaction.declared import Own, Words


class ToolCalled(Event):
    """A tool was started."""

    type: Literal["tool_called"] = "tool_called"
    tool_call_id: Own
    name: Own
    arguments: PlainDict


class ToolFinished(Event):
    """A tool ended, well or not."""

    type: Literal["tool_finished"] = "tool_finished"
    tool_call_id: Own
    name: Own
    ok: bool
    error_kind: Words | None = None
    """`invalid_arguments refused timeout failed cancelled unknown unavailable exceeded`, or None when ok."""
