"""The server over real sockets: what is too much ends, and what was accepted by somebody else is served."""

import asyncio
import base64
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from transports.edge.bounds import Bounds
from transports.edge.taking import GOODBYE_SECS, MAX_FRAME_BYTES, taking_server

pytestmark = pytest.mark.realtime


async def echoing(scope: Any, receive: Any, send: Any) -> None:
    """Sends every message back; answers every request with the size of its body. `/flood` writes for ever."""
    if scope["type"] == "http":
        size = 0
        while (message := await receive())["type"] == "http.request":
            size += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(size).encode()})
        return
    await receive()
    await send({"type": "websocket.accept"})
    if scope["path"] == "/flood":
        try:
            async with asyncio.timeout(1):
                while True:
                    await send({"type": "websocket.send", "bytes": b"x" * 50_000})
        except TimeoutError:
            return
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[tuple[Any, str]]:
    listening = socket.create_server(("127.0.0.1", 0))
    host, port = listening.getsockname()
    server = taking_server(app, lifespan="off")
    running = asyncio.create_task(server.serve(sockets=[listening]))
    await server.is_up.wait()
    try:
        yield server, f"{host}:{port}"
    finally:
        server.should_exit = True
        await running


async def test_a_frame_that_is_too_large_ends_its_socket_and_no_other() -> None:
    async with serving(echoing) as (_, address), connect(f"ws://{address}/") as good:
        async with connect(f"ws://{address}/", max_size=None) as bad:
            with pytest.raises(ConnectionClosed):
                await bad.send("x" * 1_000_000)
                await bad.recv()
            assert bad.close_code in (1009, 1006)
        await good.send("x" * MAX_FRAME_BYTES)
        assert len(await good.recv()) == MAX_FRAME_BYTES


async def test_a_peer_that_stops_reading_is_gone_soon_after_the_call() -> None:
    async with serving(echoing) as (server, address):
        host, port = address.split(":")
        reader = socket.create_connection((host, int(port)))
        key = base64.b64encode(os.urandom(16)).decode()
        request = "GET /flood HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        request += f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        reader.sendall(request.encode())
        await asyncio.sleep(0.5)
        assert server.server_state.connections
        began = time.monotonic()
        while server.server_state.connections and time.monotonic() - began < 8:
            await asyncio.sleep(0.05)
        assert not server.server_state.connections
        assert time.monotonic() - began < 1 + GOODBYE_SECS + 0.5
        reader.close()


async def test_a_connection_that_somebody_else_accepted_is_served() -> None:
    async with serving(echoing) as (server, _):
        ours, theirs = socket.socketpair()
        server.take(theirs)
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(ours, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        answer = await loop.sock_recv(ours, 4096)
        assert answer.startswith(b"HTTP/1.1 200")
        ours.close()


@pytest.mark.parametrize(
    ("size", "chunked", "status"), [(65_536, False, 200), (65_537, False, 413), (70_000, True, 413)]
)
async def test_bodies_have_a_largest_size_told_or_not(size: int, chunked: bool, status: int) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(size // 1000):
            yield b"x" * 1000

    async with serving(Bounds(echoing, per_address=5)) as (_, address), aiohttp.ClientSession() as http:
        body = pieces() if chunked else b"x" * size
        async with http.post(f"http://{address}/", data=body) as answer:
            assert answer.status == status
            assert answer.headers["connection"] == "close"


async def test_one_address_has_so_many_connections_and_a_trusted_proxy_speaks_for_many() -> None:
    async with serving(Bounds(echoing, per_address=2, trusted=["127.0.0.1"])) as (_, address):

        def call(from_: str) -> Any:
            return connect(f"ws://{address}/", additional_headers={"X-Forwarded-For": f"9.9.9.9, {from_}"})

        async with call("1.1.1.1") as one, call("1.1.1.1"):
            with pytest.raises(Exception, match="403"):
                await call("1.1.1.1")
            async with call("2.2.2.2"):
                pass
            await one.send("still here")
            assert await one.recv() == "still here"
        async with call("1.1.1.1"):
            pass
