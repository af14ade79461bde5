"""Where a scenario is played: an agent, an empty data folder with the given rows, and callers at its line."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from random import Random

import uvicorn
from fastapi import FastAPI

from calls.gate import Gate
from calls.journal import Journal
from calls.record import CallRecord
from calls.store import CallStore
from configs import LoadedAgent
from pipeline import Switchboard
from pipeline.places import Extras
from simulation.asgi_socket import HOST, AsgiExchange
from simulation.carrier.server import rest_app
from simulation.carrier.switch import FakeCarrier
from simulation.carriers import open_account
from simulation.ears import ScriptedSTTService, ScriptFeed
from simulation.exchange import Exchange
from simulation.feed import Feed
from simulation.real_socket import NetworkExchange
from simulation.wideband_line import Rings, wideband_routes
from transports.line import Line
from transports.phone.control import PhoneControl
from transports.phone.office import Front
from transports.phone.public import PublicUrl

OpenStore = Callable[[str], Awaitable[CallStore]]
"""Opens the database of an address."""


PUBLIC = PublicUrl.of(f"https://{HOST}")
"""What simulated carriers sign begins with it, and so it must for the real ones."""


class Session:
    """The agent's side of one simulated call."""

    def __init__(
        self,
        switchboard: Switchboard,
        *,
        scripted: bool,
        carrier: FakeCarrier,
        gate: Gate | None = None,
        visitor: tuple[str, str] | None = None,
    ) -> None:
        """`gate`: who says which calls get in; None = all do.

        `visitor`: the numbers (from, to) of whoever calls by the page, as a site knows its visitors; None =
        there is no page.
        """
        self._switchboard = switchboard
        self.carrier = carrier
        front = Front(self.answer, public=PUBLIC, gate=gate)
        self.opened = open_account(carrier, front)
        """The way from the application to the carrier."""
        self.desk = self.opened.desk
        """What the carrier is asked by REST."""
        self.feed = Feed()
        self.script = ScriptFeed() if scripted else None
        self.record: CallRecord | None = None
        self.finished = asyncio.Event()
        """Set once the record is final."""
        self.app = FastAPI()
        self.app.include_router(self.opened.router)
        rings = carrier.moods.rings_for_browsers

        def control(from_: str, to: str) -> PhoneControl | None:
            return front.switchroom.control(from_, to, PUBLIC) if rings else None

        self.app.include_router(wideband_routes(self.answer, control))
        if visitor is not None:
            self._open_page(*visitor, control)

    def _open_page(self, from_: str, to: str, control: Rings) -> None:
        """Serve the page, with WebRTC behind it."""
        # Loaded by calls of pages alone: WebRTC takes as long as all the rest.
        from transports.playground import add_playground

        async def answer(line: Line) -> None:
            await self.answer(replace(line, from_=from_, to=to))

        agent = self._switchboard.agent.config
        add_playground(self.app, answer, agent=agent, control=lambda: control(from_, to))

    async def answer(self, line: Line) -> None:
        """Let the agent hold the call."""
        _answering.set(self)
        try:
            self.record = await self.hold(line)
        finally:
            self.finished.set()

    async def hold(self, line: Line) -> CallRecord:
        """Hold the call to its finished record."""
        stt = ScriptedSTTService(self.script) if self.script is not None else None
        return await self._switchboard.answer(line, stt=stt)

    def forget(self) -> None:
        """Let go of everything: FastAPI remembers the routes of every application, and they hold this."""
        self.carrier.legs.clear()
        vars(self).clear()

    def follow(self, journal: Journal) -> None:
        """Hear all that the journal is told."""
        for event in journal.events:
            self.feed.publish(event)
        journal.on_event(self.feed.publish)


_answering: ContextVar[Session] = ContextVar("answering")
"""The session whose call is being answered in this task."""


@asynccontextmanager
async def open_switchboard(
    agent: LoadedAgent,
    data: Path,
    *,
    seed: int,
    environ: Mapping[str, str],
    own_ears: bool,
    open_store: OpenStore = CallStore.open,
    extras: Extras | None = None,
) -> AsyncIterator[Switchboard]:
    """A switchboard with a data folder of its own. What is random in it comes from the seed.

    `own_ears`: whether any call will be heard by the agent's own recogniser. `extras`: somebody's own
    processors.
    """
    switchboard = await Switchboard.open(
        agent,
        data=data,
        database_url=f"sqlite:///{data / 'callwright.db'}",
        environ=environ,
        rng=Random(seed),
        own_ears=own_ears,
        on_call=lambda journal: _answering.get().follow(journal),
        open_store=open_store,
        extras=extras,
    )
    try:
        yield switchboard
    finally:
        await switchboard.close()


@asynccontextmanager
async def in_memory(session: Session) -> AsyncIterator[Exchange]:
    """The session's routes without a network."""
    exchange = AsgiExchange(session.app)
    session.carrier.reach(exchange)
    try:
        yield exchange
    finally:
        await session.carrier.close()


class _Server(uvicorn.Server):
    """A server inside a command: Ctrl-C is for the command, which then ends the server as well."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def on_a_socket(session: Session) -> AsyncIterator[Exchange]:
    """The session's routes, and the carrier's REST, on real sockets of this machine."""
    carrier = session.carrier
    async with _serving(session.app) as ours, _serving(rest_app(session.opened.desk)) as theirs:
        exchange = NetworkExchange(ours)
        carrier.reach(exchange)
        session.opened.client.wire = session.opened.wire_to(f"http://{theirs}")
        try:
            yield exchange
        finally:
            await carrier.close()
            await session.opened.client.close()


@asynccontextmanager
async def _serving(app: FastAPI) -> AsyncIterator[str]:
    """Serve an application; the address it has."""
    server = _Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    serving = asyncio.create_task(server.serve(), name="uvicorn")
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
