"""The tables. `calls/migrations` makes them; a test keeps the two in step."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Double, Index, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HEAD = "0003"
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
