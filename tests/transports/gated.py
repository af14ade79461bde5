"""A carrier's routes behind a small gate, and the socket of whoever comes to their streams."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from simulation.asgi_socket import AsgiSocket
from tests.transports.gatekeeper import Gatekeeper
from transports.line import Line
from transports.phone.office import Front, TakenMessage
from transports.phone.public import PublicUrl
from transports.phone.rest import Body, RestAnswer

PUBLIC = PublicUrl.of("https://phone.example.com")


class Asked:
    """A carrier's REST that answers the same to everything, and keeps what it was asked."""

    def __init__(self, answer: RestAnswer) -> None:
        self.answer = answer
        self.sent: list[tuple[str, str, Any]] = []

    async def send(self, method: str, path: str, body: Body) -> RestAnswer:
        self.sent.append((method, path, body))
        return self.answer

    async def close(self) -> None:
        pass


class GatedPlace:
    """Routes, their gate, and what reached the agent."""

    def __init__(self, routes: Callable[[Front], APIRouter], gate: Gatekeeper | None = None) -> None:
        self.gate = gate or Gatekeeper()
        self.answered: list[Line] = []
        self.messages: list[TakenMessage] = []
        front = Front(self._answer, PUBLIC, self.gate, on_message=self._take, start_deadline_secs=0.2)
        self.app = FastAPI()
        self.app.include_router(routes(front))
        # The host that a request names is not ours, and nothing may depend on it.
        self.client = TestClient(self.app, base_url="http://internal:8000")

    async def _answer(self, line: Line) -> None:
        self.answered.append(line)

    async def _take(self, message: TakenMessage) -> None:
        self.messages.append(message)

    @property
    def untouched(self) -> bool:
        """Whether nothing had an effect."""
        gate = self.gate
        return not (gate.admitted or gate.ended or gate.asked_fate or self.messages or self.answered)

    def stream(self, path: str, *messages: str | bytes) -> tuple[int | None, bool]:
        """Open a stream and send: with what it was closed (None: the agent had it), and if it was
        accepted."""
        return asyncio.run(self._stream(path, messages))

    async def _stream(self, path: str, messages: tuple[str | bytes, ...]) -> tuple[int | None, bool]:
        socket = AsgiSocket(self.app, path, linger_secs=5)
        accepted = False
        with suppress(ConnectionError):
            await socket.opened()
            accepted = True
            for message in messages:
                await socket.send(message)
            while await socket.receive() is not None:
                pass
        await socket.close()
        return None if socket.close_code == 1006 else socket.close_code, accepted
