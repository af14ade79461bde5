"""ElevenLabs' voices: `/v1/text-to-speech/{voice}/multi-stream-input` as a WebSocket."""

import asyncio
import base64
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

from simulation.faults import SPOKEN, Fault, FaultBoard
from simulation.providers.server import ConnectionGone, Delivery, FakeProvider, Wire
from simulation.providers.speaking import SECS_PER_CHARACTER, word_sound

FIRST_SOUND_SECS = 0.15
CHUNK_SECS = 0.01
"""Seconds between two messages: far faster than the speech in them."""


class FakeElevenLabs(FakeProvider):
    """Speaks in as many contexts as it is asked to."""

    name = "elevenlabs"
    secret_header = "xi-api-key"

    def __init__(self, board: FaultBoard | None = None, **kwargs: Any) -> None:
        super().__init__(board, **kwargs)
        self.texts: list[str] = []
        """Every text that it was given to speak."""

    def routes(self) -> Iterable[web.RouteDef]:
        """See `FakeProvider`."""
        return [web.get("/v1/text-to-speech/{voice}/multi-stream-input", self._speak)]

    def error(self, status: int) -> dict[str, Any]:
        """See `FakeProvider`."""
        codes = {401: "invalid_api_key", 403: "missing_permissions", 429: "too_many_concurrent_requests"}
        return {"detail": {"status": codes.get(status, "internal_error"), "message": "refused"}}

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        wire = await self.upgrade(request)
        if not isinstance(wire, Wire):
            return wire
        rate = int(request.query.get("output_format", "pcm_16000").removeprefix("pcm_"))
        connection = _Connection(self, wire, rate)
        self.open += 1
        try:
            await connection.run()
        except ConnectionGone:
            pass
        finally:
            self.open -= 1
            await connection.close()
        return wire.socket


class _Connection:
    """One connection: contexts, each of which speaks its texts in a row."""

    def __init__(self, provider: FakeElevenLabs, wire: Wire, rate: int) -> None:
        self._provider = provider
        self._wire = wire
        self._rate = rate
        self._contexts: dict[str, asyncio.Queue[str | None]] = {}
        self._speaking: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Take messages to the end of the connection."""
        async for message in self._wire.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            asked = json.loads(message.data)
            context = asked.get("context_id")
            if asked.get("close_socket"):
                await self._wire.socket.close()
                return
            if context is None:
                continue
            if asked.get("close_context"):
                self._queue(context).put_nowait(None)
            elif str(asked.get("text", "")).strip():
                self._provider.texts.append(asked["text"])
                self._queue(context).put_nowait(asked["text"])

    async def close(self) -> None:
        """Speak no further."""
        for task in self._speaking.values():
            task.cancel()
        await asyncio.gather(*self._speaking.values(), return_exceptions=True)

    def _queue(self, context: str) -> "asyncio.Queue[str | None]":
        if context not in self._contexts:
            self._contexts[context] = asyncio.Queue()
            self._speaking[context] = asyncio.create_task(self._context(context), name=f"voice {context}")
        return self._contexts[context]

    async def _context(self, context: str) -> None:
        queue = self._contexts[context]
        try:
            while (text := await queue.get()) is not None:
                fault = self._provider.board.strike(self._provider.name, SPOKEN)
                await self._say(context, text, fault)
            await self._wire.send({"isFinal": True, "contextId": context})
        except ConnectionGone:
            return
        finally:
            self._contexts.pop(context, None)
            self._speaking.pop(context, None)

    async def _say(self, context: str, text: str, fault: Fault | None) -> None:
        kind = fault.kind if fault is not None else None
        if kind == "empty":
            return
        delivery = Delivery(self._wire, fault, self._provider.rng, error={**_ERROR, "contextId": context})
        await asyncio.sleep(FIRST_SOUND_SECS)
        await delivery.begin()
        for word in text.split():
            sound = word_sound(len(word), self._rate)
            if kind == "mute":
                sound = bytes(len(sound))
            await delivery.send(_message(context, word, sound))
            await asyncio.sleep(CHUNK_SECS)
        await delivery.end()


def _message(context: str, word: str, sound: bytes) -> dict[str, Any]:
    """One word's sound with the times of its letters, which begin at zero in every message."""
    chars = [*word, " "]
    step = SECS_PER_CHARACTER * 1000
    alignment = {
        "chars": chars,
        "charStartTimesMs": [round(n * step) for n in range(len(chars))],
        "charDurationsMs": [round(step)] * len(chars),
    }
    return {
        "audio": base64.b64encode(sound).decode(),
        "isFinal": False,
        "contextId": context,
        "alignment": alignment,
        "normalizedAlignment": alignment,
    }


_ERROR = {"error": "quota_exceeded", "message": "This request exceeds your quota.", "code": 1008}
