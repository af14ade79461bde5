"""Pipecat's runner tells how a call came in; this turns it into a line, or sends it away."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from pipecat.runner.types import (
    DailyRunnerArguments,
    RunnerArguments,
    SmallWebRTCRunnerArguments,
    WebSocketRunnerArguments,
)
from pydantic import TypeAdapter, ValidationError

from configs.schema.agent import Name
from transports.browser import turn_away, webrtc_line
from transports.errors import LineUnavailable, StreamRefused
from transports.line import Line
from transports.phone.stream import POLICY_VIOLATION, in_time
from transports.twilio.stream import read_handshake, twilio_line

_PLAIN_NAME = TypeAdapter(Name)


def requested_agent(body: object) -> str | None:
    """The agent that a session's body asks for, if it asks. Raises StreamRefused for what is no plain name.

    Bodies come from whoever opened the page, so a path is never taken from one.
    """
    asked = body.get("agent") if isinstance(body, dict) else None
    if asked is None:
        return None
    try:
        return _PLAIN_NAME.validate_python(asked, strict=True)
    except ValidationError:
        shown = repr(asked)[:80]
        raise StreamRefused(
            f"`agent: {shown}` was asked for; allowed is an agent's name: small letters, digits, - and _"
        ) from None


async def _browser(arguments: SmallWebRTCRunnerArguments, _: str) -> Line:
    return webrtc_line(arguments.webrtc_connection)


async def _daily(arguments: DailyRunnerArguments, agent_name: str) -> Line:
    # Loaded when a room is opened: daily-python is a native SDK that takes half a second to load.
    from transports.daily import daily_line

    return daily_line(arguments, agent_name)


async def _websocket(arguments: WebSocketRunnerArguments, _: str) -> Line:
    if arguments.transport_type == "websocket":
        raise LineUnavailable("a plain WebSocket client is not served; use the browser playground at /client")
    return twilio_line(arguments.websocket, await in_time(read_handshake(arguments.websocket)))


WAYS_IN: dict[type[RunnerArguments], Callable[[Any, str], Awaitable[Line]]] = {
    SmallWebRTCRunnerArguments: _browser,
    DailyRunnerArguments: _daily,
    WebSocketRunnerArguments: _websocket,
}


async def arrive(arguments: RunnerArguments, agent_name: str) -> Line:
    """The line of a session that Pipecat's runner has opened. Raises TransportError."""
    way_in = WAYS_IN.get(type(arguments))
    if way_in is None:
        known = ", ".join(kind.__name__ for kind in WAYS_IN)
        raise LineUnavailable(f"{type(arguments).__name__} is not served; served: {known}")
    return await way_in(arguments, agent_name)


async def refuse(arguments: RunnerArguments, why: str) -> None:
    """Close a session that cannot become a call. A page is told `why`; a stream gets a code alone."""
    if isinstance(arguments, SmallWebRTCRunnerArguments):
        await turn_away(arguments.webrtc_connection, why)
    elif isinstance(arguments, WebSocketRunnerArguments):
        with suppress(RuntimeError):  # the other end was faster
            await arguments.websocket.close(POLICY_VIOLATION)
