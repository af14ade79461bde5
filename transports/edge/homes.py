"""Requests that belong to one worker: `/w/NAME/...` leads to it, whichever worker of which machine is asked.

The path is left as it was sent, since carriers sign it; what routes see begins after `/w/NAME`. A worker that
is gone, or does not answer, is answered for here: the gate knows what becomes of its calls. So is a media
stream, whose token opens it in any worker.
"""

import re
from collections.abc import Awaitable, Callable

import aiohttp
from loguru import logger
from yarl import URL

from transports.edge.bounds import App, Receive, Scope, Send

HOME = re.compile(r"/w/([a-z0-9][a-z0-9._-]{0,99})(?=/)")
"""The beginning of a path that belongs to one worker."""

FORWARDED = b"x-callwright-forwarded"
"""Marks a request that another worker passed on, so that it goes no further."""

FORWARD_SECS = 10.0
"""Seconds the other worker has; a carrier waits for fifteen."""

_OF_THE_WAY = {b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"content-length", b"te"}
"""Headers that are of one connection and not of the request."""

AddressOf = Callable[[str], Awaitable[str | None]]
"""Where a worker is, `http://HOST:PORT`; None for one that is gone."""


class Homes:
    """Passes on what belongs to another worker."""

    def __init__(self, app: App, *, own: str, address_of: AddressOf) -> None:
        self._app = app
        self._own = own
        self._address_of = address_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket."""
        home = HOME.match(scope["path"]) if scope["type"] in ("http", "websocket") else None
        if home is None:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http" and home[1] != self._own:
            was_passed_on = any(name == FORWARDED for name, _ in scope["headers"])
            address = None if was_passed_on else await self._address_of(home[1])
            if address is not None:
                body = await _body(receive)
                if await _passed_on(address, scope, body, send):
                    return
                receive = _again(body, receive)
        await self._app({**scope, "root_path": scope.get("root_path", "") + home[0]}, receive, send)


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, and then whatever comes."""
    told = False

    async def receiving() -> dict[str, object]:
        nonlocal told
        if told:
            return dict(await receive())
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


async def _passed_on(address: str, scope: Scope, body: bytes, send: Send) -> bool:
    """Whether the other worker answered."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope.get("query_string", b"").decode("latin-1")
    url = f"{address}{path}" + (f"?{query}" if query else "")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
               if name not in _OF_THE_WAY]  # fmt: skip
    headers.append((FORWARDED.decode(), "1"))
    try:
        async with (
            aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=FORWARD_SECS, connect=1), auto_decompress=False
            ) as http,
            http.request(
                scope["method"], URL(url, encoded=True), headers=headers, data=body, allow_redirects=False
            ) as got,
        ):
            content = await got.read()
            answer = [(name.lower(), value) for name, value in got.raw_headers]
            status = got.status
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        logger.warning(f"another worker does not answer: {type(error).__name__}; it is answered for here")
        return False
    kept = [(name, value) for name, value in answer if name not in _OF_THE_WAY]
    kept.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": kept})
    await send({"type": "http.response.body", "body": content})
    return True
