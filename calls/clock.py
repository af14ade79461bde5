"""Time is an argument: the three questions our code may ask of it.

Everything reads the running event loop's clock, so that a loop with a virtual clock moves all of it.
A virtual loop offers two methods that a real one lacks: `charge(name)`, the typical seconds a piece of
off-loop work takes, and `hold()`, a context manager inside which its time stands still.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")


def monotonic_ms() -> int:
    """Milliseconds of a clock that never goes back."""
    return round(time.monotonic() * 1000)


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def iso(moment: datetime) -> str:
    """ISO-8601 in UTC with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def off_loop(work: Callable[[], T], *, name: str) -> T:
    """Run blocking work in a thread. On a virtual clock it is charged what `name` typically costs."""
    loop = asyncio.get_running_loop()
    charge = getattr(loop, "charge", None)
    result = await loop.run_in_executor(None, work)
    if charge is not None:
        await asyncio.sleep(charge(name))
    return result


@asynccontextmanager
async def outside_work() -> AsyncIterator[None]:
    """Around awaits whose end is decided outside the loop (a database, a pipe): virtual time waits."""
    hold = getattr(asyncio.get_running_loop(), "hold", nullcontext)
    with hold():
        yield
