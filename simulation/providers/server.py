"""What all fake providers share: how they are reached, refuse, and send what they have to say with faults."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

from aiohttp import web

from simulation.faults import CONNECTING, STALL_SECS, Fault, FaultBoard

PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
"""What a broken gateway answers with status 200."""

STATUS = {"http_401": 401, "http_403": 403, "http_429": 429, "http_500": 500, "http_503": 503}


class ConnectionGone(ConnectionError):
    """The fault has ended this connection; nothing more can be sent on it."""


@dataclass(frozen=True)
class Asked:
    """A request that was made of a provider."""

    at: float
    """The loop's time."""
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    """What was posted, of a request that is no handshake."""


class FakeProvider:
    """One provider. `board` says what goes wrong; `rng` is the chance in it."""

    name: ClassVar[str]
    """How faults are addressed to it."""

    secret_header: ClassVar[str] = "authorization"

    def __init__(self, board: FaultBoard | None = None, rng: Random | None = None) -> None:
        self.board = board or FaultBoard()
        self.rng = rng or Random(0)
        self.asked: list[Asked] = []
        """All requests and handshakes, the refused ones included."""
        self.open = 0
        """Connections that stand."""

    def routes(self) -> Iterable[web.RouteDef]:
        """Where it answers."""
        raise NotImplementedError

    def refusal(self, status: int, fault: Fault | None) -> web.Response:
        """An HTTP error in the provider's words."""
        headers = {"Retry-After": f"{fault.secs:g}"} if fault is not None and fault.secs else {}
        return web.Response(status=status, text=json.dumps(self.error(status)), headers=headers)

    def error(self, status: int) -> dict[str, Any]:
        """The body of an HTTP error."""
        return {"error": f"status {status}"}

    async def admit(self, request: web.Request, body: Any = None) -> web.Response | Fault | None:
        """The refusal a request gets, the fault its connection begins with, or None: all is well."""
        now = asyncio.get_running_loop().time()
        asked = Asked(now, request.path, dict(request.headers), dict(request.query), body)
        self.asked.append(asked)
        if (
            not request.headers.get(self.secret_header, "")
            .removeprefix("Bearer")
            .removeprefix("Token")
            .strip()
        ):
            return self.refusal(401, None)
        fault = self.board.strike(self.name, CONNECTING)
        if fault is None or fault.kind == "refuse_close":
            return fault
        if fault.kind == "connect_stall":
            await asyncio.sleep(fault.secs or STALL_SECS)
            return None
        if fault.kind == "html":
            return web.Response(text=PAGE, content_type="text/html")
        return self.refusal(STATUS[fault.kind], fault)

    async def upgrade(self, request: web.Request) -> "Wire | web.StreamResponse":
        """Accept a WebSocket; a response is what it gets instead."""
        admitted = await self.admit(request)
        if isinstance(admitted, web.Response):
            return admitted
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        if admitted is not None:
            await socket.close(code=1011, message=b"internal error")
            return socket
        return Wire(self, request, socket)


class Wire:
    """A WebSocket to a client, on which messages are sent as the provider's faults will have it."""

    def __init__(self, provider: FakeProvider, request: web.Request, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._provider = provider
        self._request = request

    async def send(self, message: Mapping[str, Any] | str) -> None:
        """Send a message as it is. Raises ConnectionGone when the client has left."""
        text = message if isinstance(message, str) else json.dumps(message)
        try:
            await self.socket.send_str(text)
        except (ConnectionError, RuntimeError) as error:
            raise ConnectionGone(str(error)) from error

    async def break_off(self, fault: Fault) -> None:
        """End the connection as drop, rst or close do; always raises ConnectionGone."""
        transport = self._request.transport
        if fault.kind == "close":
            await self.socket.close(code=1011, message=b"internal error")
        elif transport is not None:
            if fault.kind == "rst":
                transport.abort()
            else:
                transport.close()
        raise ConnectionGone(fault.kind)


class Delivery:
    """An answer's pieces, sent one by one, with at most one fault among them."""

    def __init__(
        self, wire: Wire, fault: Fault | None, rng: Random, *, error: Mapping[str, Any] | None = None
    ) -> None:
        """`error`: the provider's own error message, for the fault of that name."""
        self._wire = wire
        self._fault = fault
        self._rng = rng
        self._error = error or {"type": "error", "message": "internal error"}
        self._sent = 0
        self._held: Mapping[str, Any] | None = None

    async def begin(self) -> None:
        """The time that passes before the first piece, beyond the ordinary."""
        if self._fault is None:
            return
        if self._fault.kind == "latency":
            await asyncio.sleep(self._fault.secs)
        elif self._fault.kind == "stall_first":
            await asyncio.sleep(self._fault.secs or STALL_SECS)

    async def send(self, piece: Mapping[str, Any]) -> None:
        """The next piece. Raises ConnectionGone when the fault ends the connection."""
        fault, due = self._fault, self._sent
        self._sent += 1
        if fault is None or (due < fault.after and fault.kind != "reorder"):
            await self._wire.send(piece)
            return
        match fault.kind:
            case "drop" | "rst" | "close":
                await self._wire.break_off(fault)
            case "stall_mid":
                await asyncio.sleep(fault.secs or STALL_SECS)
            case "slow_drip":
                await asyncio.sleep(fault.secs)
            case "jitter":
                await asyncio.sleep(self._rng.uniform(0, fault.secs))
            case "malformed":
                await self._wire.send(json.dumps(piece)[:-7] + "{")
                return
            case "error":
                await self._wire.send(self._error)
                return
            case "duplicate":
                await self._wire.send(piece)
            case "reorder":
                await self._swap(piece)
                return
            case _:
                pass
        await self._wire.send(piece)

    async def _swap(self, piece: Mapping[str, Any]) -> None:
        """Every second piece overtakes the one before it."""
        if self._held is None:
            self._held = piece
            return
        await self._wire.send(piece)
        await self._wire.send(self._held)
        self._held = None

    async def end(self) -> None:
        """What was held back comes after all."""
        if self._held is not None:
            await self._wire.send(self._held)
            self._held = None


@asynccontextmanager
async def serving(*providers: FakeProvider) -> AsyncIterator[str]:
    """Serve providers on a port of this machine (in memory on a virtual loop); the address, `127.0.0.1:port`.

    At the end every connection is ended, and nothing of them is left running.
    """
    app = web.Application(client_max_size=2**24)
    for provider in providers:
        app.router.add_routes(provider.routes())
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    factory: Callable[[], asyncio.Protocol] | None = runner.server
    assert factory is not None
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    try:
        host, port = server.sockets[0].getsockname()[:2]
        yield f"{host}:{port}"
    finally:
        server.close()
        await runner.cleanup()
        await server.wait_closed()
