"""Carriers' REST interfaces that show an account and its numbers, with the fields that the real ones have."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SID, TOKEN = "AC" + "1" * 32, "f" * 32
TELNYX_KEY, CONNECTION = "KEY0123", "1494404757140276705"
VONAGE_KEY, VONAGE_SECRET, APPLICATION = "abcd1234", "topsecret", "78d335fa-323d-0114-9c3d-d6f0d48968cf"


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@dataclass
class Accounts:
    """What is set at the carriers; a test changes it."""

    twilio: dict[str, Any] = field(default_factory=lambda: {"sid": SID, "status": "active", "type": "Full"})
    twilio_numbers: list[dict[str, Any]] = field(default_factory=list)
    profiles: list[dict[str, Any]] = field(default_factory=lambda: [{"status": "twilio-approved"}])
    telnyx: dict[str, Any] = field(
        default_factory=lambda: {"balance": "12.50", "available_credit": "12.50", "currency": "USD"}
    )
    telnyx_numbers: list[dict[str, Any]] = field(default_factory=list)
    application: dict[str, Any] = field(default_factory=dict)
    vonage_balance: float = 9.5
    vonage_numbers: list[dict[str, Any]] = field(default_factory=list)
    voice: dict[str, Any] = field(default_factory=dict)

    def app(self) -> web.Application:
        """All three of them at one address."""
        app = web.Application()
        app.router.add_get(f"/2010-04-01/Accounts/{SID}.json", self._of_twilio(lambda _: self.twilio))
        app.router.add_get(
            f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json", self._of_twilio(self._incoming)
        )
        app.router.add_get(
            "/v1/CustomerProfiles", self._of_twilio(lambda _: {"results": self.profiles, "meta": {}})
        )
        app.router.add_get("/v2/balance", self._of_telnyx(lambda _: {"data": self.telnyx}))
        app.router.add_get("/v2/phone_numbers", self._of_telnyx(self._phone_numbers))
        app.router.add_get(
            f"/v2/call_control_applications/{CONNECTION}",
            self._of_telnyx(lambda _: {"data": self.application}),
        )
        app.router.add_get("/account/get-balance", self._of_vonage(lambda _: {"value": self.vonage_balance}))
        app.router.add_get("/account/numbers", self._of_vonage(lambda _: {"numbers": self.vonage_numbers}))
        app.router.add_get(
            f"/v2/applications/{APPLICATION}",
            self._of_vonage(
                lambda _: {"id": APPLICATION, "capabilities": {"voice": {"webhooks": self.voice}}}
            ),
        )
        return app

    def _incoming(self, query: Any) -> dict[str, Any]:
        wanted = query.get("PhoneNumber")
        found = [each for each in self.twilio_numbers if wanted in (None, each["phone_number"])]
        return {"incoming_phone_numbers": found[: int(query.get("PageSize", 50))], "page": 0}

    def _phone_numbers(self, query: Any) -> dict[str, Any]:
        wanted = query.get("filter[phone_number]")
        return {"data": [each for each in self.telnyx_numbers if wanted in (None, each["phone_number"])]}

    def _of_twilio(self, answer: Any) -> Any:
        return self._guarded(basic(SID, TOKEN), answer)

    def _of_telnyx(self, answer: Any) -> Any:
        return self._guarded(f"Bearer {TELNYX_KEY}", answer)

    def _of_vonage(self, answer: Any) -> Any:
        return self._guarded(basic(VONAGE_KEY, VONAGE_SECRET), answer)

    def _guarded(self, secret: str, answer: Any) -> Any:
        async def handle(request: web.Request) -> web.Response:
            if request.headers.get("Authorization") != secret:
                return web.json_response({"message": "who are you"}, status=401)
            return web.json_response(answer(request.query))

        return handle


@asynccontextmanager
async def open_accounts(accounts: Accounts) -> AsyncIterator[str]:
    """Their address."""
    runner = web.AppRunner(accounts.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
