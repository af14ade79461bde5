"""Requests that belong to one worker reach it, and are answered for when it is gone."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import PlainTextResponse
from websockets.asyncio.client import connect
from yarl import URL

from transports.edge.homes import Homes
from transports.edge.taking import taking_server

pytestmark = pytest.mark.realtime


def application(name: str) -> FastAPI:
    app = FastAPI()

    @app.api_route("/call/{token}", methods=["GET", "POST"])
    async def call(token: str, request: Request) -> PlainTextResponse:
        body = (await request.body()).decode()
        seen = f"{name} {token} {request.scope['raw_path'].decode()}?{request.url.query} {body}"
        return PlainTextResponse(seen, headers={"x-mine": name}, status_code=201)

    @app.websocket("/stream")
    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(name)
        await socket.close()

    return app


@asynccontextmanager
async def workers(*names: str) -> AsyncIterator[dict[str, str]]:
    addresses: dict[str, str] = {}

    async def address_of(worker: str) -> str | None:
        return addresses.get(worker)

    async with AsyncExitStack() as running:
        for name in names:
            listening = socket.create_server(("127.0.0.1", 0))
            app = Homes(application(name), own=name, address_of=address_of)
            server = taking_server(app, lifespan="off")
            task = asyncio.create_task(server.serve(sockets=[listening]))
            await server.is_up.wait()
            addresses[name] = f"http://127.0.0.1:{listening.getsockname()[1]}"

            async def end(server: Any = server, task: Any = task) -> None:
                server.should_exit = True
                await task

            running.push_async_callback(end)
        yield addresses


async def ask(address: str, path: str, body: str = "a=b%20c") -> tuple[int, str, str]:
    url = URL(f"{address}{path}", encoded=True)
    async with aiohttp.ClientSession() as http, http.post(url, data=body) as answer:
        return answer.status, await answer.text(), answer.headers.get("x-mine", "")


async def test_a_request_is_passed_to_the_worker_it_belongs_to_as_it_was_sent() -> None:
    async with workers("a.0.1", "b.0.1") as addresses:
        path = "/w/a.0.1/call/t?x=1&y=%2F"
        wanted = (201, "a.0.1 t /w/a.0.1/call/t?x=1&y=%2F a=b%20c", "a.0.1")
        assert await ask(addresses["b.0.1"], path) == wanted
        assert await ask(addresses["a.0.1"], path) == wanted
        assert (await ask(addresses["b.0.1"], "/call/t"))[2] == "b.0.1"


async def test_a_worker_that_is_gone_or_silent_is_answered_for() -> None:
    async with workers("a.0.1") as addresses:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            addresses["dead.0.1"] = f"http://127.0.0.1:{nobody.getsockname()[1]}"
            for gone in ("dead.0.1", "unknown.0.1"):
                status, text, _ = await ask(addresses["a.0.1"], f"/w/{gone}/call/t")
                assert (status, text) == (201, f"a.0.1 t /w/{gone}/call/t? a=b%20c")


async def test_a_request_is_passed_on_once_and_never_in_a_circle() -> None:
    async with workers("a.0.1", "b.0.1") as addresses:
        addresses["c.0.1"] = addresses["b.0.1"]  # as after a worker took another's port
        status, text, _ = await ask(addresses["a.0.1"], "/w/c.0.1/call/t")
        assert (status, text.split()[0]) == (201, "b.0.1")


async def test_a_stream_opens_in_any_worker() -> None:
    async with workers("a.0.1", "b.0.1") as addresses:
        address = addresses["b.0.1"].replace("http", "ws")
        async with connect(f"{address}/w/a.0.1/stream") as stream:
            assert await stream.recv() == "b.0.1"
