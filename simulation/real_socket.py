"""The agent over a real socket, in real time: what a carrier would see of a running server."""

from collections.abc import Mapping

import aiohttp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from simulation.exchange import SocketRefused, content_type


class NetworkSocket:
    """One WebSocket to a server."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, message: str | bytes) -> None:
        """Send one message. Raises ConnectionError when the server has closed."""
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise ConnectionError(f"the agent closed the socket: {error}") from error

    async def receive(self) -> str | bytes | None:
        """The next message, or None once the server has closed."""
        try:
            return await self._connection.recv()
        except ConnectionClosed:
            return None

    async def close(self) -> None:
        """Close the socket. What the server does after that is not waited for."""
        await self._connection.close()


class NetworkExchange:
    """Reaches a server, e.g. at `127.0.0.1:8765`."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def connect(self, path: str, *, headers: Mapping[str, str] | None = None) -> NetworkSocket:
        """Open a WebSocket. Raises SocketRefused."""
        try:
            # Compression is off: Twilio offers none.
            url = f"ws://{self._address}{path}"
            return NetworkSocket(await connect(url, compression=None, additional_headers=headers))
        except (OSError, InvalidHandshake) as error:
            raise SocketRefused(f"ws://{self._address}{path}: {error}") from error

    async def post(
        self, path: str, sent: dict[str, str] | bytes, *, headers: Mapping[str, str] | None = None
    ) -> str:
        """See `Exchange.post`."""
        url = f"http://{self._address}{path}"
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(
                    url, data=sent, headers={**(headers or {}), "Content-Type": content_type(sent)}
                ) as response,
            ):
                answer = await response.text()
        except aiohttp.ClientError as error:
            raise SocketRefused(f"POST {url}: {error}") from error
        if not 200 <= response.status < 300:
            raise SocketRefused(f"POST {path} answered {response.status}: {answer[:200]}")
        return answer
