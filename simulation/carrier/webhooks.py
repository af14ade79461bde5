"""The carriers' requests to our application: signed, and not always in order."""

import asyncio
import base64
import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from simulation.exchange import Exchange, SocketRefused

Sent = dict[str, str] | bytes
"""A form, or JSON."""

SIGNATURE = "X-Twilio-Signature"

TRIP_SECS = 0.05
"""Seconds a request is on its way."""


def signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Twilio's: HMAC-SHA1 of the address and of every field, sorted by name, in base64."""
    text = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


@dataclass
class Moods:
    """How status callbacks come."""

    late_secs: float = 0.0
    """Up to this late, each by its own chance; so they also come in another order."""
    doubled: bool = False


class Webhooks(ABC):
    """Asks and tells. Give it an `exchange` before the first call."""

    def __init__(self, rng: Random, moods: Moods) -> None:
        self._rng = rng
        self.moods = moods
        self.exchange: Exchange | None = None
        self.failures: list[str] = []
        """Requests that our application did not answer well."""
        self._underway: set[asyncio.Task[None]] = set()

    @abstractmethod
    def headers(self, url: str, sent: Sent) -> dict[str, str]:
        """What proves that a request is the carrier's."""

    async def ask(self, url: str, sent: Sent, *, trip_secs: float = TRIP_SECS) -> str:
        """Ask for an answer. Raises SocketRefused."""
        await asyncio.sleep(trip_secs)
        return await self._post(url, sent)

    def tell(self, url: str, sent: Sent) -> None:
        """Tell of something, in the background."""
        for _ in range(2 if self.moods.doubled else 1):
            late = self._rng.uniform(0, self.moods.late_secs) if self.moods.late_secs else 0.0
            task = asyncio.get_running_loop().create_task(self._tell(url, sent, TRIP_SECS + late))
            self._underway.add(task)
            task.add_done_callback(self._underway.discard)

    async def settled(self) -> None:
        """Wait until everything that was told has arrived."""
        while self._underway:
            await asyncio.wait(set(self._underway))

    async def _tell(self, url: str, sent: Sent, secs: float) -> None:
        await asyncio.sleep(secs)
        try:
            await self._post(url, sent)
        except SocketRefused as error:
            self.failures.append(str(error))

    async def _post(self, url: str, sent: Sent) -> str:
        if self.exchange is None:
            raise SocketRefused(f"there is no way to {url}")
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return await self.exchange.post(path, sent, headers=self.headers(url, sent))


class TwilioWebhooks(Webhooks):
    """Signed as Twilio signs."""

    def __init__(self, auth_token: str, rng: Random, moods: Moods) -> None:
        super().__init__(rng, moods)
        self._auth_token = auth_token

    def headers(self, url: str, sent: Sent) -> dict[str, str]:
        """See `Webhooks.headers`."""
        assert isinstance(sent, dict)
        return {SIGNATURE: signature(self._auth_token, url, sent)}
