"""`deploy/haproxy.cfg` with Debian's HAProxy: where calls go, and that no reload drops one."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, PlainTextResponse
from websockets.asyncio.client import connect

from benchmarks.edge_scene import free_port
from benchmarks.haproxy import NoHaproxy, find_haproxy, haproxy
from transports.edge.taking import TakingServer, taking_server

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(60)]

SEEN_SECS = 1.5
"""Until HAProxy has seen a change of health: two looks and a bit."""


class Answering:
    """A server of callers, as HAProxy sees it."""

    def __init__(self, name: str) -> None:
        self.name, self.is_ready = name, True
        self.app = FastAPI()
        self.app.get("/health/live")(self.live)
        self.app.get("/health/ready")(self.ready)
        self.app.post("/{path:path}")(self.voice)
        self.app.websocket("/{path:path}")(self.stream)

    async def live(self) -> JSONResponse:
        return JSONResponse({})

    async def ready(self) -> JSONResponse:
        return JSONResponse({}, 200 if self.is_ready else 503)

    async def voice(self, path: str) -> PlainTextResponse:
        return PlainTextResponse(self.name if self.is_ready else f"{self.name} is busy")

    async def stream(self, websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                await websocket.send_text(f"{self.name}: {await websocket.receive_text()}")
        except WebSocketDisconnect:
            return


@asynccontextmanager
async def two_servers() -> AsyncIterator[dict[str, tuple[Answering, TakingServer, int]]]:
    made: dict[str, tuple[Answering, TakingServer, int]] = {}
    async with AsyncExitStack() as running:
        for name in ("a", "b"):
            listening = socket.create_server(("127.0.0.1", 0))
            answering = Answering(name)
            server = taking_server(answering.app, lifespan="off")
            task = asyncio.create_task(server.serve(sockets=[listening]))
            await server.is_up.wait()
            made[name] = (answering, server, listening.getsockname()[1])

            async def end(server: Any = server, task: Any = task) -> None:
                server.should_exit = True
                await task

            running.push_async_callback(end)
        yield made


async def post(port: int, path: str) -> str:
    async with aiohttp.ClientSession() as http, http.post(f"http://127.0.0.1:{port}{path}") as answer:
        return await answer.text() if answer.status == 200 else str(answer.status)


async def said(stream: Any, words: str) -> str:
    await stream.send(words)
    return await stream.recv()


async def test_calls_go_where_there_is_room_and_streams_stay_where_they_are(tmp_path: Path) -> None:
    try:
        find_haproxy()
    except NoHaproxy as missing:
        pytest.skip(str(missing))
    front = free_port()
    async with two_servers() as servers, AsyncExitStack() as held:
        (a, server_a, port_a), (b, _, port_b) = servers["a"], servers["b"]
        proxy = await held.enter_async_context(haproxy(tmp_path, front, {"a": port_a, "b": port_b}))
        await asyncio.sleep(SEEN_SECS)
        voices = {await post(front, "/twilio/voice") for _ in range(6)}
        assert voices == {"a", "b"}
        url = f"ws://127.0.0.1:{front}/w/a.0.1/twilio/stream"
        stream = await held.enter_async_context(connect(url))
        assert await said(stream, "hello") == "a: hello"
        assert await post(front, "/w/b.0.9/twilio/call/x") == "b"
        assert await post(front, "/elsewhere") == "404"

        a.is_ready = False  # it is full, or drains
        await asyncio.sleep(SEEN_SECS)
        assert {await post(front, "/twilio/voice") for _ in range(6)} == {"b"}
        assert await post(front, "/w/a.0.1/twilio/call/x") == "a is busy"
        assert await said(stream, "still here") == "a: still here"

        b.is_ready = False
        await asyncio.sleep(SEEN_SECS)
        assert (await post(front, "/twilio/voice")).endswith("is busy")

        b.is_ready = True
        proxy.reload()
        await asyncio.sleep(SEEN_SECS)
        assert await said(stream, "after the reload") == "a: after the reload"
        assert await post(front, "/twilio/voice") == "b"

        await stream.close()
        server_a.should_exit = True
        await asyncio.sleep(SEEN_SECS)
        assert await post(front, "/w/a.0.1/twilio/call/x") == "b"
