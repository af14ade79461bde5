"""Twilio's messages to frames and back."""

import json
from typing import Any

from pipecat.serializers.twilio import TwilioFrameSerializer

from transports.phone.serializer import PhoneSerializer, named


class WindowedTwilioSerializer(PhoneSerializer, TwilioFrameSerializer):
    """See `PhoneSerializer`."""

    def mark(self, name: str) -> str:
        """See `PhoneSerializer.mark`."""
        return json.dumps({"event": "mark", "streamSid": self._stream_sid, "mark": {"name": name}})

    def mark_in(self, message: dict[str, Any]) -> str | None:
        """See `PhoneSerializer.mark_in`."""
        return named(message)
