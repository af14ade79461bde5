"""What a caller needs of a way to the agent: a text socket, and an answer to the carrier's webhook."""

from collections.abc import Mapping
from typing import Protocol


class SocketRefused(ConnectionError):
    """The agent's side did not take the connection."""


class Socket(Protocol):
    """An open WebSocket that carries text."""

    async def send(self, text: str) -> None:
        """Send one message. Raises ConnectionError when the other side has closed."""
        ...

    async def receive(self) -> str | None:
        """The next message, or None once the other side has closed."""
        ...

    async def close(self) -> None:
        """Close, and wait until the other side is done with the call."""
        ...


class Exchange(Protocol):
    """Where a simulated carrier reaches the agent: by webhook first, then by socket."""

    async def post(self, path: str, form: dict[str, str], *, headers: Mapping[str, str] | None = None) -> str:
        """Post a form; returns the body. Raises SocketRefused unless the answer is 200."""
        ...

    async def connect(self, path: str, *, headers: Mapping[str, str] | None = None) -> Socket:
        """Open a WebSocket. Raises SocketRefused."""
        ...
