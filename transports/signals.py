"""What a server does with its calls when it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def on_signal(act: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    """Also run `act` when SIGINT or SIGTERM comes; the handlers that are there stay.

    The server waits for open calls when it is told to stop, so somebody has to end them.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    acts: set[asyncio.Task[None]] = set()

    def begin() -> None:
        task = loop.create_task(act())
        acts.add(task)
        task.add_done_callback(acts.discard)

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin)
        theirs = before[signal.Signals(number)]
        if callable(theirs):
            theirs(number, frame)

    for number in before:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, theirs in before.items():
            signal.signal(number, theirs)
