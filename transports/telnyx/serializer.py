"""Telnyx's messages to frames and back."""

import json
from typing import Any

from pipecat.serializers.telnyx import TelnyxFrameSerializer

from transports.phone.serializer import PhoneSerializer, named


class WindowedTelnyxSerializer(PhoneSerializer, TelnyxFrameSerializer):
    """See `PhoneSerializer`."""

    def mark(self, name: str) -> str:
        """See `PhoneSerializer.mark`."""
        return json.dumps({"event": "mark", "mark": {"name": name}})

    def mark_in(self, message: dict[str, Any]) -> str | None:
        """See `PhoneSerializer.mark_in`."""
        return named(message)
