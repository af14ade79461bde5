"""A real clock on which named work can be made slow, as a scenario's `given.slow` asks."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class _SlowedLoop(asyncio.SelectorEventLoop):
    """An ordinary loop that tells `calls.clock.off_loop` how much longer named work takes."""

    slow: Mapping[str, float]

    def charge(self, name: str) -> float:
        """Seconds on top of what the work really takes."""
        return self.slow.get(name, 0.0)


def run_real(coro_fn: Callable[[], Coroutine[Any, Any, T]], *, slow: Mapping[str, float]) -> T:
    """Run `coro_fn()` in real time. `slow`: name of off-loop work to extra seconds."""

    def make() -> asyncio.AbstractEventLoop:
        loop = _SlowedLoop()
        loop.slow = slow
        return loop

    with asyncio.Runner(loop_factory=make) as runner:
        return runner.run(coro_fn())
