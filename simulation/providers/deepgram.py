"""Deepgram's streaming recognition (Nova): `GET /v1/listen` as a WebSocket."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

from simulation.ears import Sounded
from simulation.faults import FaultBoard
from simulation.providers.hearing import CallersWords, Ear
from simulation.providers.outbox import Outbox, Phrase
from simulation.providers.server import ConnectionGone, FakeProvider, Wire

FINAL_SECS = 0.12
"""Seconds from the end of a phrase, or a client's wish for it, to its words."""

INTERIM_SECS = 0.5
"""Seconds of speech between two interim results."""

IDLE_SECS = 10.0
"""Seconds without sound or a keep-alive after which the connection is closed (NET-0001)."""


class FakeDeepgram(FakeProvider):
    """Every connection hears the same caller."""

    name = "deepgram"

    def __init__(self, words: CallersWords, board: FaultBoard | None = None, **kwargs: Any) -> None:
        super().__init__(board, **kwargs)
        self.words = words
        self.results: list[str] = []
        """Every final text that was to be sent, in order."""

    def routes(self) -> Iterable[web.RouteDef]:
        """See `FakeProvider`."""
        return [web.get("/v1/listen", self._listen)]

    def error(self, status: int) -> dict[str, Any]:
        """See `FakeProvider`."""
        codes = {401: "INVALID_AUTH", 403: "INSUFFICIENT_PERMISSIONS", 429: "TOO_MANY_REQUESTS"}
        code = codes.get(status, "INTERNAL_SERVER_ERROR")
        return {"err_code": code, "err_msg": "The request was refused.", "request_id": "fake"}

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        wire = await self.upgrade(request)
        if not isinstance(wire, Wire):
            return wire
        self.open += 1
        try:
            rate = int(request.query.get("sample_rate", "16000"))
            await _Listening(self, wire, Ear(self.words, rate)).run()
        except ConnectionGone:
            pass
        finally:
            self.open -= 1
        return wire.socket


class _Listening:
    """One connection. What it has to say waits in a queue: it goes on hearing while a fault stalls it."""

    def __init__(self, provider: FakeDeepgram, wire: Wire, ear: Ear) -> None:
        self._provider = provider
        self._wire = wire
        self._ear = ear
        self._phrase: Phrase | None = None
        self._shown_secs = 0.0
        """Of the present phrase, what interim results have covered."""
        self._zero = asyncio.get_running_loop().time()

    async def run(self) -> None:
        """Listen to the end of the connection."""
        async with Outbox(self._wire, self._provider, _ERROR) as outbox:
            while True:
                try:
                    message = await self._wire.socket.receive(timeout=IDLE_SECS)
                except TimeoutError:
                    await self._wire.socket.close(code=1011, message=b"NET-0001")
                    return
                if message.type is WSMsgType.BINARY:
                    self._hear(message.data, outbox)
                elif message.type is not WSMsgType.TEXT or not await self._obey(message.data, outbox):
                    return

    def _hear(self, pcm: bytes, outbox: Outbox) -> None:
        if self._ear.hear(pcm) and self._phrase is None:
            self._phrase = outbox.phrase()
        if self._phrase is None:
            return
        if self._ear.ended:
            self._finish(outbox, asked=False)
        elif self._ear.speech_secs - self._shown_secs >= INTERIM_SECS:
            self._shown_secs = self._ear.speech_secs
            self._tell(self._phrase, self._ear.so_far(), final=False, asked=False)

    async def _obey(self, text: str, outbox: Outbox) -> bool:
        """Do what a control message asks; whether the connection stands."""
        kind = json.loads(text)["type"]
        if kind == "Finalize":
            self._finish(outbox, asked=True)
        elif kind == "CloseStream":
            await self._wire.send({"type": "Metadata", "request_id": "fake", "duration": self._ear.secs})
            await self._wire.socket.close()
            return False
        return True

    def _finish(self, outbox: Outbox, *, asked: bool) -> None:
        words, phrase = self._ear.phrase(), self._phrase or Phrase(outbox, None)
        self._phrase, self._shown_secs = None, 0.0
        if words:
            self._provider.results.append(" ".join(word.text for word in words))
        if words or asked:
            self._tell(phrase, words, final=True, asked=asked)

    def _tell(self, phrase: Phrase, words: list[Sounded], *, final: bool, asked: bool) -> None:
        if phrase.empty:
            words = []
        phrase.say(self._results(words, final=final, asked=asked), FINAL_SECS if final else 0.0, last=final)

    def _results(self, words: list[Sounded], *, final: bool, asked: bool) -> dict[str, Any]:
        told = [
            {"word": word.text.lower().strip(".,?!"), "punctuated_word": word.text, "confidence": 0.99}
            | {"start": round(word.start - self._zero, 3), "end": round(word.end - self._zero, 3)}
            for word in words
        ]
        text = " ".join(word.text for word in words)
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": self._ear.secs,
            "start": 0.0,
            "is_final": final,
            "speech_final": final and not asked,
            "from_finalize": asked,
            "channel": {"alternatives": [{"transcript": text, "confidence": 0.99, "words": told}]},
            "metadata": {
                "request_id": "fake",
                "model_info": {"name": "general-nova-3", "version": "2026-01-01", "arch": "nova-3"},
                "model_uuid": "00000000-0000-0000-0000-000000000000",
            },
        }


_ERROR = {"type": "Error", "description": "internal error", "message": "internal error", "variant": "fake"}
