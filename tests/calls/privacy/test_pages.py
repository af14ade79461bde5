"""What was deleted leaves no byte in a SQLite file, nor in its log."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from calls.privacy.pages import PagesBusy, files_of, scrub

SECRET = b"two one two five five five"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """As a running server has it: open, in WAL mode, with rows that were changed and deleted."""
    with closing(sqlite3.connect(tmp_path / "calls.db", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE calls (id INTEGER, record TEXT)")
        database.executemany(
            "INSERT INTO calls VALUES (?, ?)", [(n, f"{SECRET.decode()} {n} " * 300) for n in range(50)]
        )
        database.execute("PRAGMA wal_checkpoint")
        database.execute("UPDATE calls SET record = 'short' WHERE id % 2")
        database.execute("DELETE FROM calls WHERE record LIKE '%five%' AND id > 1")
        yield database


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_pages_and_log_are_clean_although_somebody_has_the_file_open(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    database.execute("DELETE FROM calls WHERE id = 0")
    assert (tmp_path / "calls.db-wal").stat().st_size > 0
    assert SECRET in bytes_of(tmp_path)

    scrub(tmp_path / "calls.db")

    assert SECRET not in bytes_of(tmp_path)
    assert database.execute("SELECT count(*) FROM calls").fetchone() == (25,)


def test_while_somebody_reads_all_the_time_it_is_told_and_not_claimed(
    database: sqlite3.Connection, tmp_path: Path
) -> None:
    database.execute("BEGIN")
    database.execute("SELECT count(*) FROM calls").fetchone()
    with pytest.raises(PagesBusy, match="in use"):
        scrub(tmp_path / "calls.db", busy_secs=0.1)
    database.execute("COMMIT")
    scrub(tmp_path / "calls.db")


def test_the_files_of_a_folder_are_its_databases(tmp_path: Path) -> None:
    for name in ("a.sqlite", "b.db", "c.db-wal", "d.json"):
        (tmp_path / name).touch()
    assert [file.name for file in files_of(tmp_path)] == ["a.sqlite", "b.db"]
