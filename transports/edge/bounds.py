"""Bounds of what anybody may send: bodies, time, connections of one address. ASGI, before any route."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Container, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 65_536
"""The largest body of a request; carriers' are far below."""

BODY_SECS = 5.0
"""Seconds a body may take to arrive."""

TRY_LATER = 1013
"""The code with which a WebSocket above the bounds is closed."""


class TooMuch(Exception):
    """A request went beyond a bound."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


class Bounds:
    """Refuses what goes beyond, before the application sees it."""

    def __init__(self, app: App, *, per_address: int, trusted: Container[str] = ()) -> None:
        """`trusted`: proxies whose X-Forwarded-For is believed."""
        self._app = app
        self._per_address = per_address
        self._trusted = trusted
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        address = self._address(scope)
        if self._open[address] >= self._per_address:
            await _refuse(scope, send, 429)
            return
        self._open[address] += 1
        try:
            await self._bounded(scope, receive, send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        began = False

        async def sending(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                # Each request finds the worker that is best for it, or that it belongs to.
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        try:
            if _told_length(scope) > MAX_BODY_BYTES:
                raise TooMuch(413)
            await self._app(scope, _bounded_body(receive), sending)
        except TooMuch as too_much:
            if not began:
                await _refuse(scope, send, too_much.status)

    def _address(self, scope: Scope) -> str:
        """Whose request it is: the peer's address, or what a trusted proxy says."""
        client = scope.get("client")
        peer = client[0] if client else ""
        if peer not in self._trusted:
            return peer
        said = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = [hop.strip() for value in said for hop in value.decode("latin-1").split(",")]
        return next((hop for hop in reversed(hops) if hop and hop not in self._trusted), peer)


def _told_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _bounded_body(receive: Receive) -> Receive:
    """The same body, if it is small and comes in time."""
    taken, is_whole = 0, False

    async def receiving() -> Message:
        nonlocal taken, is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout(BODY_SECS):
                message = await receive()
        except TimeoutError:
            raise TooMuch(408) from None
        taken += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if taken > MAX_BODY_BYTES:
            raise TooMuch(413)
        return message

    return receiving


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": TRY_LATER})
        return
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
