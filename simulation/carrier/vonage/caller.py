"""A caller on the other end of a Vonage media stream, message for message as Vonage sends them."""

import asyncio
import json
import uuid
from dataclasses import dataclass

import numpy as np

from simulation.carrier.stream_caller import ProtocolBroken, StreamCaller
from simulation.dialling import Dialled
from simulation.mulaw import TICK, decode, encode

PACKET_BYTES = 2 * TICK
"""20 ms of 16-bit samples; other packets are not taken."""


@dataclass
class VonageCaller(StreamCaller):
    """One call. Its audio are 16-bit samples, but it came over a telephone and sounds like it."""

    def _new_ids(self) -> tuple[str, str]:
        return call_id(self.rng.getrandbits(128)), call_id(self.rng.getrandbits(128))

    async def _begin(self, dialled: Dialled) -> None:
        connected = {"event": "websocket:connected", "content-type": "audio/l16;rate=8000"}
        self._started_at = asyncio.get_running_loop().time()
        await self._transmit(json.dumps({**connected, **dialled.parameters}))

    def _media(self, payload: bytes) -> bytes:
        return decode(payload).astype("<i2").tobytes()

    def _mark_back(self, name: str) -> str:
        return json.dumps({"event": "websocket:notify", "payload": json.loads(name)})

    def _key(self, digit: str) -> str:
        return json.dumps({"event": "websocket:dtmf", "digit": digit, "duration": 260})

    def _goodbye(self) -> None:
        return None

    def _obey(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self._take(message)
            return
        try:
            read = json.loads(message)
            action = read["action"]
        except (ValueError, KeyError, TypeError) as error:
            raise ProtocolBroken(f"not a message of a media stream: {message[:120]!r}") from error
        if action == "clear":
            self.playout.clear(self.now)
        elif action == "notify" and isinstance(read.get("payload"), dict):
            self.playout.mark(json.dumps(read["payload"]))
        else:
            raise ProtocolBroken(f"action {action!r}; allowed: clear, and notify with a payload")

    def _take(self, packet: bytes) -> None:
        if len(packet) != PACKET_BYTES:
            raise ProtocolBroken(f"a packet of {len(packet)} bytes; allowed: {PACKET_BYTES}")
        self.hear(encode(np.frombuffer(packet, dtype="<i2")))


def call_id(bits: int) -> str:
    """A valid id of a call."""
    return str(uuid.UUID(int=bits))
