"""What the rights of callers need of the database: every row of a call, legal holds, suppressions."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from calls.store.tables import AdmissionRow, Call, HoldRow, LedgerRow, SuppressionRow, TokenRow
from calls.store.urls import DURABLE, WRITING

_UPSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_PAGE = 200


@dataclass(frozen=True)
class Kept:
    """The row of a call as it is kept."""

    call_id: str
    agent: str
    state: str
    """`active` or `ended`"""
    started_at: datetime
    record: Mapping[str, Any]
    """The record, with its public keys."""
    ledger: Sequence[Mapping[str, Any]]
    """Its rows of the ledger."""


@dataclass(frozen=True)
class Hold:
    """A call that must not be erased."""

    call_id: str
    since: datetime
    who: str
    why: str


@dataclass(frozen=True)
class Suppression:
    """What is remembered of somebody."""

    mark: str
    """A keyed hash of a telephone or an e-mail address."""
    opted_out_at: datetime | None = None
    """When they asked not to be called; None = they did not."""
    erased_at: datetime | None = None


class PrivacyRows:
    """Every method may raise StoreError. Use `CallStore.privacy`."""

    def __init__(self, engine: AsyncEngine, at_work: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        """Use the engine inside `at_work()`, which stops a virtual clock and turns errors into StoreError."""
        self._engine = engine
        self._at_work = at_work

    async def calls(self) -> AsyncIterator[Kept]:
        """Every call that has a row, in order of its id; and calls that only the ledger knows."""
        after = ""
        while ids := await self._page(after):
            for kept in await self._kept(ids):
                yield kept
            after = ids[-1]

    async def delete(self, call_ids: Collection[str]) -> dict[str, int]:
        """Delete all rows of calls; how many of each table."""
        gone = {}
        async with self._writing() as connection:
            for table in (LedgerRow, Call):
                done = await connection.execute(delete(table).where(table.call_id.in_(list(call_ids))))
                gone[table.__tablename__] = done.rowcount
            for table in (TokenRow, AdmissionRow):
                # Of no caller but by the id of their call; a receipt tells of what says something of them.
                await connection.execute(delete(table).where(table.call_id.in_(list(call_ids))))
        return gone

    async def vacuum(self) -> None:
        """Let PostgreSQL free what was deleted; when it is overwritten is its own concern.

        A SQLite file is written anew by `calls.privacy.pages`.
        """
        if self._engine.dialect.name != "postgresql":
            return
        async with self._at_work():
            engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
            async with engine.connect() as connection:
                await connection.execute(text("VACUUM calls, ledger"))

    async def hold(self, hold: Hold) -> None:
        """Keep a call from being erased; a hold that is there already stays as it is."""
        async with self._writing() as connection:
            row = {"call_id": hold.call_id, "since": hold.since, "who": hold.who, "why": hold.why}
            statement = _UPSERT[connection.dialect.name](HoldRow).values(row)
            await connection.execute(statement.on_conflict_do_nothing())

    async def release(self, call_id: str) -> bool:
        """Let a call be erased again; False if nothing held it."""
        async with self._writing() as connection:
            done = await connection.execute(delete(HoldRow).where(HoldRow.call_id == call_id))
        return done.rowcount > 0

    async def holds(self) -> dict[str, Hold]:
        """Every hold, by call."""
        query = select(HoldRow.call_id, HoldRow.since, HoldRow.who, HoldRow.why).order_by(HoldRow.call_id)
        async with self._at_work(), self._engine.connect() as connection:
            return {row.call_id: Hold(*row) for row in (await connection.execute(query)).all()}

    async def suppress(self, mark: str, *, erased_at: datetime | None, opted_out_at: datetime | None) -> None:
        """Remember somebody. What is known already stays; a moment that is given takes the place of None."""
        async with self._writing() as connection:
            row = {"mark": mark, "erased_at": erased_at, "opted_out_at": opted_out_at}
            statement = _UPSERT[connection.dialect.name](SuppressionRow).values(row)
            changes = {name: moment for name, moment in row.items() if name != "mark" and moment}
            upsert = (
                statement.on_conflict_do_update(index_elements=[SuppressionRow.mark], set_=changes)
                if changes
                else statement.on_conflict_do_nothing()
            )
            await connection.execute(upsert)

    async def suppression(self, marks: Collection[str]) -> Suppression | None:
        """What is remembered of the person whom any of these keyed hashes stands for."""
        row = SuppressionRow
        query = select(row.mark, row.opted_out_at, row.erased_at).where(row.mark.in_(list(marks)))
        async with self._at_work(), self._engine.connect() as connection:
            found = [Suppression(*one) for one in (await connection.execute(query)).all()]
        if not found:
            return None
        opted = [one.opted_out_at for one in found if one.opted_out_at]
        erased = [one.erased_at for one in found if one.erased_at]
        return Suppression(found[0].mark, min(opted, default=None), max(erased, default=None))

    async def _page(self, after: str) -> list[str]:
        both = select(Call.call_id).union(select(LedgerRow.call_id)).subquery()
        query = select(both.c.call_id).where(both.c.call_id > after).order_by(both.c.call_id).limit(_PAGE)
        async with self._at_work(), self._engine.connect() as connection:
            return list((await connection.scalars(query)).all())

    async def _kept(self, ids: list[str]) -> list[Kept]:
        calls = select(Call.call_id, Call.agent, Call.state, Call.started_at, Call.record)
        rows = select(LedgerRow.__table__).where(LedgerRow.call_id.in_(ids))
        async with self._at_work(), self._engine.connect() as connection:
            known = {row.call_id: row for row in await connection.execute(calls.where(Call.call_id.in_(ids)))}
            written = [dict(row) for row in (await connection.execute(rows)).mappings()]
        ledger = {call_id: [row for row in written if row["call_id"] == call_id] for call_id in ids}
        return [
            _kept(row, ledger[call_id])
            if (row := known.get(call_id))
            else Kept(call_id, "", "ended", ledger[call_id][0]["proposed_at"], {}, ledger[call_id])
            for call_id in ids
        ]

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction whose changes are on the disk when it ends."""
        async with self._at_work(), self._engine.connect() as connection:
            await connection.execution_options(**{WRITING: True, DURABLE: True})
            async with connection.begin():
                if connection.dialect.name == "sqlite":
                    # What is deleted is overwritten in its page, too.
                    await connection.exec_driver_sql("PRAGMA secure_delete=ON")
                yield connection


def _kept(row: Any, ledger: Sequence[Mapping[str, Any]]) -> Kept:
    return Kept(row.call_id, row.agent, row.state, row.started_at, row.record, ledger)
