"""Cartesia's voices: `/tts/websocket`, and its ears: `/stt/websocket`."""

import asyncio
import base64
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

from simulation.faults import SPOKEN, Fault, FaultBoard
from simulation.providers.server import ConnectionGone, Delivery, FakeProvider, Wire
from simulation.providers.speaking import secs_of, word_sound, words_of

FIRST_SOUND_SECS = 0.12
CHUNK_SECS = 0.01


class FakeCartesia(FakeProvider):
    """Speaks in contexts that last for a turn."""

    name = "cartesia"
    secret_header = "x-api-key"

    def __init__(self, board: FaultBoard | None = None, **kwargs: Any) -> None:
        super().__init__(board, **kwargs)
        self.texts: list[str] = []
        """Every text that it was given to speak."""

    def routes(self) -> Iterable[web.RouteDef]:
        """See `FakeProvider`."""
        return [web.get("/tts/websocket", self._speak)]

    def error(self, status: int) -> dict[str, Any]:
        """See `FakeProvider`."""
        return {"error": f"refused with {status}", "error_code": "refused", "status_code": status}

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        wire = await self.upgrade(request)
        if not isinstance(wire, Wire):
            return wire
        connection = _Connection(self, wire)
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
    """One connection."""

    def __init__(self, provider: FakeCartesia, wire: Wire) -> None:
        self._provider = provider
        self._wire = wire
        self._contexts: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._speaking: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Take messages to the end of the connection."""
        async for message in self._wire.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            asked = json.loads(message.data)
            context = asked["context_id"]
            if asked.get("cancel"):
                task = self._speaking.pop(context, None)
                self._contexts.pop(context, None)
                if task is not None:
                    task.cancel()
                continue
            if context not in self._contexts:
                self._contexts[context] = asyncio.Queue()
                self._speaking[context] = asyncio.create_task(self._context(context), name=f"voice {context}")
            self._contexts[context].put_nowait(asked)

    async def close(self) -> None:
        """Speak no further."""
        tasks = list(self._speaking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _context(self, context: str) -> None:
        queue, begins = self._contexts[context], 0.0
        try:
            while True:
                asked = await queue.get()
                text = asked.get("transcript", "")
                if text.strip():
                    self._provider.texts.append(text)
                    fault = self._provider.board.strike(self._provider.name, SPOKEN)
                    await self._say(context, asked, begins, fault)
                    begins += secs_of(text)
                if not asked.get("continue"):
                    break
            await self._wire.send({"type": "done", "context_id": context, "done": True, "status_code": 200})
        except ConnectionGone:
            return
        finally:
            if self._contexts.get(context) is queue:
                self._contexts.pop(context, None)
                self._speaking.pop(context, None)

    async def _say(self, context: str, asked: dict[str, Any], begins: float, fault: Fault | None) -> None:
        text, kind = asked["transcript"], fault.kind if fault is not None else None
        if kind == "empty":
            return
        error = {"type": "error", "context_id": context, "error": "internal error", "status_code": 500}
        delivery = Delivery(self._wire, fault, self._provider.rng, error={**error, "done": True})
        await asyncio.sleep(FIRST_SOUND_SECS)
        await delivery.begin()
        rate = int(asked["output_format"]["sample_rate"])
        for word in words_of(text, begins=begins):
            sound = word_sound(len(word.text), rate)
            if kind == "mute":
                sound = bytes(len(sound))
            data = base64.b64encode(sound).decode()
            chunk = {"type": "chunk", "context_id": context, "data": data, "done": False, "status_code": 206}
            await delivery.send(chunk)
            if asked.get("add_timestamps"):
                times = {"words": [word.text], "start": [word.start], "end": [word.end]}
                await self._wire.send({"type": "timestamps", "context_id": context, "word_timestamps": times})
            await asyncio.sleep(CHUNK_SECS)
        await delivery.end()
        await self._wire.send(
            {"type": "flush_done", "context_id": context, "done": False, "status_code": 206}
        )
