"""The event loop of a virtual clock: time jumps to the next timer whenever nothing is left to do.

What runs on it is the same on every run: timers that are due together fire in the order they were set, work
for a thread is done on the spot and charged its typical cost (`simulation/charges.py`), and what comes from
outside is read only when the loop has nothing else to do, inside `hold()`, while time stands still.
A server of this machine that is started on it is reached in memory (`simulation/loopback.py`).
"""

import asyncio
import heapq
import itertools
import selectors
from collections.abc import Callable, Iterator, Mapping, Sized
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVar

from simulation.charges import TYPICAL_SECS, function_name
from simulation.loopback import LOCAL, MemoryNetwork

T = TypeVar("T")

_START = 1000.0
"""Where the virtual monotonic clock begins. Code that takes 0 for "never" must not meet it."""


class NothingCanHappen(RuntimeError):
    """Every task waits, no timer is set, nothing came from outside. Names the tasks and where they wait."""


class _Timer(asyncio.TimerHandle):
    """A timer that knows its place among those due at the same moment."""

    __slots__ = ("place",)
    place: tuple[float, int]
    """When it is due, and how many were set before it. Compared three times for every timer."""

    def __lt__(self, other: "_Timer") -> bool:  # type: ignore[override]
        return self.place < other.place


class _VirtualSelector(selectors.DefaultSelector):
    """Where the loop would wait; here the clock is moved on instead."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What came from outside. May move the loop's clock on by `timeout` seconds."""
        loop = self.loop
        if timeout is not None and timeout <= 0:
            loop.idle_polls += 1
            # Callbacks are ready: they go first, or their order would depend on the machine. Now and then
            # look anyway, for the sake of one that spins until something comes.
            return super().select(0) if loop.idle_polls % 1000 == 0 else []
        loop.idle_polls = 0
        arrived = super().select(0)
        if arrived:
            return arrived
        if loop.holds or timeout is None:
            arrived = super().select(loop.patience_secs)
            if not arrived:
                raise NothingCanHappen(loop.describe_stall())
            return arrived
        loop.jump(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time()` is virtual.

    `patience_secs` (real seconds) is how long it waits for the world outside when nothing else can happen;
    after that `NothingCanHappen` is raised out of the run; also after `limit_secs` virtual seconds.
    `charges` replaces entries of the table of typical costs.
    """

    def __init__(
        self,
        *,
        patience_secs: float = 10.0,
        limit_secs: float | None = None,
        charges: Mapping[str, float] | None = None,
    ) -> None:
        self._charges = {**TYPICAL_SECS, **(charges or {})}
        self._virtual_now = _START
        self._sequence = itertools.count()
        self._limit = None if limit_secs is None else _START + limit_secs
        self.holds = 0
        self.idle_polls = 0
        self._network = MemoryNetwork(self)
        self.patience_secs = patience_secs
        selector = _VirtualSelector()
        selector.loop = self
        super().__init__(selector)

    def close(self) -> None:
        """As in asyncio."""
        self._network.close()
        super().close()

    def time(self) -> float:
        """Virtual seconds, on a clock that never goes back."""
        return self._virtual_now

    @property
    def elapsed_secs(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._virtual_now - _START

    def jump(self, secs: float) -> None:
        """Move the clock on. Raises `NothingCanHappen` beyond the loop's limit."""
        self._virtual_now += secs
        if self._limit is not None and self._virtual_now > self._limit:
            self._limit = None
            late = f"Not finished after {self.elapsed_secs:.0f} virtual seconds."
            raise NothingCanHappen(f"{late}\n{self._tasks()}")

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """As in asyncio, with a fixed order among timers of the same moment."""
        self._check_closed()  # pyright: ignore[reportAttributeAccessIssue]
        timer = _Timer(when, callback, args, self, context)
        timer.place = (when, next(self._sequence))
        heapq.heappush(self._scheduled, timer)  # pyright: ignore[reportAttributeAccessIssue]
        timer._scheduled = True  # pyright: ignore[reportAttributeAccessIssue]
        return timer

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Do the work here and now; its result comes after the virtual seconds it typically takes."""
        future: asyncio.Future[T] = self.create_future()
        # Work on nothing costs nothing: Smart Turn is also asked about audio that is empty.
        idle = bool(args) and isinstance(args[0], Sized) and not len(args[0])
        cost = 0.0 if idle else self.charge(function_name(func))
        try:
            result = func(*args)
        except (Exception, SystemExit) as error:
            self._deliver(future.set_exception, future, error, cost)
        else:
            self._deliver(future.set_result, future, result, cost)
        return future

    async def create_server(
        self, protocol_factory: Any, host: Any = None, port: Any = None, **kwargs: Any
    ) -> Any:  # type: ignore[override]
        """A server of this machine is one in memory; of any other kind, asyncio's."""
        if host in LOCAL and kwargs.get("ssl") is None:
            return self._network.listen(protocol_factory, port or 0)
        return await super().create_server(protocol_factory, host, port, **kwargs)

    async def create_connection(  # type: ignore[override]
        self, protocol_factory: Any, host: Any = None, port: Any = None, **kwargs: Any
    ) -> Any:
        """Within the loop, in memory; to where no server of this loop is, as in asyncio."""
        if host in LOCAL and kwargs.get("ssl") is None and port in self._network.servers:
            return self._network.connect(protocol_factory, port)
        return await super().create_connection(protocol_factory, host, port, **kwargs)

    def _deliver(
        self,
        settle: Callable[[Any], None],
        future: asyncio.Future[Any],
        value: object,
        cost: float,
    ) -> None:
        def finish() -> None:
            if not future.done():
                settle(value)

        if cost > 0:
            self.call_later(cost, finish)
        else:
            self.call_soon(finish)

    def charge(self, name: str) -> float:
        """Virtual seconds that the named work takes; 0 if it is not in the table."""
        return self._charges.get(name, 0.0)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Inside, time stands still: for awaits whose end is decided outside the loop."""
        self.holds += 1
        try:
            yield
        finally:
            self.holds -= 1

    def describe_stall(self) -> str:
        """Why nothing can happen any more, in words, with every unfinished task."""
        why = (
            f"{self.holds} piece(s) of outside work held the clock"
            if self.holds
            else "No timer is set and nothing came from outside"
        )
        return f"{why} for {self.patience_secs:g} real seconds.\n{self._tasks()}"

    def _tasks(self) -> str:
        lines = []
        for task in sorted(asyncio.all_tasks(self), key=lambda task: task.get_name()):
            where = task.get_stack(limit=1)
            place = f"{where[0].f_code.co_filename}:{where[0].f_lineno}" if where else "(not started)"
            lines.append(f"  {task.get_name()} waits at {place}")
        return "Unfinished tasks:\n" + "\n".join(lines or ["  none"])
