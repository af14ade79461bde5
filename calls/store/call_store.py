"""The records of all calls, in a database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import datetime

from sqlalchemy import URL, Select, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from calls.clock import off_loop, outside_work
from calls.kept_record import SafeRecord, kept_before
from calls.record import CallRecord
from calls.store.admission_rows import AdmissionRows
from calls.store.errors import StoreError
from calls.store.ledger_rows import LedgerRows
from calls.store.migrate import migrate
from calls.store.privacy_rows import PrivacyRows
from calls.store.summary import CallSummary, State, row_of, still_open
from calls.store.tables import Call
from calls.store.urls import make_engine, parse_url, prepare_file, shown
from calls.store.worker_rows import WorkerRows

_UPSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SUMMARY = [getattr(Call, field.name) for field in fields(CallSummary)]


class CallStore:
    """One row per call: begun when the call is admitted, finished once. Every method may raise StoreError."""

    def __init__(self, engine: AsyncEngine, url: URL) -> None:
        """Use `CallStore.open`."""
        self._engine = engine
        self._url = url
        self.ledger = LedgerRows(engine, self._at_work)
        """What calls changed in the world."""
        self.privacy = PrivacyRows(engine, self._at_work)
        """What the rights of callers need."""
        self.admissions = AdmissionRows(engine, self._at_work)
        """Who got in, and who holds it."""
        self.workers = WorkerRows(engine, self._at_work)
        """The processes that answer calls."""

    @classmethod
    async def open(cls, url: str) -> "CallStore":
        """Connect to `sqlite:///FILE` or `postgresql://...` and bring its tables up to date."""
        parsed = parse_url(url)
        store = cls(make_engine(parsed), parsed)
        try:
            await _prepare(parsed)
            async with store._at_work():
                await migrate(store._engine)
        except BaseException:
            await store.close()
            raise
        return store

    async def close(self) -> None:
        """Give up all connections."""
        async with outside_work():
            await self._engine.dispose()

    async def begin(self, record: SafeRecord, *, admitted: bool = False) -> None:
        """Write the row of a call that was admitted. What the record says of an end is left out.

        `admitted`: the gate may have written it before.
        """
        row = row_of(still_open(record))
        try:
            async with self._at_work(), self._engine.begin() as connection:
                statement = _UPSERT[connection.dialect.name](Call).values(row)
                await connection.execute(statement.on_conflict_do_nothing() if admitted else statement)
        except IntegrityError as error:
            raise StoreError(f"{record.call_id}: a call of this id was begun before") from error

    async def finish(self, record: SafeRecord) -> bool:
        """Make the record final, also if the call was never begun here.

        A call is finished once: False means that it was before, and that nothing changed.
        Raises ValueError for a record without an end.
        """
        if record.end_reason is None:
            raise ValueError(f"{record.call_id}: a record without an end reason is not final")
        row = row_of(record)
        async with self._at_work(), self._engine.begin() as connection:
            upsert = _UPSERT[connection.dialect.name](Call).values(row)
            changes = {name: upsert.excluded[name] for name in row if name != "call_id"}
            statement = upsert.on_conflict_do_update(
                index_elements=[Call.call_id], set_=changes, where=Call.state != "ended"
            ).returning(Call.call_id)
            return (await connection.execute(statement)).first() is not None

    async def get(self, call_id: str) -> SafeRecord | None:
        """The record of a call, as far as it is known; None if there is no such call."""
        async with self._at_work(), self._engine.connect() as connection:
            record = await connection.scalar(select(Call.record).where(Call.call_id == call_id))
        return None if record is None else kept_before(CallRecord.model_validate(record))

    async def list(
        self,
        *,
        limit: int = 50,
        before: str | None = None,
        agent: str | None = None,
        state: State | None = None,
        end_reason: str | None = None,
        disposition: str | None = None,
        from_address: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[CallSummary]:
        """The newest calls first, at most `limit`.

        `before` is the id of the last call of the page before; then come the calls that began earlier.
        `since` is inclusive, `until` exclusive. Raises LookupError if `before` is no call.
        """
        equal = {
            Call.agent: agent, Call.state: state, Call.end_reason: end_reason,
            Call.disposition: disposition, Call.from_address: from_address,
        }  # fmt: skip
        query = select(*_SUMMARY).order_by(Call.started_at.desc(), Call.call_id.desc()).limit(limit)
        for column, wanted in equal.items():
            if wanted is not None:
                query = query.where(column == wanted)
        if since is not None:
            query = query.where(Call.started_at >= since)
        if until is not None:
            query = query.where(Call.started_at < until)
        async with self._at_work(), self._engine.connect() as connection:
            if before is not None:
                place = (await connection.execute(_place(before))).first()
                if place is None:
                    raise LookupError(f"{before!r} is no call of {shown(self._url)}")
                query = query.where(tuple_(Call.started_at, Call.call_id) < tuple(place))
            rows = (await connection.execute(query)).all()
        return [CallSummary(*row) for row in rows]

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        """Around the database's work: a virtual clock stands still, and failures become sentences."""
        try:
            async with outside_work():
                yield
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise StoreError(f"{shown(self._url)}: {_reason(error)}") from error


def _place(call_id: str) -> Select[datetime, str]:
    """Where a call stands in the order of the list."""
    return select(Call.started_at, Call.call_id).where(Call.call_id == call_id)


def _reason(error: Exception) -> str:
    """What the driver said, without the statement and its values."""
    return str(getattr(error, "orig", None) or error) or type(error).__name__


async def _prepare(url: URL) -> None:
    """Prepare a SQLite file. While another process does so, SQLite refuses at once: try for two seconds."""
    for attempt in range(1, 41):
        try:
            await off_loop(lambda: prepare_file(url), name="store.prepare")
            return
        except sqlite3.OperationalError as error:
            if attempt == 40 or "locked" not in str(error):
                raise StoreError(f"{shown(url)}: {error}") from error
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{shown(url)}: {error}") from error
        await asyncio.sleep(0.05)
