"""No byte of what was deleted stays in a SQLite file: pages are written anew, and its log is emptied."""

import sqlite3
from contextlib import closing
from pathlib import Path

PATTERNS = ("*.db", "*.sqlite", "*.sqlite3")
"""Names of SQLite files in a data folder."""

BUSY_SECS = 10.0
"""How long to wait for others who read or write."""


class PagesBusy(Exception):
    """Somebody reads or writes the file all the time, so old pages may still be there. Try again later."""


def scrub(path: Path, *, busy_secs: float | None = None) -> None:
    """Write the file anew without what was deleted, and empty its write-ahead log.

    Blocking; waits some seconds for others. Raises PagesBusy when that is not enough, and sqlite3.Error.
    """
    with closing(
        sqlite3.connect(path, timeout=BUSY_SECS if busy_secs is None else busy_secs, isolation_level=None)
    ) as database:
        try:
            database.execute("VACUUM")
            busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            busy = 1
    if busy:
        raise PagesBusy(f"{path}: in use, so that deleted rows may still be in its pages; run the same again")


def files_of(folder: Path) -> list[Path]:
    """The SQLite files directly in a folder."""
    return sorted({file for pattern in PATTERNS for file in folder.glob(pattern) if file.is_file()})
