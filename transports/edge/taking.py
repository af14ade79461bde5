"""uvicorn, for connections that somebody else accepted, and without its own idea of signals."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

MAX_FRAME_BYTES = 65_536
"""A WebSocket message above this closes the socket; carriers' largest is far below."""

GOODBYE_SECS = 2.0
"""Seconds a peer has to take the last bytes and to say goodbye."""

PING_SECS = 10.0
"""Seconds between two looks whether a silent peer is still there, and for its answer."""

CLOSING_SECS = 10
"""Seconds open requests have, once the server ends."""


class BoundedSocket(WebSocketsSansIOProtocol):
    """A WebSocket that is gone two seconds after the application is done with it, whatever its peer does.

    To a peer that has stopped reading, the last bytes would be sent for ever.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close_timeout = GOODBYE_SECS

    async def run_asgi(self) -> None:
        """Serve the application."""
        try:
            await super().run_asgi()
        finally:
            self._gone_soon()

    def keepalive_timeout(self) -> None:
        """The peer does not answer any more."""
        super().keepalive_timeout()
        self._gone_soon()

    def _gone_soon(self) -> None:
        self.loop.call_later(GOODBYE_SECS, self.transport.abort)


class TakingServer(uvicorn.Server):
    """Listens on the sockets it is given, and takes connections besides."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()
        """Set once it serves."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """uvicorn closes live WebSockets at the first signal; who drains first handles signals itself."""
        yield

    def take(self, connection: socket.socket) -> None:
        """Serve a connection. Nothing of it must have been read."""
        loop = asyncio.get_running_loop()
        connection.setblocking(False)
        task = loop.create_task(loop.connect_accepted_socket(self._protocol, connection))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _protocol(self) -> asyncio.Protocol:
        """As uvicorn makes one for each connection that it accepts itself."""
        made = self.config.http_protocol_class
        return made(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)  # type: ignore[call-arg]


def taking_server(app: object, **options: object) -> TakingServer:
    """A server with our bounds; not yet started."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        ws=BoundedSocket,
        ws_max_size=MAX_FRAME_BYTES,
        ws_ping_interval=PING_SECS,
        ws_ping_timeout=PING_SECS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=CLOSING_SECS,
        server_header=False,
        **options,  # type: ignore[arg-type]
    )
    return TakingServer(config)
