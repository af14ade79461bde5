"""The tables. `calls/migrations` makes them; a test keeps the two in step."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Double, Index, String, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HEAD = "0004"
"""The newest migration. A database that has it needs none."""


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept in UTC. SQLite has no time zones, so there it is kept without and read back with one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On the way in."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On the way out."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""


class Call(Base):
    """One call: what is searched for in columns, everything in `record`."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_started", "started_at", "call_id"),
        Index("ix_calls_agent", "agent", "started_at", "call_id"),
        Index("ix_calls_state", "state", "started_at"),
        Index("ix_calls_end_reason", "end_reason", "started_at"),
        Index("ix_calls_disposition", "disposition", "started_at"),
        Index("ix_calls_from", "from_address", "started_at"),
    )

    call_id: Mapped[str] = mapped_column(String, primary_key=True)
    agent: Mapped[str] = mapped_column(String)
    agent_hash: Mapped[str] = mapped_column(String)
    carrier: Mapped[str] = mapped_column(String)
    direction: Mapped[str] = mapped_column(String)
    from_address: Mapped[str | None] = mapped_column(String)
    to_address: Mapped[str | None] = mapped_column(String)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    duration_secs: Mapped[float] = mapped_column(Double)
    end_reason: Mapped[str | None] = mapped_column(String)
    ended_by: Mapped[str | None] = mapped_column(String)
    fault: Mapped[str | None] = mapped_column(String)
    disposition: Mapped[str] = mapped_column(String)
    resolved: Mapped[bool]
    state: Mapped[str] = mapped_column(String)
    """`active` from admission, `ended` when the record is final."""
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The record with its public keys."""


class LedgerRow(Base):
    """One write of one call (`calls.ledger.Row`)."""

    __tablename__ = "ledger"
    __table_args__ = (
        Index("ix_ledger_call", "call_id", "proposed_at"),
        Index("ix_ledger_state", "state", "proposed_at"),
    )

    key: Mapped[str] = mapped_column(String, primary_key=True)
    call_id: Mapped[str] = mapped_column(String)
    tool: Mapped[str] = mapped_column(String)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String)
    occasion: Mapped[int]
    state: Mapped[str] = mapped_column(String)
    turn: Mapped[int]
    proposed_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    request: Mapped[str] = mapped_column(String)
    reason: Mapped[str] = mapped_column(String)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    read_back: Mapped[str] = mapped_column(String)


class HoldRow(Base):
    """A call that must not be erased while this row is there."""

    __tablename__ = "holds"

    call_id: Mapped[str] = mapped_column(String, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcTime)
    who: Mapped[str] = mapped_column(String)
    why: Mapped[str] = mapped_column(String)


class SuppressionRow(Base):
    """What is remembered of a person when nothing else is: that they were erased, that they want no calls."""

    __tablename__ = "suppressions"

    mark: Mapped[str] = mapped_column(String, primary_key=True)
    """A keyed hash of a telephone or an e-mail address (`calls.privacy.person`)."""
    opted_out_at: Mapped[datetime | None] = mapped_column(UtcTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AdmissionRow(Base):
    """A visit of a carrier's call to an agent: who holds it, and how far it is."""

    __tablename__ = "admissions"
    __table_args__ = (
        UniqueConstraint("carrier", "carrier_call", "visit", name="uq_admissions_visit"),
        Index("ix_admissions_open", "closed_at", "worker"),
        Index("ix_admissions_admitted", "admitted_at"),
    )

    call_id: Mapped[str] = mapped_column(String, primary_key=True)
    carrier: Mapped[str] = mapped_column(String)
    carrier_call: Mapped[str] = mapped_column(String)
    visit: Mapped[int]
    """From 0; a caller who comes back visits again."""
    agent: Mapped[str] = mapped_column(String)
    number: Mapped[str] = mapped_column(String)
    """Key of `numbers:` in the server file."""
    tenant: Mapped[str] = mapped_column(String)
    worker: Mapped[str] = mapped_column(String)
    """Who admitted it, and then who holds it."""
    admitted_at: Mapped[datetime] = mapped_column(UtcTime)
    entered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    over_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the carrier said that the call is over."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the visit's record became final."""
    end_reason: Mapped[str | None] = mapped_column(String)
    secs: Mapped[float] = mapped_column(Double)
    """How long the visit took, once it is closed."""


class TokenRow(Base):
    """A token that opens a stream once. The token itself is nowhere."""

    __tablename__ = "tokens"

    digest: Mapped[str] = mapped_column(String, primary_key=True)
    call_id: Mapped[str] = mapped_column(String, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class WorkerRow(Base):
    """A process that answers calls, and its last sign of life."""

    __tablename__ = "workers"

    worker: Mapped[str] = mapped_column(String, primary_key=True)
    address: Mapped[str] = mapped_column(String)
    """Where other workers reach it, `http://HOST:PORT`."""
    beat_at: Mapped[datetime] = mapped_column(UtcTime)
    lease_secs: Mapped[float] = mapped_column(Double)
    """It counts as dead this long after `beat_at`."""
    active_calls: Mapped[int]
    draining: Mapped[bool]
