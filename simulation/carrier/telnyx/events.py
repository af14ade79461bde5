"""Telnyx's events: signed as Telnyx signs them, and told again when they were not taken."""

import asyncio
import base64
import json
import uuid
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from calls.clock import utc_now
from simulation.carrier.leg import CarrierLeg
from simulation.carrier.webhooks import TRIP_SECS, Moods, Sent, Webhooks
from simulation.exchange import SocketRefused

MOST_TRIES = 3
RETRY_SECS = 1.0


class TelnyxWebhooks(Webhooks):
    """Signed by Ed25519."""

    def __init__(self, key: Ed25519PrivateKey, rng: Random, moods: Moods) -> None:
        super().__init__(rng, moods)
        self._key = key

    def headers(self, url: str, sent: Sent) -> dict[str, str]:
        """See `Webhooks.headers`."""
        assert isinstance(sent, bytes)
        moment = str(int(utc_now().timestamp()))
        signature = base64.b64encode(self._key.sign(f"{moment}|".encode() + sent)).decode()
        return {"telnyx-signature-ed25519": signature, "telnyx-timestamp": moment}

    async def _tell(self, url: str, sent: Sent, secs: float) -> None:
        for tries in range(MOST_TRIES):
            await asyncio.sleep(secs if tries == 0 else RETRY_SECS)
            try:
                await self.ask(url, sent, trip_secs=TRIP_SECS)
                return
            except SocketRefused as error:
                if tries == MOST_TRIES - 1:
                    self.failures.append(str(error))


def an_event(rng: Random, kind: str, leg: CarrierLeg, **more: Any) -> bytes:
    """An event's body."""
    payload = {
        "call_control_id": leg.sid,
        "call_leg_id": str(uuid.UUID(int=rng.getrandbits(128))),
        "call_session_id": str(uuid.UUID(int=3)),
        "connection_id": "1684641123236054244",
        "client_state": leg.state,
        "direction": "incoming" if leg.direction == "inbound" else "outgoing",
        "from": leg.from_,
        "to": leg.to,
        **more,
    }
    data = {
        "record_type": "event",
        "event_type": kind,
        "id": str(uuid.UUID(int=rng.getrandbits(128))),
        "occurred_at": utc_now().isoformat(),
        "payload": payload,
    }
    return json.dumps({"data": data, "meta": {"attempt": 1}}).encode()
