"""Connections within one event loop, in memory: what a virtual loop has instead of this machine's sockets.

The kernel takes its own time to carry a byte, and a virtual clock must not depend on it. Here everything that
was written has arrived before the clock moves on, in the same order on every run.
"""

import asyncio
import itertools
import os
import socket
from collections import deque
from collections.abc import Callable, Iterable
from typing import cast

HIGH_WATER = 64 * 1024
"""Bytes that wait to be read before the writer is asked to pause."""

LOCAL = frozenset({"127.0.0.1", "localhost"})
"""Hosts whose servers are in memory."""

Address = tuple[str, int]
Factory = Callable[[], asyncio.BaseProtocol]


class _Named:
    """What asks a connection or a server for its addresses asks its socket."""

    family = socket.AF_INET

    def __init__(
        self, own: Address, peer: Address | None = None, descriptor: Callable[[], int] = lambda: -1
    ) -> None:
        self._own = own
        self._peer = peer
        self.fileno = descriptor
        """A file descriptor that is readable when the connection is over; -1 = it is over."""

    def getsockname(self) -> Address:
        """Host and port of this end."""
        return self._own

    def getpeername(self) -> Address:
        """Host and port of the other end. Raises OSError when there is none."""
        if self._peer is None:
            raise OSError(107, "Transport endpoint is not connected")
        return self._peer

    def setsockopt(self, *option: object) -> None:
        """There is nothing to tune."""


