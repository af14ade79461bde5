"""The ledgers of all calls, in the database of the call store."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from calls.clock import utc_now
from calls.kept_rows import SafeRow
from calls.ledger import Row, State
from calls.store.tables import Call, LedgerRow
from calls.store.urls import DURABLE, WRITING

_UPSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_NOT_STORED = ("heard_from", "plain_yes")
_FIELDS = [field.name for field in fields(Row) if field.name not in _NOT_STORED]
_COLUMNS = [getattr(LedgerRow, name) for name in _FIELDS]

CRASHED = "the process died while it was under way"
"""The reason of a row that recovery made unknown."""


class LedgerRows:
    """Rows of all calls. Every method may raise StoreError. Use `CallStore.ledger`."""

    def __init__(self, engine: AsyncEngine, at_work: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        """Use the engine inside `at_work()`, which stops a virtual clock and turns errors into StoreError."""
        self._engine = engine
        self._at_work = at_work

    async def save(self, rows: Iterable[SafeRow], *, durable: bool = False) -> None:
        """Insert or replace rows, all or none. `durable`: they are on the disk when it returns."""
        values = [_values(row) for row in rows]
        if not values:
            return
        async with self._at_work(), self._engine.connect() as connection:
            await connection.execution_options(**{WRITING: True, DURABLE: durable})
            async with connection.begin():
                upsert = _UPSERT[connection.dialect.name](LedgerRow)
                changes = {name: upsert.excluded[name] for name in _FIELDS if name != "key"}
                statement = upsert.on_conflict_do_update(index_elements=[LedgerRow.key], set_=changes)
                await connection.execute(statement, values)

    async def of_call(self, call_id: str) -> Sequence[Row]:
        """The rows of a call, in the order in which they were proposed."""
        query = select(*_COLUMNS).where(LedgerRow.call_id == call_id)
        return await self._read(query.order_by(LedgerRow.proposed_at, LedgerRow.occasion, LedgerRow.key))

    async def list(self, *, state: State | None = None, limit: int = 50) -> Sequence[Row]:
        """The newest rows of all calls, in one state or in any."""
        query = select(*_COLUMNS)
        if state is not None:
            query = query.where(LedgerRow.state == state.value)
        return await self._read(query.order_by(LedgerRow.proposed_at.desc(), LedgerRow.key).limit(limit))

    async def settle_ended(self) -> Sequence[Row]:
        """What is still `sent` in a call that has ended becomes `unknown`: it may have happened.

        Returns those rows. A live call has no end in the store, so its rows are not touched.
        """
        ended = select(Call.call_id).where(Call.state == "ended")
        statement = (
            update(LedgerRow)
            .where(LedgerRow.state == State.SENT.value, LedgerRow.call_id.in_(ended))
            .values(state=State.UNKNOWN.value, reason=CRASHED, updated_at=utc_now())
            .returning(*_COLUMNS)
        )
        async with self._at_work(), self._engine.connect() as connection:
            await connection.execution_options(**{WRITING: True})
            async with connection.begin():
                rows = (await connection.execute(statement)).all()
        return [_row(row) for row in rows]

    async def _read(self, query: "Select[*tuple[Any, ...]]") -> Sequence[Row]:
        async with self._at_work(), self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_row(row) for row in rows]


def _values(row: Row) -> dict[str, Any]:
    values = {name: value for name, value in asdict(row).items() if name in _FIELDS}
    # PostgreSQL refuses the zero character.
    return values | {"state": row.state.value, "read_back": row.read_back.replace("\0", "")}


def _row(columns: Any) -> Row:
    values = dict(zip(_FIELDS, columns, strict=True))
    return Row(**{**values, "state": State(values["state"])})
