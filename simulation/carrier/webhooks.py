"""The carrier's requests to our application: signed as Twilio signs them, and not always in order."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from simulation.exchange import Exchange, SocketRefused

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


class Webhooks:
    """Asks and tells. Give it an `exchange` before the first call."""

    def __init__(self, auth_token: str, rng: Random, moods: Moods) -> None:
        self._auth_token = auth_token
        self._rng = rng
        self.moods = moods
        self.exchange: Exchange | None = None
        self.failures: list[str] = []
        """Requests that our application did not answer well."""
        self._underway: set[asyncio.Task[None]] = set()

    async def ask(self, url: str, form: Mapping[str, str], *, trip_secs: float = TRIP_SECS) -> str:
        """Ask for a document. Raises SocketRefused."""
        await asyncio.sleep(trip_secs)
        return await self._post(url, form)

    def tell(self, url: str, form: Mapping[str, str]) -> None:
        """Tell of something, in the background."""
        for _ in range(2 if self.moods.doubled else 1):
            late = self._rng.uniform(0, self.moods.late_secs) if self.moods.late_secs else 0.0
            task = asyncio.get_running_loop().create_task(self._tell(url, dict(form), TRIP_SECS + late))
            self._underway.add(task)
            task.add_done_callback(self._underway.discard)

    async def settled(self) -> None:
        """Wait until everything that was told has arrived."""
        while self._underway:
            await asyncio.wait(set(self._underway))

    def headers(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        """What proves that a request is the carrier's."""
        return {SIGNATURE: signature(self._auth_token, url, form)}

    async def _tell(self, url: str, form: dict[str, str], secs: float) -> None:
        await asyncio.sleep(secs)
        try:
            await self._post(url, form)
        except SocketRefused as error:
            self.failures.append(str(error))

    async def _post(self, url: str, form: Mapping[str, str]) -> str:
        if self.exchange is None:
            raise SocketRefused(f"there is no way to {url}")
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return await self.exchange.post(path, dict(form), headers=self.headers(url, form))
