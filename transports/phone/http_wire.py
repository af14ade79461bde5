"""The wire to a carrier: HTTPS with the account's credentials."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from calls.clock import outside_work
from transports.phone.rest import Body, RestAnswer, Unreachable

CONNECT_SECS = 2.0
"""Seconds a connection may take to come about."""

MAX_BODY_BYTES = 262_144
"""Far above any answer to the requests made here."""


class HttpWire:
    """One connection pool per process and carrier."""

    def __init__(self, base_url: str, credentials: Callable[[], Mapping[str, str]]) -> None:
        """`credentials`: the headers of a request that is sent now."""
        self._base_url = base_url.rstrip("/")
        self._credentials = credentials
        self._session: aiohttp.ClientSession | None = None

    async def send(self, method: str, path: str, body: Body) -> RestAnswer:
        """See `Wire`."""
        session = self._session = self._session or aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECS)
        )
        as_json, as_form = _sent(body)
        try:
            async with (
                outside_work(),
                session.request(
                    method,
                    self._base_url + path,
                    headers=self._credentials(),
                    json=as_json,
                    data=as_form,
                    allow_redirects=False,
                ) as response,
            ):
                answer = await _whole(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreachable(type(error).__name__) from error
        except aiohttp.ClientError as error:
            raise ConnectionError(type(error).__name__) from error
        return RestAnswer(response.status, _object(answer))

    async def close(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """The body; `read` alone gives what has arrived so far. One that is too large is cut off."""
    body = bytearray()
    while len(body) < MAX_BODY_BYTES and (piece := await response.content.read(MAX_BODY_BYTES - len(body))):
        body += piece
    return bytes(body)


def _sent(body: Body) -> tuple[dict[str, Any] | None, aiohttp.FormData | None]:
    if isinstance(body, Mapping):
        return dict(body), None
    return None, aiohttp.FormData(list(body)) if body else None


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer; empty for anything else, e.g. a proxy's error page."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
