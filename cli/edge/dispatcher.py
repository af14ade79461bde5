"""Accepts connections and hands each to a worker, once its request has said where it belongs.

Nothing is read: the worker finds the whole request in the socket. A connection that says nothing costs no
worker anything, and ends after five seconds.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable, Container
from contextlib import suppress

from loguru import logger

from cli.edge.head import MAX_HEAD_BYTES, home_of, is_too_long, is_whole

HEAD_SECS = 5.0
"""Seconds a connection has to say what it wants."""

SLOWEST_LOOK_SECS = 0.25
"""The longest pause between two looks at a head that is not whole."""

NOBODY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)

MAX_UNREAD_BYTES = 65_536

HandOver = Callable[[socket.socket, str | None], bool]
"""Gives a connection to a worker, the one that is named or the best; False if there is none."""


class Dispatcher:
    """Serves one listening socket."""

    def __init__(
        self,
        listening: socket.socket,
        hand_over: HandOver,
        *,
        most_idle: int,
        most_idle_per_address: int,
        trusted: Container[str] = (),
    ) -> None:
        """`trusted`: proxies, whose connections are those of many."""
        listening.setblocking(False)
        self._listening = listening
        self._hand_over = hand_over
        self._most_idle = most_idle
        self._most_idle_per_address = most_idle_per_address
        self._trusted = trusted
        self._idle: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Accept until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, peer = await loop.sock_accept(self._listening)
            except OSError as error:
                # Most likely no file handles are left: those that idle give theirs back in seconds.
                logger.error(f"a connection could not be accepted: {error}")
                await asyncio.sleep(0.1)
                continue
            address = str(peer[0]) if peer else ""
            if not self._has_room(address):
                connection.close()
                continue
            task = loop.create_task(self._dispatch(connection, address))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _has_room(self, address: str) -> bool:
        if self._idle.total() >= self._most_idle:
            return False
        return address in self._trusted or self._idle[address] < self._most_idle_per_address

    async def _dispatch(self, connection: socket.socket, address: str) -> None:
        self._idle[address] += 1
        try:
            with connection:
                connection.setblocking(False)
                with suppress(TimeoutError, OSError):
                    async with asyncio.timeout(HEAD_SECS):
                        head = await _head(connection)
                    if head is not None and not self._hand_over(connection, home_of(head)):
                        # A socket that is closed with something unread in it takes the answer with it.
                        connection.recv(MAX_UNREAD_BYTES)
                        await asyncio.get_running_loop().sock_sendall(connection, NOBODY)
        finally:
            self._idle[address] -= 1
            if not self._idle[address]:
                del self._idle[address]


async def _head(connection: socket.socket) -> bytes | None:
    """The head of the request, left in the socket; None if there will be none."""
    pause = 0.01
    await _readable(connection)
    while True:
        head = connection.recv(MAX_HEAD_BYTES, socket.MSG_PEEK)
        if is_whole(head):
            return head
        if not head or is_too_long(head):
            return None
        # What was looked at is still there, so that waiting for more would not wait.
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, SLOWEST_LOOK_SECS)


async def _readable(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_reader(connection, lambda: ready.done() or ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(connection)
