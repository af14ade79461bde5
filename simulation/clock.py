"""A virtual clock: a whole call, with its frames, timeouts and pauses, as fast as the processor allows."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from simulation.virtual_loop import NothingCanHappen, VirtualLoop

__all__ = ["NothingCanHappen", "VirtualLoop", "run_virtual", "virtual_time", "wall_clock_from"]

T = TypeVar("T")


def _replace(functions: dict[str, Callable[[], float]]) -> dict[str, Any]:
    """Put functions into the `time` module; returns what was there."""
    saved = {name: getattr(time, name) for name in functions}
    for name, function in functions.items():
        setattr(time, name, function)
    return saved


@contextmanager
def virtual_time(
    start: datetime,
    *,
    patience_secs: float = 10.0,
    limit_secs: float | None = None,
    charges: Mapping[str, float] | None = None,
) -> Iterator[VirtualLoop]:
    """A virtual loop, with the `time` module's functions reading its clock inside the block.

    `start` (aware) is what the wall clock says at first. The loop is the caller's to run and close.
    """
    if start.tzinfo is None:
        raise ValueError(
            f"start {start.isoformat()} has no time zone; allowed: e.g. {start.isoformat()}+00:00"
        )
    loop = VirtualLoop(patience_secs=patience_secs, limit_secs=limit_secs, charges=charges)
    epoch_ns = round(start.astimezone(UTC).timestamp() * 1e6) * 1000

    def monotonic_ns() -> int:
        return round(loop.time() * 1e9)

    def time_ns() -> int:
        return epoch_ns + round(loop.elapsed_secs * 1e9)

    saved = _replace(
        {
            "time": lambda: time_ns() / 1e9,
            "time_ns": time_ns,
            "monotonic": loop.time,
            "monotonic_ns": monotonic_ns,
            "perf_counter": loop.time,
            "perf_counter_ns": monotonic_ns,
        }
    )
    try:
        yield loop
    finally:
        _replace(saved)


def run_virtual(
    coro_fn: Callable[[], Coroutine[Any, Any, T]],
    *,
    start: datetime,
    patience_secs: float = 10.0,
    limit_secs: float | None = None,
    charges: Mapping[str, float] | None = None,
) -> T:
    """Run `coro_fn()` to its end on a virtual clock, as `asyncio.run` would.

    Raises `NothingCanHappen` when it can never end, or takes more than `limit_secs` virtual seconds.
    """
    with (
        virtual_time(start, patience_secs=patience_secs, limit_secs=limit_secs, charges=charges) as loop,
        asyncio.Runner(loop_factory=lambda: loop) as runner,
    ):
        return runner.run(coro_fn())


@contextmanager
def wall_clock_from(start: datetime) -> Iterator[None]:
    """Real time, but the wall clock begins at `start`: the dates of a scenario hold on a real clock too."""
    shift_ns = round(start.astimezone(UTC).timestamp() * 1e9) - time.time_ns()
    real = time.time_ns
    saved = _replace({"time": lambda: (real() + shift_ns) / 1e9, "time_ns": lambda: real() + shift_ns})
    try:
        yield
    finally:
        _replace(saved)
