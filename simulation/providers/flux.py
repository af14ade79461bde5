"""Deepgram's turn-taking recognition (Flux): `GET /v2/listen` as a WebSocket."""

import json
from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

from simulation.ears import Sounded
from simulation.faults import FaultBoard
from simulation.providers.hearing import CallersWords, Ear
from simulation.providers.outbox import Outbox, Phrase
from simulation.providers.server import ConnectionGone, FakeProvider, Wire

UPDATE_SECS = 0.25
"""Seconds of speech between two updates."""


class FakeFlux(FakeProvider):
    """Every connection hears the same caller, and says when their turn is over."""

    name = "flux"

    def __init__(self, words: CallersWords, board: FaultBoard | None = None, **kwargs: Any) -> None:
        super().__init__(board, **kwargs)
        self.words = words
        self.results: list[str] = []
        """Every turn's text that was to be sent, in order."""

    def routes(self) -> Iterable[web.RouteDef]:
        """See `FakeProvider`."""
        return [web.get("/v2/listen", self._listen)]

    def error(self, status: int) -> dict[str, Any]:
        """See `FakeProvider`."""
        return {"type": "Error", "code": f"HTTP_{status}", "description": "The request was refused."}

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        wire = await self.upgrade(request)
        if not isinstance(wire, Wire):
            return wire
        self.open += 1
        try:
            rate = int(request.query.get("sample_rate", "16000"))
            await _Turns(self, wire, Ear(self.words, rate)).run()
        except ConnectionGone:
            pass
        finally:
            self.open -= 1
        return wire.socket


class _Turns:
    """One connection."""

    def __init__(self, provider: FakeFlux, wire: Wire, ear: Ear) -> None:
        self._provider = provider
        self._wire = wire
        self._ear = ear
        self._sequence = 0
        self._turn = 0
        self._phrase: Phrase | None = None
        self._shown_secs = 0.0

    async def run(self) -> None:
        """Listen to the end of the connection."""
        await self._wire.send({"type": "Connected", "request_id": "fake", "sequence_id": 0})
        async with Outbox(self._wire, self._provider, _ERROR) as outbox:
            async for message in self._wire.socket:
                if message.type is WSMsgType.BINARY:
                    self._hear(message.data, outbox)
                elif message.type is WSMsgType.TEXT:
                    kind = json.loads(message.data)["type"]
                    if kind == "CloseStream":
                        await self._wire.socket.close()
                        return
                    if kind == "Configure":
                        await self._wire.send({"type": "ConfigureSuccess", "request_id": "fake"})

    def _hear(self, pcm: bytes, outbox: Outbox) -> None:
        if self._ear.hear(pcm) and self._phrase is None:
            self._phrase = outbox.phrase()
            self._tell(self._phrase, "StartOfTurn", self._ear.so_far())
        if self._phrase is None:
            return
        if self._ear.ended:
            words = self._ear.phrase()
            self._provider.results.append(" ".join(word.text for word in words))
            self._tell(self._phrase, "EndOfTurn", words)
            self._turn += 1
            self._phrase, self._shown_secs = None, 0.0
        elif self._ear.speech_secs - self._shown_secs >= UPDATE_SECS:
            self._shown_secs = self._ear.speech_secs
            self._tell(self._phrase, "Update", self._ear.so_far())

    def _tell(self, phrase: Phrase, event: str, words: list[Sounded]) -> None:
        if phrase.empty:
            words = []
        self._sequence += 1
        message = {
            "type": "TurnInfo",
            "request_id": "fake",
            "sequence_id": self._sequence,
            "event": event,
            "turn_index": self._turn,
            "audio_window_start": 0.0,
            "audio_window_end": self._ear.secs,
            "transcript": " ".join(word.text for word in words),
            "words": [{"word": word.text, "confidence": 0.99} for word in words],
            "end_of_turn_confidence": 0.9 if event == "EndOfTurn" else 0.1,
        }
        phrase.say(message, last=event == "EndOfTurn")


_ERROR = {"type": "Error", "code": "INTERNAL_SERVER_ERROR", "description": "internal error"}
