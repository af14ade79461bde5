"""What a database is like, without changing it: for people who want to know before a call does."""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from calls.clock import off_loop, outside_work, utc_now
from calls.store.errors import StoreError
from calls.store.migrate import revision
from calls.store.tables import HEAD
from calls.store.urls import WRITING, is_sqlite_file, make_engine, parse_url, shown

ANSWER_SECS = 8.0
"""Seconds after which a database counts as out of reach."""


@dataclass(frozen=True)
class StoreFacts:
    """A database as it was found."""

    shown: str
    """Its file, or its URL without a password."""

    shared: bool
    """Whether several machines can use it."""

    there: bool
    """False for a SQLite file that the first call will make."""

    writable: bool
    why_not: str = ""
    """What stands in the way of writing."""

    revision: str | None = None
    """The newest migration it has had; None: none at all."""

    newest: str = HEAD
    """The newest migration that this Callwright knows."""

    journal_mode: str | None = None
    """SQLite's; None elsewhere, or where it is not there yet."""

    connections: int | None = None
    """How many it takes at once; None: it does not matter."""

    skew_secs: float | None = None
    """How far its clock is ahead of this machine's; None where it has no clock of its own."""


async def examine(url: str) -> StoreFacts:
    """Look at the database; nothing is made or migrated. Raises StoreError if it cannot be reached."""
    parsed = parse_url(url)
    file = Path(str(parsed.database)) if is_sqlite_file(parsed) else None
    name = str(file or shown(parsed))
    if file is not None and not await off_loop(file.exists, name="store.prepare"):
        why_not = _why_no_file(file)
        return StoreFacts(name, shared=False, there=False, writable=not why_not, why_not=why_not)
    engine = make_engine(parsed)
    try:
        async with asyncio.timeout(ANSWER_SECS), outside_work(), engine.connect() as connection:
            if parsed.drivername.startswith("sqlite"):
                return await _sqlite(connection, name)
            return await _postgres(connection, name)
    except TimeoutError:
        raise StoreError(f"{name}: no answer within {ANSWER_SECS:g} s") from None
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"{name}: {_said(error)}") from error
    finally:
        await engine.dispose()


async def _sqlite(connection: AsyncConnection, name: str) -> StoreFacts:
    had = await connection.run_sync(revision)
    mode = await connection.scalar(text("PRAGMA journal_mode"))
    await connection.rollback()
    why_not = ""
    try:
        # Takes the lock of a writer, and gives it back.
        await connection.execution_options(**{WRITING: True})
        async with connection.begin() as transaction:
            await connection.execute(text("CREATE TABLE callwright_doctor (one INTEGER)"))
            await transaction.rollback()
    except SQLAlchemyError as error:
        why_not = _said(error)
    return StoreFacts(
        name, shared=False, there=True, writable=not why_not, why_not=why_not, revision=had, journal_mode=mode
    )


async def _postgres(connection: AsyncConnection, name: str) -> StoreFacts:
    asked = utc_now()
    theirs: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    answered = utc_now()
    had = await connection.run_sync(revision)
    reading = await connection.scalar(text("SHOW transaction_read_only"))
    most = await connection.scalar(text("SHOW max_connections"))
    may = "has_schema_privilege(current_schema(), 'CREATE')"
    if had is not None:
        may = "has_table_privilege('calls', 'INSERT') AND has_table_privilege('calls', 'UPDATE')"
    allowed = await connection.scalar(text(f"SELECT {may}"))
    why_not = "it is read-only" if reading == "on" else "" if allowed else "this user may not write there"
    return StoreFacts(
        name,
        shared=True,
        there=True,
        writable=not why_not,
        why_not=why_not,
        revision=had,
        connections=int(most or 0) or None,
        skew_secs=(theirs - (asked + (answered - asked) / 2)).total_seconds(),
    )


def _why_no_file(file: Path) -> str:
    """Why the first call could not make it; empty if it can."""
    folder = next(each for each in file.absolute().parents if each.exists())
    if not folder.is_dir():
        return f"{folder} is no folder"
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} may not be written"


def _said(error: Exception) -> str:
    """What the driver said, without the statement and its values."""
    return str(getattr(error, "orig", None) or error) or type(error).__name__
