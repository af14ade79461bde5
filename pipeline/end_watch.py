"""The end of a call is bounded: what does not end when asked is cancelled, and then its tasks are.

Pipecat waits for twenty seconds, in places for ever, for services and sockets that hang. A caller who is
still on the line would hear silence meanwhile, and the record would not be written.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from loguru import logger
from pipecat.utils.asyncio.task_manager import TaskManager
from pipecat.workers.runner import WorkerRunner

CANCEL_SECS = 3.0
"""Seconds a cancelled pipeline has to let go of its services and its socket."""

ROUNDS, ROUND_SECS = 5, 0.2
"""How often its tasks are cancelled after that, and how long is waited each time: some clean up first."""

CLOSE_SECS = 2.0
"""Seconds that anything else which is closed with a call may take."""


async def closed(name: str, closing: Coroutine[Any, Any, object]) -> None:
    """Close something that may have to ask a carrier, for a bounded time."""
    try:
        await asyncio.wait_for(closing, CLOSE_SECS)
    except TimeoutError:
        logger.error(f"{name} could not be closed within {CLOSE_SECS:g} s")


class EndWatch:
    """Runs the pipeline of one call, and sees to it that it ends."""

    def __init__(self) -> None:
        self._tasks = TaskManager()
        self.runner = WorkerRunner(handle_sigint=False, handle_sigterm=False, task_manager=self._tasks)
        self._told = asyncio.Event()

    async def stop(self) -> None:
        """End it now. May be called again."""
        self._told.set()
        await self.runner.cancel()

    async def run(self) -> None:
        """Run to the end. A cancellation of this ends the pipeline first, and is then passed on."""
        running = asyncio.ensure_future(self.runner.run())
        told = asyncio.ensure_future(self._told.wait())
        try:
            await asyncio.wait({running, told}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({running}, timeout=CANCEL_SECS)
        except asyncio.CancelledError:
            await self.stop()
            await asyncio.wait({running}, timeout=CANCEL_SECS)
            raise
        finally:
            told.cancel()
            await self._cut(running)
        if not running.cancelled():
            running.result()

    async def _cut(self, running: "asyncio.Future[None]") -> None:
        """Cancel whatever is still there."""
        if not running.done():
            logger.error(f"the pipeline did not end within {CANCEL_SECS:g} s; its tasks are cancelled")
        left: set[asyncio.Future[Any]] = set()
        for _ in range(ROUNDS):
            left = {task for task in self._tasks.current_tasks() if not task.done()}
            left |= set() if running.done() else {running}
            if not left:
                return
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=ROUND_SECS)
        names = sorted(task.get_name() for task in left if isinstance(task, asyncio.Task) and not task.done())
        logger.error(f"tasks of the call cannot be cancelled: {', '.join(names)[:300]}")
        if not running.done():
            running.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise TimeoutError("the pipeline could not be ended")
