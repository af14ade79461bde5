"""Which database, and how it is reached."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from calls.store.errors import StoreError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
_BUSY_SECS = 10
"""How long SQLite waits for another process that is writing."""
_CONNECT_SECS = 5
_STATEMENT_SECS = 10

WRITING = "callwright_writing"
"""Execution option: take SQLite's write lock when the transaction begins, not at its first write."""

DURABLE = "callwright_durable"
"""Execution option: the commit waits for the disk, also where it usually need not."""


def default_url(data: Path) -> str:
    """The SQLite database in the data folder."""
    return URL.create(
        "sqlite+aiosqlite", database=str((data / "callwright.db").absolute())
    ).render_as_string()


def parse_url(text: str) -> URL:
    """The URL with the driver that we use. Raises StoreError for a database that we do not know."""
    try:
        url = make_url(text)
    except ArgumentError:
        # The text is not shown: it may hold a password.
        raise StoreError(
            "the database URL cannot be read; use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
        ) from None
    name = _DRIVERS.get(url.drivername, url.drivername)
    if name not in _DRIVERS.values():
        raise StoreError(
            f"database URL: {url.drivername!r} is not known; use sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/NAME"
        )
    return url.set(drivername=name)


def shown(url: URL) -> str:
    """The URL for people, without its password."""
    return url.render_as_string(hide_password=True)


def prepare_file(url: URL) -> None:
    """Make the folder of a SQLite database and set the mode that lets readers and a writer work together.

    Blocking. Raises sqlite3.OperationalError while another process does the same.
    """
    if not is_sqlite_file(url):
        return
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_BUSY_SECS)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def is_sqlite_file(url: URL) -> bool:
    """Whether the database is a file of this machine."""
    return url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:")


def make_engine(url: URL) -> AsyncEngine:
    """Connections to the database; none is made yet. Raises StoreError if the driver is not installed."""
    options: dict[str, Any] = {"pool_pre_ping": True}
    if not url.drivername.startswith("sqlite"):
        options["connect_args"] = {"timeout": _CONNECT_SECS, "command_timeout": _STATEMENT_SECS}
        options["pool_timeout"] = _CONNECT_SECS
    elif is_sqlite_file(url):
        options = {"pool_size": 2, "max_overflow": 2, "connect_args": {"timeout": _BUSY_SECS}}
    else:
        options = {"poolclass": StaticPool}
    try:
        engine = create_async_engine(url, **options)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{shown(url)}: the package {error.name!r} is missing; pip install 'callwright[postgres]'"
        ) from error
    if url.drivername.startswith("sqlite"):
        event.listen(engine.sync_engine, "connect", _on_sqlite_connect)
        event.listen(engine.sync_engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    """Every connection: transactions are begun by us, and a commit need not wait for the disk."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    """Every transaction. One that will write after it has read must say so first, or its view is stale."""
    options = connection.get_execution_options()
    if options.get(DURABLE, False):
        # Holds for this connection from now on; a few milliseconds more for whoever gets it next.
        connection.exec_driver_sql("PRAGMA synchronous=FULL")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING, False) else "BEGIN")
