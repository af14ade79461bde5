"""A caller on the other end of a Telnyx media stream, message for message as Telnyx sends them."""

import asyncio
import base64
import json
import uuid
from dataclasses import dataclass
from typing import Any

from simulation.carrier.json_stream import media, obey, read_message
from simulation.carrier.stream_caller import StreamCaller
from simulation.dialling import Dialled
from simulation.mulaw import RATE


@dataclass
class TelnyxCaller(StreamCaller):
    """One call."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._sequence = 0

    def _new_ids(self) -> tuple[str, str]:
        return call_id(self.rng.getrandbits(160)), str(uuid.UUID(int=self.rng.getrandbits(128)))

    async def _begin(self, dialled: Dialled) -> None:
        await self._transmit(json.dumps({"event": "connected", "version": "1.0.0"}))
        start = {
            "user_id": str(uuid.UUID(int=1)),
            "call_control_id": self.call_sid,
            "client_state": "",
            "call_session_id": str(uuid.UUID(int=2)),
            "from": self.from_,
            "to": self.to,
            "tags": [],
            "media_format": {"encoding": "PCMU", "sample_rate": RATE, "channels": 1},
        }
        self._started_at = asyncio.get_running_loop().time()
        await self._transmit(self._numbered("start", start=start))

    def _media(self, payload: bytes) -> str:
        return self._numbered("media", media=media(self._chunk, payload))

    def _mark_back(self, name: str) -> str:
        return self._numbered("mark", mark={"name": name})

    def _key(self, digit: str) -> str:
        return self._numbered("dtmf", dtmf={"digit": digit})

    def _goodbye(self) -> str:
        stop = {"user_id": str(uuid.UUID(int=1)), "call_control_id": self.call_sid}
        return self._numbered("stop", stop=stop)

    def _numbered(self, event: str, **body: Any) -> str:
        self._sequence += 1
        numbered = {
            "event": event,
            "sequence_number": str(self._sequence),
            **body,
            "stream_id": self.stream_sid,
        }
        return json.dumps(numbered, separators=(",", ":"))

    def _obey(self, message: str | bytes) -> None:
        obey(self, *read_message(message))


def call_id(bits: int) -> str:
    """A valid id of a call."""
    return "v3:" + base64.urlsafe_b64encode(bits.to_bytes(20, "big")).decode().rstrip("=") + "AAAAAAAAAAAAA"
