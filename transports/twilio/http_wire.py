"""The wire to Twilio: HTTPS with the account's credentials."""

import base64
import json

import aiohttp

from calls.clock import outside_work
from transports.twilio.account import Credentials
from transports.twilio.rest import Form, RestAnswer, Unreachable

BASE_URL = "https://api.twilio.com"
CONNECT_SECS = 2.0
"""Seconds a connection may take to come about."""

MAX_BODY_BYTES = 262_144
"""Far above any answer to the requests made here."""


class HttpWire:
    """One connection pool per process. `base_url` is for a Twilio that is not Twilio's."""

    def __init__(self, credentials: Credentials, *, base_url: str = BASE_URL) -> None:
        self._base_url = base_url.rstrip("/")
        pair = f"{credentials.account_sid}:{credentials.auth_token}".encode()
        self._headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
        self._session: aiohttp.ClientSession | None = None

    async def send(self, method: str, path: str, form: Form) -> RestAnswer:
        """See `Wire`."""
        session = self._session = self._session or aiohttp.ClientSession(
            headers=self._headers, timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECS)
        )
        data = aiohttp.FormData(list(form)) if method == "POST" else None
        try:
            async with (
                outside_work(),
                session.request(method, self._base_url + path, data=data, allow_redirects=False) as response,
            ):
                body = await response.content.read(MAX_BODY_BYTES)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreachable(type(error).__name__) from error
        except aiohttp.ClientError as error:
            raise ConnectionError(type(error).__name__) from error
        return RestAnswer(response.status, _object(body))

    async def close(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _object(body: bytes) -> dict[str, object]:
    """The JSON object of an answer; empty for anything else, e.g. a proxy's error page."""
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
