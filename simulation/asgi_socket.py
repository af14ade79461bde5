"""The ASGI application in memory: real routes, no network, any clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from simulation.exchange import SocketRefused, content_type

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

HOST = "callwright.test"


def _scope(kind: str, path: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    parts = urlsplit(path)
    return {
        "type": kind,
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "https" if kind == "http" else "wss",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", HOST.encode()), *headers],
        "client": ("127.0.0.1", 50000),
        "server": (HOST, 443),
        "state": {},
    }


def _raw(headers: Mapping[str, str] | None) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]


class AsgiSocket:
    """One WebSocket of an ASGI application, driven through its queues."""

    def __init__(
        self, app: ASGIApp, path: str, *, linger_secs: float, headers: Mapping[str, str] | None = None
    ) -> None:
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._accepted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open = True
        self._linger_secs = linger_secs
        self.close_code: int | None = None
        """What the application closed with; None while it has not."""
        self._task = asyncio.create_task(self._serve(app, path, _raw(headers)), name=f"asgi {path}")

    async def _serve(self, app: ASGIApp, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {**_scope("websocket", path, headers), "subprotocols": []}
        self._to_app.put_nowait({"type": "websocket.connect"})
        try:
            await app(scope, self._to_app.get, self._take)
        finally:
            self._end(1006)

    async def _take(self, message: Message) -> None:
        """What the application sends."""
        kind = message["type"]
        if kind == "websocket.accept":
            self._accepted.set_result(None)
        elif not self._open:
            # As uvicorn does: whoever writes to a closed socket is told so.
            raise OSError("the caller has closed the socket")
        elif kind == "websocket.send":
            text = message.get("text")
            self._from_app.put_nowait(text if text is not None else message["bytes"])
        elif kind == "websocket.close":
            self._end(message.get("code", 1000))

    def _end(self, code: int) -> None:
        if not self._open:
            return
        self._open = False
        self.close_code = code
        self._from_app.put_nowait(None)
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": code})
        if not self._accepted.done():
            self._accepted.set_exception(
                SocketRefused(f"the application closed with {code} before accepting")
            )

    async def opened(self) -> None:
        """Wait for the application to accept. Raises SocketRefused, or what the application failed with."""
        try:
            await self._accepted
        except SocketRefused:
            await self._task
            raise

    async def send(self, message: str | bytes) -> None:
        """Send one message. Raises ConnectionError when the application has closed."""
        if not self._open:
            raise ConnectionError(f"the agent closed the socket with {self.close_code}")
        kind = "text" if isinstance(message, str) else "bytes"
        self._to_app.put_nowait({"type": "websocket.receive", kind: message})

    async def receive(self) -> str | bytes | None:
        """The next message, or None once the application has closed."""
        return await self._from_app.get()

    async def close(self) -> None:
        """Close, and wait until the application is done.

        Raises TimeoutError if it is not done in time (it is cancelled), or what it failed with.
        """
        if self._open:
            self._open = False
            self.close_code = 1000
            self._from_app.put_nowait(None)
            self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1000})
        done, _ = await asyncio.wait({self._task}, timeout=self._linger_secs)
        if not done:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=self._linger_secs)
            raise TimeoutError(f"the agent was not done {self._linger_secs:g} s after the caller hung up")
        self._task.result()


class AsgiExchange:
    """Reaches an ASGI application in memory. `linger_secs` bounds what it does after a caller hung up."""

    def __init__(self, app: ASGIApp, *, linger_secs: float = 15.0) -> None:
        self._app = app
        self._linger_secs = linger_secs

    async def connect(self, path: str, *, headers: Mapping[str, str] | None = None) -> AsgiSocket:
        """Open a WebSocket. Raises SocketRefused."""
        socket = AsgiSocket(self._app, path, linger_secs=self._linger_secs, headers=headers)
        await socket.opened()
        return socket

    async def post(
        self, path: str, sent: dict[str, str] | bytes, *, headers: Mapping[str, str] | None = None
    ) -> str:
        """See `Exchange.post`."""
        body = sent if isinstance(sent, bytes) else urlencode(sent).encode()
        raw = [
            *_raw(headers),
            (b"content-type", content_type(sent).encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        status, parts = 0, []

        async def receive() -> Message:
            return incoming.pop() if incoming else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                parts.append(message.get("body", b""))

        await self._app({**_scope("http", path, raw), "method": "POST"}, receive, send)
        answer = b"".join(parts).decode()
        if not 200 <= status < 300:
            raise SocketRefused(f"POST {path} answered {status}: {answer[:200]}")
        return answer


@asynccontextmanager
async def lifespan(app: ASGIApp) -> AsyncIterator[None]:
    """Start the application as a server would, and shut it down afterwards."""
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    task = asyncio.ensure_future(app(scope, to_app.get, from_app.put))
    await _lifespan_step(task, to_app, from_app, "startup")
    try:
        yield
    finally:
        if not task.done():
            await _lifespan_step(task, to_app, from_app, "shutdown")
            await task


async def _lifespan_step(
    task: asyncio.Future[None], to_app: asyncio.Queue[Message], from_app: asyncio.Queue[Message], step: str
) -> None:
    to_app.put_nowait({"type": f"lifespan.{step}"})
    answer = asyncio.ensure_future(from_app.get())
    await asyncio.wait({task, answer}, return_when=asyncio.FIRST_COMPLETED)
    if not answer.done():
        answer.cancel()
        task.result()
        return
    message = answer.result()
    if message["type"] == f"lifespan.{step}.failed":
        raise RuntimeError(f"the application's {step} failed: {message.get('message', '')}")
