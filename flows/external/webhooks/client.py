"""One HTTP request, made safely: to a checked address, without redirects, its answer bounded and in JSON."""

import asyncio
import json
from dataclasses import dataclass, field
from types import TracebackType

import aiohttp
from aiohttp.abc import AbstractResolver

from calls.clock import outside_work
from flows.external.webhooks.addresses import PublicResolver, public_socket
from flows.external.webhooks.meaning import Answer
from flows.tools.envelope import Failed

MAX_RESPONSE_BYTES = 64 * 1024
"""Of an answer, unpacked. More would only fill the model's context."""

CONNECT_SECS = 3.0
"""Seconds in which a connection must be made."""


class NotSent(Failed):
    """The request did not leave: no address, no connection, or an address that is not allowed."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, unknown=False, retryable=True)


class NoAnswer(Failed):
    """The request left, and what came back is no answer: nobody knows what was done."""

    def __init__(self, detail: str, *, retryable: bool = True) -> None:
        super().__init__(detail, unknown=True, retryable=retryable)


@dataclass
class WebhookClient:
    """The connections to webhooks of a process; opened at the first request, closed once."""

    resolver: AbstractResolver | None = None
    """What names are resolved with; the system's by default."""

    _sessions: dict[bool, aiohttp.ClientSession] = field(default_factory=dict, init=False)

    async def post(
        self, url: str, body: bytes | bytearray, headers: dict[str, str], *, allow_private: bool
    ) -> Answer:
        """Send a request and read the answer. It takes as long as it takes: the caller has a deadline.

        Raises:
            NotSent: Nothing has reached the server.
            NoAnswer: Something may have reached it.
        """
        session = self._session(allow_private)
        async with outside_work():
            try:
                response = await session.post(url, data=body, headers=headers, allow_redirects=False)
            except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
                raise NotSent(_reason(error)) from error
            except aiohttp.ConnectionTimeoutError as error:
                raise NotSent("no connection in time") from error
            except (aiohttp.ClientError, OSError) as error:
                raise NoAnswer(type(error).__name__) from error
            async with response:
                return await _read(response)

    def _session(self, allow_private: bool) -> aiohttp.ClientSession:
        if allow_private not in self._sessions:
            self._sessions[allow_private] = aiohttp.ClientSession(
                connector=self._connector(allow_private),
                # No cookies: what one call was given must not be sent with another one's request.
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECS),
                auto_decompress=True,
            )
        return self._sessions[allow_private]

    def _connector(self, allow_private: bool) -> aiohttp.TCPConnector:
        resolver = self.resolver or aiohttp.ThreadedResolver()
        if allow_private:
            return aiohttp.TCPConnector(resolver=resolver)
        return aiohttp.TCPConnector(resolver=PublicResolver(resolver), socket_factory=public_socket)

    async def close(self) -> None:
        """Close every connection."""
        sessions = list(self._sessions.values())
        self._sessions.clear()
        await asyncio.gather(*(session.close() for session in sessions))

    async def __aenter__(self) -> "WebhookClient":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def _read(response: aiohttp.ClientResponse) -> Answer:
    """The status and the JSON. Of an error, only what is JSON is kept; a redirect has no body for us."""
    content = await _bounded(response)
    kind = response.content_type
    is_json = kind == "application/json" or kind.endswith("+json")
    good = 200 <= response.status < 300
    if not content.strip() or not (good or is_json):
        return Answer(response.status, None, _retry_after(response))
    if not is_json:
        raise NoAnswer(f"status {response.status} with content type {kind}", retryable=False)
    try:
        body = json.loads(content)
    except ValueError as error:
        if good:
            raise NoAnswer(f"status {response.status} with malformed JSON", retryable=False) from error
        body = None
    return Answer(response.status, body, _retry_after(response))


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    """The body, unpacked. Raises NoAnswer as soon as it is too large."""
    content = bytearray()
    try:
        async for chunk in response.content.iter_any():
            content += chunk
            if len(content) > MAX_RESPONSE_BYTES:
                response.close()
                raise NoAnswer(
                    f"status {response.status} with more than {MAX_RESPONSE_BYTES} bytes", retryable=False
                )
    except (aiohttp.ClientError, OSError) as error:
        raise NoAnswer(type(error).__name__) from error
    return bytes(content)


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    """`Retry-After` in seconds; dates are not read."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else None


def _reason(error: Exception) -> str:
    cause = getattr(error, "os_error", None) or error.__cause__ or error
    return f"{type(cause).__name__}: {cause}"
