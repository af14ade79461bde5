"""Vonage's webhooks: JSON, signed by a token that holds the body's hash."""

import base64
import hashlib
import hmac
import json
import uuid
from random import Random
from typing import Any

from calls.clock import utc_now
from simulation.carrier.webhooks import Moods, Sent, Webhooks


class VonageWebhooks(Webhooks):
    """Signed by HS256."""

    def __init__(self, secret: str, api_key: str, rng: Random, moods: Moods) -> None:
        super().__init__(rng, moods)
        self._secret = secret
        self._api_key = api_key

    def headers(self, url: str, sent: Sent) -> dict[str, str]:
        """See `Webhooks.headers`."""
        assert isinstance(sent, bytes)
        claims = {
            "iss": "Vonage",
            "iat": int(utc_now().timestamp()),
            "jti": str(uuid.UUID(int=self._rng.getrandbits(128))),
            "api_key": self._api_key,
            "payload_hash": hashlib.sha256(sent).hexdigest(),
        }
        text = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
        digest = hmac.new(self._secret.encode(), text.encode(), hashlib.sha256).digest()
        return {"Authorization": f"Bearer {text}.{_encoded(digest)}"}


def body(**fields: Any) -> bytes:
    """A webhook's body."""
    return json.dumps({**fields, "timestamp": utc_now().isoformat()}).encode()


def _part(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
