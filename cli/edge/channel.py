"""Between the supervisor and a worker: small messages, and connections that are handed over."""

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

MAX_MESSAGE_BYTES = 4096

Message = dict[str, Any]


class Channel:
    """One end. Messages keep their bounds; one may carry a socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        end.setblocking(False)

    @classmethod
    def pair(cls) -> tuple["Channel", socket.socket]:
        """The supervisor's end, and the other one for a new process."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        theirs.set_inheritable(True)
        return cls(ours), theirs

    def send(self, message: Message, connection: socket.socket | None = None) -> bool:
        """Send now; False if the other end is gone or does not keep up."""
        fds = [connection.fileno()] if connection is not None else []
        try:
            socket.send_fds(self._end, [json.dumps(message).encode()], fds)
        except OSError:
            return False
        return True

    def listen(
        self, on_message: Callable[[Message, socket.socket | None], None], on_end: Callable[[], None]
    ) -> None:
        """Call `on_message` with each message and its socket, and `on_end` once the other end is gone."""
        loop = asyncio.get_running_loop()

        def ready() -> None:
            try:
                content, fds, _, _ = socket.recv_fds(self._end, MAX_MESSAGE_BYTES, 1)
            except BlockingIOError:
                return
            except OSError:
                content, fds = b"", []
            if not content:
                loop.remove_reader(self._end)
                on_end()
                return
            connection = socket.socket(fileno=fds[0]) if fds else None
            on_message(json.loads(content), connection)

        loop.add_reader(self._end, ready)

    def close(self) -> None:
        """Give up this end."""
        with suppress(RuntimeError, ValueError):
            asyncio.get_running_loop().remove_reader(self._end)
        self._end.close()
