"""A caller in a browser, over real WebRTC: Opus, DTLS and all, so in real time alone."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from simulation.carrier.blocks import Need
from simulation.carrier.stream_caller import StreamCaller
from simulation.dialling import Dialled
from simulation.mouth import Mouth
from simulation.mulaw import RATE
from simulation.wideband import NO_FORWARD, WideMouth, narrow

RTVI_VERSION = "2.2.0"

FROM_AGENT_HZ = 48_000
"""What Opus is decoded to."""

LEAD = RATE // 20
"""Samples that may wait to be heard. A pause that comes while more wait is left out, as browsers do."""

QUIET = 100
"""Peak (of 32768) up to which decoded sound is a pause."""


@dataclass
class PageCaller(StreamCaller):
    """One call of a page. It speaks at 16 kHz; what it hears is kept at the telephone's rate."""

    lacks: ClassVar[Mapping[Need, str]] = NO_FORWARD

    wide: ClassVar[bool] = True

    page: ClassVar[bool] = True

    def _new_ids(self) -> tuple[str, str]:
        return f"page-{self.rng.getrandbits(64):016x}", ""

    def _new_mouth(self) -> Mouth:
        return WideMouth(noise=self.noise)

    async def dial(self) -> None:
        """Open the page, connect and say that we are ready. Raises SocketRefused."""
        # Loaded by calls of pages alone: it takes as long as all the rest.
        from simulation.page_socket import PageSocket

        await self._talk_over(await PageSocket.open(self.exchange), Dialled("/client", {}))

    async def _begin(self, dialled: Dialled) -> None:
        ready = {"version": RTVI_VERSION, "about": {"library": "callwright-simulation"}}
        await self._transmit(self._rtvi("client-ready", ready))
        self._started_at = asyncio.get_running_loop().time()

    def _media(self, payload: bytes) -> bytes:
        return payload

    def _mark_back(self, name: str) -> str:
        raise NotImplementedError("a page has no marks")

    def _key(self, digit: str) -> str:
        return self._rtvi("dtmf", {"buttons": [digit]})

    def _goodbye(self) -> None:
        return None

    def _rtvi(self, kind: str, data: Mapping[str, Any]) -> str:
        name = f"{self.rng.getrandbits(32):08x}"
        return json.dumps({"label": "rtvi-ai", "type": kind, "id": name, "data": data})

    def _obey(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.hear(message)
            return
        told = json.loads(message)
        if told["type"] == "signalling" and told["message"]["type"] == "peerLeft":
            self._finish(by_agent=True)
        elif told["type"] == "error" and told["data"]["fatal"]:
            self.failure = self.failure or f"the page was told: {told['data']['error']}"

    def hear(self, payload: bytes) -> None:
        """The agent's audio. It comes all the time, pauses too."""
        sound = np.frombuffer(payload, dtype="<i2")
        if self.playout.end - self.now > LEAD and np.abs(sound.astype(np.int32)).max(initial=0) <= QUIET:
            return
        super().hear(payload)

    def _as_heard(self, payload: bytes) -> bytes:
        return narrow(np.frombuffer(payload, dtype="<i2"), FROM_AGENT_HZ)
