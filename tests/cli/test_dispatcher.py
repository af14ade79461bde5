"""Connections are handed over once their request has said where it belongs; idle ones cost nothing."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.edge.dispatcher import Dispatcher
from cli.edge.head import home_of, is_too_long, is_whole

pytestmark = pytest.mark.realtime

REQUEST = b"POST /twilio/voice HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
HELD = REQUEST.replace(b"/twilio/voice", b"/w/a.0.3f2c/twilio/call/x")


class Taking:
    """Takes what it is given, and reads it."""

    def __init__(self) -> None:
        self.homes: list[str | None] = []
        self.read: list[bytes] = []
        self.is_there = True

    def take(self, connection: socket.socket, home: str | None) -> bool:
        if not self.is_there:
            return False
        self.homes.append(home)
        with connection.dup() as own:
            self.read.append(own.recv(4096))
            own.send(b"taken")
        return True


@asynccontextmanager
async def dispatching(most_idle: int = 5000, per_address: int = 5000) -> AsyncIterator[tuple[Taking, int]]:
    taking = Taking()
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        made = Dispatcher(listening, taking.take, most_idle=most_idle, most_idle_per_address=per_address)
        running = asyncio.create_task(made.run())
        try:
            yield taking, listening.getsockname()[1]
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def asked(port: int, *pieces: bytes, pause: float = 0.03) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause)
    answer = await reader.read()
    writer.close()
    return answer


async def test_a_request_is_handed_over_unread_to_whom_it_belongs() -> None:
    async with dispatching() as (taking, port):
        assert await asked(port, REQUEST) == b"taken"
        assert await asked(port, HELD[:9], HELD[9:40], HELD[40:]) == b"taken"
        assert taking.homes == [None, "a.0.3f2c"]
        assert taking.read == [REQUEST, HELD]


async def test_without_a_worker_the_answer_is_503_at_once() -> None:
    async with dispatching() as (taking, port):
        taking.is_there = False
        assert (await asked(port, REQUEST)).startswith(b"HTTP/1.1 503")


async def test_a_thousand_idle_connections_keep_nobody_waiting_and_end_after_five_seconds() -> None:
    async with dispatching() as (_, port):
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(500)]
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(500)]
        for _, writer in slow:
            writer.write(b"GET / HTTP/1.1\r\nX: ")
        began = time.monotonic()
        assert await asked(port, REQUEST) == b"taken"
        assert time.monotonic() - began < 0.5
        ends = await asyncio.gather(*(reader.read() for reader, _ in [*idle, *slow]), return_exceptions=True)
        assert time.monotonic() - began < 7.5
        assert all(isinstance(end, ConnectionError) or end == b"" for end in ends)
        for _, writer in [*idle, *slow]:
            writer.close()


async def test_above_the_bound_of_idle_connections_the_next_is_closed_at_once() -> None:
    async with dispatching(per_address=3) as (_, port):
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        await asyncio.sleep(0.1)
        with suppress(ConnectionError):
            assert await asked(port, REQUEST) == b""
        for _, writer in idle:
            writer.close()
        await asyncio.sleep(0.1)
        assert await asked(port, REQUEST) == b"taken"


@pytest.mark.parametrize(
    ("head", "home"),
    [
        (b"GET /w/a.0.1/x HTTP/1.1\r\n\r\n", "a.0.1"),
        (b"GET /w/../x HTTP/1.1\r\n\r\n", None),
        (b"GET /w/a HTTP/1.1\r\n\r\n", None),
        (b"GET /x/w/a/y HTTP/1.1\r\n\r\n", None),
        (b"GET /w/A/y HTTP/1.1\r\n\r\n", None),
    ],
)
def test_a_path_belongs_to_the_worker_it_begins_with(head: bytes, home: str | None) -> None:
    assert home_of(head) == home


@given(st.binary(max_size=200))
def test_any_bytes_are_looked_at_without_an_error(head: bytes) -> None:
    home_of(head)
    assert not is_too_long(head)
    assert is_whole(head) == (b"\r\n\r\n" in head)
