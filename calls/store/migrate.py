"""Bring a database to the present form, whoever else does so at the same moment."""

import asyncio
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from calls.store.errors import StoreError
from calls.store.tables import HEAD
from calls.store.urls import WRITING

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

_ADVISORY_LOCK = 0x63616C6C  # any number, as long as it is always this one
_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Alembic keeps the migration at hand in a global, so one at a time may run in a process."""


async def migrate(engine: AsyncEngine) -> None:
    """Run the migrations that the database lacks, all or none of them.

    Raises StoreError if the database was made by a newer Callwright.
    """
    async with engine.connect() as connection:
        if await connection.run_sync(revision) == HEAD:
            return
    lock = _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with lock, engine.connect() as connection:
        await connection.execution_options(**{WRITING: True})
        async with connection.begin():
            if connection.dialect.name == "postgresql":
                await connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            await connection.run_sync(_upgrade)


def revision(connection: Connection) -> str | None:
    """The newest migration that the database has had."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _upgrade(connection: Connection) -> None:
    """Run what is missing inside the transaction that is open."""
    # Loaded here because it takes longer than all else in opening a database that is up to date.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    present = revision(connection)
    if present is not None and present not in known:
        raise StoreError(
            f"the database has had migration {present!r}, which this Callwright does not know (its newest is "
            f"{HEAD!r}); use the newer Callwright that made it, or another database"
        )
    command.upgrade(config, "head")
