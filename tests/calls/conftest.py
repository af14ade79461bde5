"""A store on SQLite, and one on a PostgreSQL server of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from calls.store import CallStore, default_url
from calls.store.tables import Base

POSTGRES = Path("/usr/lib/postgresql")


@contextmanager
def postgres_server() -> Iterator[str]:
    """A server of its own, or a skip that says why there is none."""
    programs = sorted(POSTGRES.glob("*/bin/initdb"))
    if not programs:
        pytest.skip(f"no PostgreSQL server on this machine (looked in {POSTGRES})")
    user = "nobody" if os.getuid() == 0 else None  # PostgreSQL does not run as root
    home = Path(tempfile.mkdtemp(prefix="callwright-pg-"))
    if user:
        shutil.chown(home, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs[-1].with_name(program), *arguments],
            user=user, cwd=home, check=True, capture_output=True, timeout=120,
        )  # fmt: skip

    data = str(home / "data")
    run("initdb", "-D", data, "-U", "callwright", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    server = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", server, "start")
    try:
        yield f"postgresql://callwright:secret@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return default_url(tmp_path / "not" / "made yet %20")
    url = request.getfixturevalue("postgres_url")
    store = await CallStore.open(url)
    async with store._engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.execute(text("DROP TABLE alembic_version"))
    await store.close()
    return url


@pytest.fixture
async def store(url: str) -> AsyncIterator[CallStore]:
    store = await CallStore.open(url)
    yield store
    await store.close()
