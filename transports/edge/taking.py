"""uvicorn, for connections that somebody else accepted, and without its own idea of signals."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn

MAX_FRAME_BYTES = 65_536
"""A WebSocket message above this closes the socket; carriers' largest is far below."""

CLOSING_SECS = 10
"""Seconds open requests have, once the server ends."""


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
        ws_max_size=MAX_FRAME_BYTES,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=CLOSING_SECS,
        server_header=False,
        **options,  # type: ignore[arg-type]
    )
    return TakingServer(config)
