"""Connections in memory, seen through asyncio's own streams."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from simulation.clock import run_virtual
from simulation.loopback import HIGH_WATER
from simulation.providers.openai import FakeOpenAI
from simulation.providers.server import serving

START = datetime(2026, 3, 2, tzinfo=UTC)


def _run(work: Any) -> Any:
    return run_virtual(work, start=START, limit_secs=100.0)


async def _server(serve: Any) -> int:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server.sockets[0].getsockname()[1]


def test_what_is_written_arrives_in_order_and_then_the_end():
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line.upper())
        writer.close()

    async def run() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", await _server(echo))
        writer.write(b"one\n")
        await asyncio.sleep(30.0)
        writer.write(b"two\n")
        writer.write_eof()
        return await reader.read()

    assert _run(run) == b"ONE\nTWO\n"


def test_a_reset_is_a_reset():
    async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"half")
        writer.transport.abort()

    async def run() -> bytes:
        reader, _ = await asyncio.open_connection("127.0.0.1", await _server(reset))
        return await reader.read()

    with pytest.raises(ConnectionResetError):
        _run(run)


def test_whoever_writes_to_one_who_does_not_read_waits():
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # pyright: ignore[reportAttributeAccessIssue]
        await asyncio.sleep(50.0)
        writer.transport.resume_reading()  # pyright: ignore[reportAttributeAccessIssue]
        await reader.read(1)

    async def run() -> float:
        loop = asyncio.get_running_loop()
        _, writer = await asyncio.open_connection("127.0.0.1", await _server(deaf))
        await asyncio.sleep(1.0)
        began = loop.time()
        writer.write(bytes(HIGH_WATER + 1))
        await writer.drain()
        return loop.time() - began

    assert _run(run) == pytest.approx(49.0)


def test_where_nobody_listens_any_more_the_connection_is_refused():
    async def run() -> None:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await asyncio.open_connection("127.0.0.1", port)

    with pytest.raises(OSError, match="Connect call failed"):
        _run(run)


def test_on_a_real_loop_the_same_server_listens_on_a_real_port():
    async def run() -> int:
        fake = FakeOpenAI()
        async with serving(fake) as address, aiohttp.ClientSession() as session:
            body = {"model": "m", "messages": []}
            url = f"http://{address}/v1/chat/completions"
            async with session.post(url, json=body, headers={"Authorization": "Bearer k"}) as answer:
                return answer.status

    assert asyncio.run(run()) == 200
