"""Cartesia's ears: `GET /stt/websocket`."""

from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

from simulation.faults import FaultBoard
from simulation.providers.hearing import CallersWords, Ear
from simulation.providers.outbox import Outbox, Phrase
from simulation.providers.server import ConnectionGone, FakeProvider, Wire

FINAL_SECS = 0.12
"""Seconds from the end of a phrase, or a client's wish for it, to its words."""


class FakeCartesiaEars(FakeProvider):
    """Every connection hears the same caller."""

    name = "cartesia-ears"
    secret_header = "x-api-key"

    def __init__(self, words: CallersWords, board: FaultBoard | None = None, **kwargs: Any) -> None:
        super().__init__(board, **kwargs)
        self.words = words
        self.results: list[str] = []
        """Every final text that was to be sent, in order."""

    def routes(self) -> Iterable[web.RouteDef]:
        """See `FakeProvider`."""
        return [web.get("/stt/websocket", self._listen)]

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        wire = await self.upgrade(request)
        if not isinstance(wire, Wire):
            return wire
        self.open += 1
        try:
            await self._run(wire, Ear(self.words, int(request.query["sample_rate"])))
        except ConnectionGone:
            pass
        finally:
            self.open -= 1
        return wire.socket

    async def _run(self, wire: Wire, ear: Ear) -> None:
        phrase: Phrase | None = None
        async with Outbox(wire, self, _ERROR) as outbox:
            async for message in wire.socket:
                if message.type is WSMsgType.BINARY:
                    if ear.hear(message.data) and phrase is None:
                        phrase = outbox.phrase()
                elif message.data == "done":
                    await wire.send({"type": "done", "request_id": "fake"})
                    await wire.socket.close()
                    return
                if phrase is not None and (ear.ended or message.data == "finalize"):
                    self._say(phrase, ear)
                    phrase = None

    def _say(self, phrase: Phrase, ear: Ear) -> None:
        text = " ".join(word.text for word in ear.phrase())
        self.results.append(text)
        heard = {"type": "transcript", "is_final": True, "text": "" if phrase.empty else text}
        phrase.say({**heard, "language": "en", "request_id": "fake"}, FINAL_SECS, last=True)


_ERROR = {"type": "error", "message": "internal error", "request_id": "fake"}
