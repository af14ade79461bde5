"""Visits and their tokens, in the database of the call store: what any worker may ask about."""

import hmac
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from calls.admission.deciding import Counts
from calls.admission.visit import Visit
from calls.gate import Turned
from calls.kept_record import SafeRecord
from calls.store.errors import StoreError
from calls.store.summary import row_of, still_open
from calls.store.tables import AdmissionRow, Call, TokenRow, WorkerRow
from calls.store.writing import writing

_UPSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_FIELDS = [field.name for field in fields(Visit)]
_COLUMNS = [getattr(AdmissionRow, name) for name in _FIELDS]
_TURNSTILE = 0x67617465
"""PostgreSQL's lock under which calls are counted and let in, one after the other."""


MOST_SAME = 8
"""Most visits of one call that may meet after an outage."""


@dataclass(frozen=True)
class Issued:
    """A token that was given out, as it is kept."""

    digest: str
    call_id: str
    expires_at: datetime


class Use(StrEnum):
    """What came of presenting a token."""

    OPENED = "opened"
    USED = "used"
    TOO_LATE = "too_late"
    UNKNOWN = "unknown"
    """It was given out while the database was away, or is forged."""


class AdmissionRows:
    """Every method may raise StoreError. Use `CallStore.admissions`."""

    def __init__(self, engine: AsyncEngine, at_work: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        """Use the engine inside `at_work()`, which stops a virtual clock and turns errors into StoreError."""
        self._engine = engine
        self._at_work = at_work

    async def admit(
        self,
        visit: Visit,
        issued: Issued,
        record: SafeRecord,
        refused: Callable[[Counts], Turned | None],
    ) -> Turned | Visit:
        """Count what goes on and, unless `refused`, write visit, token and the call's row at once.

        Returns the visit that counts: another worker's, if the call was announced there before.
        """
        async with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(select(func.pg_advisory_xact_lock(_TURNSTILE)))
            known = await self._newest(connection, visit.carrier, visit.carrier_call)
            if known is not None and known.visit >= visit.visit:
                if known.closed_at is None:
                    await connection.execute(
                        insert(TokenRow).values(asdict(issued) | {"call_id": known.call_id})
                    )
                return known
            why = refused(await self._counts(connection, visit))
            if why is not None:
                return why
            await connection.execute(insert(AdmissionRow).values(asdict(visit)))
            await connection.execute(insert(TokenRow).values(asdict(issued)))
            row = _UPSERT[connection.dialect.name](Call).values(row_of(still_open(record)))
            await connection.execute(row.on_conflict_do_nothing())
        return visit

    async def use(self, digest: str, worker: str, now: datetime) -> tuple[Use, Visit | None]:
        """Use a token up. The visit that it opens is then held by `worker`."""
        async with self._writing() as connection:
            query = select(TokenRow.digest, TokenRow.call_id, TokenRow.expires_at, TokenRow.used_at)
            row = (await connection.execute(query.where(TokenRow.digest == digest))).first()
            if row is None or not hmac.compare_digest(row.digest, digest):
                return Use.UNKNOWN, None
            if row.used_at is not None:
                return Use.USED, None
            if now >= row.expires_at:
                return Use.TOO_LATE, None
            visit = AdmissionRow.call_id == row.call_id
            # One stream at a time: whoever was told of the call twice still opens it once.
            held = and_(visit, AdmissionRow.entered_at.is_(None), AdmissionRow.closed_at.is_(None))
            values = {"worker": worker, "entered_at": now}
            entering = update(AdmissionRow).where(held).values(values).returning(*_COLUMNS)
            entered = (await connection.execute(entering)).first()
            await connection.execute(update(TokenRow).where(TokenRow.digest == digest).values(used_at=now))
        return (Use.USED, None) if entered is None else (Use.OPENED, _visit(entered))

    async def save(self, visit: Visit) -> None:
        """Insert or replace a visit, as after an outage of the database."""
        for later in range(MOST_SAME):
            try:
                await self._save(replace(visit, visit=visit.visit + later))
                return
            except IntegrityError:
                # Two workers let the same call in while they could not ask each other.
                continue
        raise StoreError(f"{visit.call_id}: {MOST_SAME} visits of one call are known already")

    async def _save(self, visit: Visit) -> None:
        values = asdict(visit)
        kept = ("call_id", "visit", "over_at", "closed_at")
        async with self._writing() as connection:
            upsert = _UPSERT[connection.dialect.name](AdmissionRow).values(values)
            changes = {name: upsert.excluded[name] for name in values if name not in kept}
            for name in ("over_at", "closed_at"):
                changes[name] = func.coalesce(getattr(AdmissionRow, name), upsert.excluded[name])
            await connection.execute(
                upsert.on_conflict_do_update(index_elements=[AdmissionRow.call_id], set_=changes)
            )

    async def close(self, call_id: str, reason: str, now: datetime) -> None:
        """The visit's record is final. Closing it again changes nothing."""
        async with self._writing() as connection:
            query = select(AdmissionRow.admitted_at).where(
                AdmissionRow.call_id == call_id, AdmissionRow.closed_at.is_(None)
            )
            admitted = await connection.scalar(query)
            if admitted is None:
                return
            values = {"closed_at": now, "end_reason": reason, "secs": (now - admitted).total_seconds()}
            await connection.execute(
                update(AdmissionRow).where(AdmissionRow.call_id == call_id).values(values)
            )

    async def newest(self, carrier: str, carrier_call: str) -> Visit | None:
        """The latest visit of a carrier's call."""
        async with self._at_work(), self._engine.connect() as connection:
            return await self._newest(connection, carrier, carrier_call)

    async def over(self, carrier: str, carrier_call: str, now: datetime) -> None:
        """The carrier says that the call is over; the first word counts."""
        of_call = (AdmissionRow.carrier == carrier, AdmissionRow.carrier_call == carrier_call)
        async with self._writing() as connection:
            await connection.execute(
                update(AdmissionRow).where(*of_call, AdmissionRow.over_at.is_(None)).values(over_at=now)
            )

    async def still_open(self, worker: str) -> Sequence[Visit]:
        """The visits of a worker that are not closed."""
        return await self._read(
            select(*_COLUMNS).where(AdmissionRow.closed_at.is_(None), AdmissionRow.worker == worker)
        )

    async def orphans(self, alive: Sequence[str]) -> Sequence[Visit]:
        """Visits that are not closed and whose worker is none of those."""
        return await self._read(
            select(*_COLUMNS).where(AdmissionRow.closed_at.is_(None), AdmissionRow.worker.not_in(alive))
        )

    async def take_over(self, visit: Visit, worker: str) -> bool:
        """An orphan gets a new keeper; False if another worker was faster."""
        async with self._writing() as connection:
            taken = await connection.execute(
                update(AdmissionRow)
                .where(
                    AdmissionRow.call_id == visit.call_id,
                    AdmissionRow.worker == visit.worker,
                    AdmissionRow.closed_at.is_(None),
                )
                .values(worker=worker)
            )
            return taken.rowcount > 0

    async def seconds_since(self, since: datetime, now: datetime) -> dict[tuple[str, str], float]:
        """Seconds of calls that were admitted since then, by agent and tenant. What goes on counts so far."""
        key = (AdmissionRow.agent, AdmissionRow.tenant)
        ended = select(*key, func.sum(AdmissionRow.secs)).where(
            AdmissionRow.admitted_at >= since, AdmissionRow.closed_at.is_not(None)
        )
        going_on = select(*key, AdmissionRow.admitted_at).where(
            AdmissionRow.admitted_at >= since, AdmissionRow.closed_at.is_(None)
        )
        async with self._at_work(), self._engine.connect() as connection:
            rows = (await connection.execute(ended.group_by(*key))).all()
            totals = {(agent, tenant): float(secs) for agent, tenant, secs in rows}
            for agent, tenant, began in (await connection.execute(going_on)).all():
                secs = max(0.0, (now - began).total_seconds())
                totals[agent, tenant] = totals.get((agent, tenant), 0.0) + secs
        return totals

    async def forget(self, before: datetime) -> None:
        """Delete what was closed before then, and tokens that ended before then."""
        async with self._writing() as connection:
            await connection.execute(delete(AdmissionRow).where(AdmissionRow.closed_at < before))
            await connection.execute(delete(TokenRow).where(TokenRow.expires_at < before))

    async def _newest(self, connection: AsyncConnection, carrier: str, carrier_call: str) -> Visit | None:
        query = select(*_COLUMNS).where(
            AdmissionRow.carrier == carrier, AdmissionRow.carrier_call == carrier_call
        )
        row = (await connection.execute(query.order_by(AdmissionRow.visit.desc()).limit(1))).first()
        return None if row is None else _visit(row)

    async def _counts(self, connection: AsyncConnection, visit: Visit) -> Counts:
        """Calls that go on. Those of a worker whose lease is over do not."""

        def count(condition: Any) -> Any:
            return func.count().filter(condition)

        alive = select(WorkerRow.worker)
        query = select(
            count(AdmissionRow.agent == visit.agent),
            count(AdmissionRow.number == visit.number),
            count(AdmissionRow.tenant == visit.tenant),
        ).where(
            AdmissionRow.closed_at.is_(None),
            or_(AdmissionRow.worker.in_(alive), AdmissionRow.worker == visit.worker),
        )
        return Counts(*(await connection.execute(query)).one())

    async def _read(self, query: "Select[*tuple[Any, ...]]") -> Sequence[Visit]:
        async with self._at_work(), self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [_visit(row) for row in rows]

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return writing(self._engine, self._at_work)


def _visit(row: Any) -> Visit:
    return Visit(**dict(zip(_FIELDS, row, strict=True)))
