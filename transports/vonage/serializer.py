"""Vonage's messages to frames and back."""

import json
from typing import Any

from pipecat.serializers.vonage import VonageFrameSerializer

from transports.line import PHONE_HZ
from transports.phone.serializer import PhoneSerializer

PACKET_BYTES = 320
"""20 ms of 16-bit samples at 8 kHz; Vonage takes no other packets."""


class WindowedVonageSerializer(PhoneSerializer, VonageFrameSerializer):
    """See `PhoneSerializer`. Vonage's marks are called notices."""

    def __init__(self) -> None:
        super().__init__(params=VonageFrameSerializer.InputParams(vonage_sample_rate=PHONE_HZ))

    def mark(self, name: str) -> str:
        """See `PhoneSerializer.mark`."""
        return json.dumps({"action": "notify", "payload": {"mark": name}})

    def mark_in(self, message: dict[str, Any]) -> str | None:
        """See `PhoneSerializer.mark_in`."""
        payload = message.get("payload")
        if message.get("event") != "websocket:notify" or not isinstance(payload, dict):
            return None
        name = payload.get("mark")
        return name if isinstance(name, str) else None
