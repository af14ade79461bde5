"""Where to look: the data folder, and within it the folders that simulated calls left."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from calls.store.urls import default_url, is_sqlite_file, parse_url

DATABASE = "callwright.db"
_OURS = ("calls", "audit", "keys", "privacy")
"""Folders of a data folder that hold no other data folder."""


@dataclass(frozen=True)
class Place:
    """One data folder and its database."""

    data: Path
    url: str | None
    """None = there is no database: nothing was ever kept here, and none is made by looking."""

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for another kind, or for none."""
        url = parse_url(self.url) if self.url else None
        return Path(str(url.database)) if url and is_sqlite_file(url) else None


def places(data: Path, url: str | None = None) -> list[Place]:
    """The data folder first. `url`: a database elsewhere that its calls are in. Blocking."""
    return [_place(data, url), *(_place(folder, None) for folder in sorted(_nested(data)))]


def _place(folder: Path, url: str | None) -> Place:
    own = default_url(folder) if (folder / DATABASE).is_file() else None
    return Place(folder, url or own)


def _nested(data: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(data):
        if Path(folder) != data and (DATABASE in files or "calls" in folders):
            folders[:] = []
            yield Path(folder)
        elif Path(folder) == data:
            folders[:] = [name for name in folders if name not in _OURS]
