"""Asking a database that may be slow or away: wait a moment, and let the work go on behind."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from loguru import logger

from calls.store import StoreError

T = TypeVar("T")

MOMENT_SECS = 0.25
"""Seconds a caller may be kept waiting for the database; the answer is due in half a second."""


class Away(Exception):
    """The database did not answer in time, or not at all."""


class Patience:
    """Questions are never cancelled: what is late is written late, and half a transaction is never left."""

    def __init__(self) -> None:
        self._asked: set[asyncio.Future[Any]] = set()

    async def ask(self, question: Awaitable[T], secs: float = MOMENT_SECS) -> T:
        """The answer. Raises Away after `secs`, or when the store refuses."""
        asked = asyncio.ensure_future(question)
        self._asked.add(asked)
        asked.add_done_callback(self._done)
        await asyncio.wait({asked}, timeout=secs)
        if not asked.done():
            logger.warning(f"the database has not answered for {secs:g} s; going on without it")
            raise Away
        try:
            return asked.result()
        except StoreError as error:
            raise Away from error

    async def settled(self, secs: float) -> None:
        """Wait for what is still being asked, for some seconds at most."""
        if self._asked:
            await asyncio.wait(self._asked, timeout=secs)

    def _done(self, asked: "asyncio.Future[Any]") -> None:
        self._asked.discard(asked)
        if asked.cancelled():
            return
        error = asked.exception()
        if isinstance(error, StoreError):
            logger.error(f"the database refused: {error}")
        elif error is not None:
            logger.opt(exception=error).error("a question to the database failed")