class MemoryTransport(asyncio.Transport):
    """One end of a connection."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        protocol: asyncio.BaseProtocol,
        own: Address,
        peer: Address,
        quiet: Callable[[], int],
    ) -> None:
        """`quiet` gives a file descriptor from which nothing can be read."""
        named = _Named(own, peer, lambda: -1 if self.finished or self._closing else quiet())
        super().__init__({"sockname": own, "peername": peer, "socket": named})
        self._loop = loop
        self._protocol = protocol
        self._peer: MemoryTransport | None = None
        self._inbox: deque[bytes] = deque()
        self._waiting = 0
        """Bytes in the inbox."""
        self._reading = True
        self._ended: BaseException | bool | None = None
        """What comes after the inbox: True = the other end has finished, an error = it broke off."""
        self.finished = False
        """Whether the other end will send nothing more."""
        self._closing = False
        self._lost = False
        self._pausing_writer = False

    def connect(self, peer: "MemoryTransport") -> None:
        """Say who the other end is."""
        self._peer = peer

    # asyncio's interface

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """From now on this one is told."""
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Who is told."""
        return self._protocol

    def is_closing(self) -> bool:
        """Whether nothing can be written any more."""
        return self._closing

    def pause_reading(self) -> None:
        """Leave what comes in the inbox."""
        self._reading = False

    def resume_reading(self) -> None:
        """Take it again."""
        if not self._reading and not self._lost:
            self._reading = True
            self._loop.call_soon(self._deliver)

    def is_reading(self) -> bool:
        """Whether what comes is taken."""
        return self._reading and not self._closing

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Limits are the same for all."""

    def get_write_buffer_size(self) -> int:
        """Bytes that the other end has not taken."""
        return self._peer._waiting if self._peer is not None else 0

    def get_write_buffer_limits(self) -> tuple[int, int]:
        """(low, high) in bytes."""
        return 0, HIGH_WATER

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Put data into the other end's inbox."""
        if self._closing or self._peer is None or not data:
            return
        self._peer._take(bytes(data))
        if self._peer._waiting > HIGH_WATER and not self._pausing_writer:
            self._pausing_writer = True
            self._protocol.pause_writing()

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Write all in one piece."""
        self.write(b"".join(list_of_data))

    def can_write_eof(self) -> bool:
        """One side can finish before the other."""
        return True

    def write_eof(self) -> None:
        """Finish writing; reading goes on."""
        if self._peer is not None and not self._closing:
            self._peer._end(True)

    def close(self) -> None:
        """Finish. What was written still arrives."""
        if self._closing:
            return
        self._closing = True
        if self._peer is not None:
            self._peer._end(True)
        self._loop.call_soon(self._lose, None)

    def abort(self) -> None:
        """Break off: the other end sees a reset."""
        self._closing = True
        if self._peer is not None:
            self._peer._end(ConnectionResetError(104, "Connection reset by peer"))
        self._loop.call_soon(self._lose, None)

    # Between the ends

    def _take(self, data: bytes) -> None:
        if self._closing:
            return
        self._inbox.append(data)
        self._waiting += len(data)
        self._loop.call_soon(self._deliver)

    def _end(self, how: BaseException | bool) -> None:
        self.finished = True
        if self._ended is None or isinstance(how, BaseException):
            self._ended = how
        self._loop.call_soon(self._deliver)

    def _deliver(self) -> None:
        while self._inbox and self._reading and not self._closing:
            data = self._inbox.popleft()
            self._waiting -= len(data)
            cast(asyncio.Protocol, self._protocol).data_received(data)
        if self._peer is not None:
            self._peer._drained(self._waiting)
        if self._ended is None or self._lost or (self._inbox and not self._closing):
            return
        ended, self._ended = self._ended, None
        if isinstance(ended, BaseException):
            self._closing = True
            self._lose(ended)
        elif not self._closing and not cast(asyncio.Protocol, self._protocol).eof_received():
            self.close()

    def _drained(self, waiting: int) -> None:
        if self._pausing_writer and waiting == 0:
            self._pausing_writer = False
            self._protocol.resume_writing()

    def _lose(self, why: BaseException | None) -> None:
        if self._lost:
            return
        self._lost = True
        self._inbox.clear()
        self._waiting = 0
        self._protocol.connection_lost(cast(Exception | None, why))


class MemoryServer(asyncio.AbstractServer):
    """A server that only this loop can reach."""

    def __init__(self, network: "MemoryNetwork", factory: Factory, port: int) -> None:
        self._network = network
        self.factory = factory
        self.port = port
        self.sockets = (_Named(("127.0.0.1", port)),)

    def close(self) -> None:
        """Take no further connections."""
        self._network.servers.pop(self.port, None)

    async def wait_closed(self) -> None:
        """It is closed at once."""

    def is_serving(self) -> bool:
        """Whether it takes connections."""
        return self._network.servers.get(self.port) is self

    def get_loop(self) -> asyncio.AbstractEventLoop:
        """The loop it belongs to."""
        return self._network.loop

    async def start_serving(self) -> None:
        """It serves from the beginning."""


class MemoryNetwork:
    """The servers of one loop, by port."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.servers: dict[int, MemoryServer] = {}
        self._ports = itertools.count(50001)
        self._pipe: tuple[int, int] | None = None

    def listen(self, factory: Factory, port: int) -> MemoryServer:
        """Begin to serve; port 0 = any. Raises OSError when the port is taken."""
        port = port or next(self._ports)
        if port in self.servers:
            raise OSError(98, f"port {port} is in use")
        self.servers[port] = MemoryServer(self, factory, port)
        return self.servers[port]

    def connect(self, factory: Factory, port: int) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        """Connect to a server of this loop. Raises ConnectionRefusedError."""
        server = self.servers.get(port)
        if server is None:
            raise ConnectionRefusedError(111, f"Connect call failed ('127.0.0.1', {port})")
        client, served = factory(), server.factory()
        near, far = ("127.0.0.1", next(self._ports)), ("127.0.0.1", port)
        ours = MemoryTransport(self.loop, client, near, far, self._quiet)
        theirs = MemoryTransport(self.loop, served, far, near, self._quiet)
        ours.connect(theirs)
        theirs.connect(ours)
        client.connection_made(ours)
        served.connection_made(theirs)
        return ours, client

    def close(self) -> None:
        """Let go of what the kernel lent."""
        for end in self._pipe or ():
            os.close(end)
        self._pipe = None

    def _quiet(self) -> int:
        """A file descriptor from which nothing can be read: all that comes is taken at once."""
        if self._pipe is None:
            self._pipe = os.pipe()
        return self._pipe[0]
