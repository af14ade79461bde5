"""The supervisor of a server: keeps its workers alive, hands them connections, ends them without haste.

SIGTERM or SIGINT: no worker takes further calls, running ones end; a second one ends them now. SIGHUP: one
worker after the other is replaced by a new one, and ends when its calls have ended.
"""

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from typing import Any

from loguru import logger

from cli.edge.dispatcher import Dispatcher
from cli.edge.process import Order, WorkerProcess, new_name
from configs.server.schema import ServerConfig
from transports.edge.proxies import Proxies

FIRST_PAUSE_SECS, LONGEST_PAUSE_SECS = 0.5, 30.0
"""Before a worker that died is replaced: doubled each time that a worker dies before it was ready."""

HUNG_SECS = 60.0
"""Seconds without a message after which a worker is hung, and killed: nobody hears it anyway."""

READY_SECS = 300.0
"""Seconds in which a new worker loads and warms its agents."""

IDLE_PER_ADDRESS = 200
"""Most connections of one address that have not said yet what they want."""

MARGIN_SECS = 30.0
"""Seconds beyond the drain after which a worker that does not end is killed."""


class Supervisor:
    """Runs until it is told to end, or until no worker can start."""

    def __init__(
        self,
        config: ServerConfig,
        order: Order,
        listening: socket.socket,
        *,
        name: str,
        on_ready: Callable[[], object] = lambda: None,
    ) -> None:
        """`on_ready` is called once, when the first worker takes calls."""
        self._config = config
        self._order = order
        self._name = name
        self._on_ready = on_ready
        self._workers: set[WorkerProcess] = set()
        self._pauses: dict[int, float] = {}
        self._was_ready = False
        self._ends_told = 0
        self._over = asyncio.Event()
        self._code = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._reloading: asyncio.Task[None] | None = None
        limits = config.limits
        self._dispatcher = Dispatcher(
            listening,
            self._hand_over,
            most_idle=limits.idle_connections,
            most_idle_per_address=min(limits.idle_connections, IDLE_PER_ADDRESS),
            trusted=Proxies(config.trusted_proxies),
        )

    async def run(self) -> int:
        """Serve; returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        self._go(self._dispatcher.run())
        self._go(self._kill_hung())
        for index in range(self._config.workers.count):
            await self._launch(index)
        await self._over.wait()
        for task in self._tasks:
            task.cancel()
        for worker in self._workers:
            worker.signal(signal.SIGKILL)
        return self._code

    # Workers

    async def _launch(self, index: int, *, on_trial: bool = False) -> WorkerProcess:
        worker = await WorkerProcess.start(new_name(self._name, index), index, self._order)
        worker.is_leaving = on_trial
        self._workers.add(worker)
        self._go(self._welcome(worker))
        self._go(self._watch(worker))
        if self._ends_told:
            worker.drain()
        return worker

    async def _welcome(self, worker: WorkerProcess) -> None:
        await worker.told_ready.wait()
        self._pauses.pop(worker.index, None)
        if not self._was_ready:
            self._was_ready = True
            self._on_ready()

    async def _watch(self, worker: WorkerProcess) -> None:
        """Until the process is gone; then another one takes its place, if it was not told to go."""
        code = await worker.process.wait()
        worker.channel.close()
        self._workers.discard(worker)
        if self._ends_told:
            if not self._workers:
                self._over.set()
        elif not self._was_ready:
            # It cannot start, and has said why.
            self._code = code or 1
            self._over.set()
        elif not worker.is_leaving:
            pause = self._pauses.get(worker.index, FIRST_PAUSE_SECS)
            self._pauses[worker.index] = min(pause * 2, LONGEST_PAUSE_SECS)
            logger.error(f"{worker.name} died with {code}; another one starts in {pause:g} s")
            await asyncio.sleep(pause)
            await self._launch(worker.index)

    def _hand_over(self, connection: socket.socket, home: str | None) -> bool:
        """To the worker whose request it is; or, of those with room, to the one with the fewest calls."""
        ready = [worker for worker in self._workers if worker.is_ready]
        own = [worker for worker in ready if worker.name == home]
        cap = self._config.limits.calls_per_process
        best = sorted(ready, key=lambda worker: (worker.is_leaving, worker.active >= cap, worker.load))
        return any(worker.take(connection) for worker in [*own, *best])

    async def _kill_hung(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1)
            for worker in self._workers:
                if worker.is_ready and loop.time() - worker.heard_at > HUNG_SECS:
                    logger.error(f"{worker.name} has said nothing for {HUNG_SECS:g} s and is killed")
                    worker.signal(signal.SIGKILL)

    # Signals

    def _end(self) -> None:
        self._ends_told += 1
        if not self._workers:
            self._over.set()
            return
        if self._ends_told == 1:
            for worker in self._workers:
                worker.drain()
            self._go(self._kill_late())
            return
        for worker in self._workers:
            worker.signal(signal.SIGTERM)

    async def _kill_late(self) -> None:
        await asyncio.sleep(self._config.workers.drain_secs + MARGIN_SECS)
        for worker in self._workers:
            logger.error(f"{worker.name} does not end and is killed")
            worker.signal(signal.SIGKILL)

    def _reload(self) -> None:
        if self._reloading is None or self._reloading.done():
            self._reloading = asyncio.get_running_loop().create_task(self._replace_all())

    async def _replace_all(self) -> None:
        """A new worker for each, one after the other; an old one drains once its successor takes calls."""
        for old in [worker for worker in self._workers if not worker.is_leaving]:
            new = await self._launch(old.index, on_trial=True)
            gone = asyncio.ensure_future(new.process.wait())
            ready = asyncio.ensure_future(new.told_ready.wait())
            await asyncio.wait({gone, ready}, timeout=READY_SECS, return_when=asyncio.FIRST_COMPLETED)
            for waiting in (gone, ready):
                waiting.cancel()
            if self._ends_told:
                return
            if not new.is_ready:
                logger.error(f"{old.name} stays: its successor did not get ready")
                new.drain()
                return
            new.is_leaving = False
            old.drain()

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
