"""The workers and their signs of life, in the database of the call store."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, fields

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from calls.admission.visit import Worker
from calls.store.tables import WorkerRow
from calls.store.writing import writing

_UPSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_FIELDS = [field.name for field in fields(Worker)]
_COLUMNS = [getattr(WorkerRow, name) for name in _FIELDS]


class WorkerRows:
    """Every method may raise StoreError. Use `CallStore.workers`."""

    def __init__(self, engine: AsyncEngine, at_work: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        """Use the engine inside `at_work()`, which stops a virtual clock and turns errors into StoreError."""
        self._engine = engine
        self._at_work = at_work

    async def beat(self, worker: Worker) -> None:
        """A sign of life."""
        async with writing(self._engine, self._at_work) as connection:
            upsert = _UPSERT[connection.dialect.name](WorkerRow).values(asdict(worker))
            changes = {name: upsert.excluded[name] for name in _FIELDS if name != "worker"}
            await connection.execute(
                upsert.on_conflict_do_update(index_elements=[WorkerRow.worker], set_=changes)
            )

    async def gone(self, worker: str) -> None:
        """The worker ended, or is known to be dead."""
        async with writing(self._engine, self._at_work) as connection:
            await connection.execute(delete(WorkerRow).where(WorkerRow.worker == worker))

    async def get(self, worker: str) -> Worker | None:
        """One worker, alive or not."""
        async with self._at_work(), self._engine.connect() as connection:
            row = (await connection.execute(select(*_COLUMNS).where(WorkerRow.worker == worker))).first()
        return None if row is None else Worker(**dict(zip(_FIELDS, row, strict=True)))

    async def all(self) -> Sequence[Worker]:
        """Every worker that has not said that it ended, alive or not."""
        async with self._at_work(), self._engine.connect() as connection:
            rows = (await connection.execute(select(*_COLUMNS).order_by(WorkerRow.worker))).all()
        return [Worker(**dict(zip(_FIELDS, row, strict=True))) for row in rows]
