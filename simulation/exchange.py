"""What a caller needs of a way to the agent: a socket, and an answer to the carrier's webhook."""

from collections.abc import Mapping
from typing import Protocol


class SocketRefused(ConnectionError):
    """The agent's side did not take the connection."""


class Socket(Protocol):
    """An open WebSocket."""

    async def send(self, message: str | bytes) -> None:
        """Send one message. Raises ConnectionError when the other side has closed."""
        ...

    async def receive(self) -> str | bytes | None:
        """The next message, or None once the other side has closed."""
        ...

    async def close(self) -> None:
        """Close, and wait until the other side is done with the call."""
        ...


class Exchange(Protocol):
    """Where a simulated carrier reaches the agent: by webhook first, then by socket."""

    async def post(
        self, path: str, sent: dict[str, str] | bytes, *, headers: Mapping[str, str] | None = None
    ) -> str:
        """Post a form, or a body of JSON; returns the answer's. Raises SocketRefused unless it is a 2xx."""
        ...

    async def connect(self, path: str, *, headers: Mapping[str, str] | None = None) -> Socket:
        """Open a WebSocket. Raises SocketRefused."""
        ...


def content_type(sent: dict[str, str] | bytes) -> str:
    """What is posted: a form, or JSON."""
    return "application/json" if isinstance(sent, bytes) else "application/x-www-form-urlencoded"
