"""A transaction that will write, so that what it reads first is not stale by then."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from calls.store.urls import WRITING


@asynccontextmanager
async def writing(
    engine: AsyncEngine, at_work: Callable[[], AbstractAsyncContextManager[None]]
) -> AsyncIterator[AsyncConnection]:
    """All or nothing of what is done inside."""
    async with at_work(), engine.connect() as connection:
        await connection.execution_options(**{WRITING: True})
        async with connection.begin():
            yield connection
