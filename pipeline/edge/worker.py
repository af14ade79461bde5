"""One worker of a server: its agents, its front desk and its lease, from opening to a quiet end."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType

from loguru import logger

from calls.admission.deciding import ProcessFacts, refused_here
from calls.clock import off_loop, utc_now
from calls.folders import data_dir
from calls.store import CallStore, StoreError, default_url
from configs.server.loaded import LoadedServer
from pipeline.checking import require_agent
from pipeline.edge.front_desk import FrontDesk
from pipeline.edge.lease import Lease
from pipeline.edge.patience import Away
from pipeline.edge.seats import At
from pipeline.switchboard import Switchboard

LAST_SECS = 10.0
"""Seconds for what is still to be written when a worker ends."""


class EdgeWorker:
    """Open it, serve its `desk`, drain it, close it."""

    def __init__(
        self, server: LoadedServer, boards: Mapping[str, Switchboard], desk: FrontDesk, lease: Lease
    ) -> None:
        """Use `EdgeWorker.open`."""
        self.server = server
        self.boards = boards
        self.desk = desk
        self.lease = lease
        self._watching: list[asyncio.Task[None]] = []
        self._closing: list[Callable[[], Awaitable[None]]] = []

    @classmethod
    async def open(
        cls,
        server: LoadedServer,
        *,
        worker: str,
        address: str,
        key: bytes,
        environ: Mapping[str, str],
        data: Path | None = None,
        offline: bool = False,
        rng: random.Random | None = None,
        own_ears: bool = True,
    ) -> "EdgeWorker":
        """Load and warm every agent.

        Raises what opening an agent raises, and StoreError where the database is away.
        """
        data = data or data_dir(environ)
        async with AsyncExitStack() as opened:
            boards: dict[str, Switchboard] = {}
            for name, file in server.agents.items():
                loaded = await off_loop(
                    lambda file=file: require_agent(str(file), environ=environ, offline=offline),
                    name="check_agent",
                )
                boards[name] = await Switchboard.open(
                    loaded, data=data, environ=environ, rng=rng, own_ears=own_ears
                )
                opened.push_async_callback(boards[name].close)
            store = await CallStore.open(environ.get("CALLWRIGHT_DATABASE_URL") or default_url(data))
            opened.push_async_callback(store.close)
            desk = FrontDesk(server.config, boards, store, worker=worker, key=key, rng=rng)
            lease = Lease(desk, address, server.config.workers.lease_secs)
            opened.pop_all()
        return cls(server, boards, desk, lease)

    async def __aenter__(self) -> "EdgeWorker":
        loop = asyncio.get_running_loop()
        self._watching = [loop.create_task(self.lease.run()), loop.create_task(self.desk.floor.lag.watch())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def on_close(self, close: Callable[[], Awaitable[None]]) -> None:
        """Close this too, once the calls have ended."""
        self._closing.append(close)

    # Health

    @property
    def worker(self) -> str:
        """See `Health`."""
        return self.desk.floor.worker

    @property
    def active_calls(self) -> int:
        """See `Health`."""
        return self.desk.active_calls

    @property
    def cap(self) -> int:
        """See `Health`."""
        return self.server.config.limits.calls_per_process

    @property
    def draining(self) -> bool:
        """See `Health`."""
        return self.desk.floor.draining

    @property
    def has_database(self) -> bool:
        """See `Health`."""
        return self.lease.has_database

    @property
    def lag_ms(self) -> float:
        """See `Health`."""
        return self.desk.floor.lag.p95_ms

    def unready(self) -> str | None:
        """See `Health`."""
        facts = ProcessFacts(self.active_calls, self.lag_ms, self.draining)
        return refused_here(self.server.config, facts)

    async def address_of(self, worker: str) -> str | None:
        """Where another worker is; None if it is gone or the database is away."""
        floor = self.desk.floor
        try:
            known = await floor.patience.ask(floor.store.workers.get(worker))
        except Away:
            return None
        return known.address if known is not None and known.is_alive(utc_now()) else None

    # The end

    async def drain(self, secs: float) -> None:
        """Take no further calls and let those that go on end; after `secs` they are ended."""
        floor = self.desk.floor
        floor.draining = True
        logger.info(f"{self.worker} drains: {self.active_calls} calls go on, for {secs:g} s at most")
        await self.lease.beat()
        try:
            async with asyncio.timeout(secs):
                while going_on := [seat for seat in floor.seats if seat.at is not At.LEFT]:
                    await asyncio.gather(*(seat.left.wait() for seat in going_on))
        except TimeoutError:
            logger.warning(f"{self.worker}: {self.active_calls} calls are ended, {secs:g} s are over")
            await self.hang_up()

    async def hang_up(self) -> None:
        """End every call now and wait for the records."""
        self.desk.floor.draining = True
        await asyncio.gather(*(board.hang_up() for board in self.boards.values()))

    async def close(self) -> None:
        """Leave nothing that another worker would have to wait for. Calls must have ended."""
        await self.desk.floor.settled(LAST_SECS)
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        await self.lease.give_up()
        for close in self._closing:
            await close()
        for board in self.boards.values():
            await board.close()
        try:
            await self.desk.floor.store.close()
        except StoreError as error:
            logger.error(f"the database could not be let go: {error}")
