"""The messages of an LLM context, read as what happened.

Reads what Pipecat writes: plain messages, tool calls with their result in place, and asynchronous tools,
whose result comes later in a developer message. Any other developer or system message is the task of a node
that has just been entered, unless it only says that the caller came back from being on hold.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from calls.transfers import CAME_BACK

Message = Mapping[str, Any]


@dataclass(frozen=True)
class Heard:
    """The caller said something; "" for nothing intelligible."""

    text: str


@dataclass(frozen=True)
class Said:
    """The agent said something, as far as it was heard."""

    text: str


@dataclass(frozen=True)
class Called:
    """A tool was called."""

    call_id: str
    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Finished:
    """A tool's result is there."""

    call_id: str
    ok: bool
    """False whenever it is not known to have worked."""

    result: Mapping[str, Any]


@dataclass(frozen=True)
class Entered:
    """The flow came to a node."""


Event = Heard | Said | Called | Finished | Entered

_RUNNING = "IN_PROGRESS"
_DONE = "COMPLETED"
_NOTICE = re.compile(r'^"?(CANCELLED|The function `.*` (failed|is not currently available))')
"""What Pipecat writes in the place of a result that never came."""


def read(messages: Iterable[Message]) -> list[Event]:
    """Every event, in order. Messages in a provider's own format are passed over."""
    events: list[Event] = []
    for message in messages:
        if isinstance(message, Mapping):
            events += _events(message)
    return events


def _events(message: Message) -> list[Event]:
    role, text = message.get("role"), _text(message.get("content"))
    if role == "user":
        return [Heard(text)]
    if role == "assistant":
        said: list[Event] = [Said(text)] if text else []
        return said + [_called(call) for call in message.get("tool_calls") or ()]
    if role == "tool":
        return _finished(str(message.get("tool_call_id")), text)
    if role in ("developer", "system"):
        payload = _mapping(text)
        if payload.get("type") == "async_tool":
            return _finished(str(payload.get("tool_call_id")), text)
        return [] if text == CAME_BACK else [Entered()]
    return []


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content.strip()
    parts = content if isinstance(content, list) else []
    return " ".join(str(p.get("text", "")) for p in parts if isinstance(p, Mapping)).strip()


def _mapping(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _called(call: Mapping[str, Any]) -> Called:
    function = call.get("function") or {}
    return Called(str(call.get("id")), str(function.get("name")), _mapping(function.get("arguments") or "{}"))


def _finished(call_id: str, text: str) -> list[Event]:
    payload = _mapping(text)
    if payload.get("type") == "async_tool":
        if payload.get("status") != "finished":
            return []  # started, or an intermediate report: still running
        text = str(payload.get("result", _DONE))
        payload = _mapping(text)
    if text == _RUNNING:
        return []
    if not payload:
        return [Finished(call_id, not _NOTICE.search(text), {})]
    ok = payload.get("ok", payload.get("status") != "error") is not False
    return [Finished(call_id, ok, payload)]
