"""Where finished recordings are kept outside of the data folder: any place that fsspec reaches.

`s3://bucket/calls`, `gs://…`, `abfs://…`, `sftp://…`, `file:///mnt/calls` … The path below it is the call's
id and nothing else. Credentials are those that the service's own fsspec package reads from the environment.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from fsspec.core import url_to_fs

from calls.folders import check_call_id


class ShelfError(OSError):
    """A place that cannot be reached, or refuses. Its message names the place."""


class Shelf:
    """One place. Everything here blocks."""

    def __init__(self, url: str) -> None:
        """Raises ShelfError if nothing installed reaches such a place."""
        self.url = url.rstrip("/")
        try:
            self._files, self._root = url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise ShelfError(f"{url}: {error}") from None

    def put(self, file: Path, call_id: str) -> str:
        """Copy a call's recording there, and make sure that all of it is there. Returns its URL."""
        name = f"{check_call_id(call_id)}/{file.name}"
        there = f"{self._root}/{name}"
        try:
            self._files.makedirs(str(PurePosixPath(there).parent), exist_ok=True)
            self._files.put_file(str(file), there)
            size = self._files.size(there)
        except Exception as error:  # every service has errors of its own
            raise ShelfError(f"{self.url}/{name}: {type(error).__name__}: {error}") from None
        if size != file.stat().st_size:
            raise ShelfError(f"{self.url}/{name}: {size} of {file.stat().st_size} bytes arrived")
        return f"{self.url}/{name}"


@contextmanager
def fetched(url: str) -> Iterator[Path]:
    """A copy of a recording on a shelf, which is gone afterwards. Raises ShelfError."""
    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
        copy = Path(folder) / PurePosixPath(url).name
        try:
            files, there = url_to_fs(url)
            files.get_file(there, str(copy))
        except Exception as error:
            raise ShelfError(f"{url}: {type(error).__name__}: {error}") from None
        yield copy


def exists(url: str) -> bool:
    """Whether a recording is there. Raises ShelfError."""
    try:
        files, there = url_to_fs(url)
        return files.exists(there)
    except Exception as error:
        raise ShelfError(f"{url}: {type(error).__name__}: {error}") from None


def remove(url: str) -> bool:
    """Delete a recording on a shelf, and its empty folder. False if it was gone. Raises ShelfError."""
    try:
        files, there = url_to_fs(url)
        if not files.exists(there):
            return False
        files.rm_file(there)
        folder = str(PurePosixPath(there).parent)
        if files.isdir(folder) and not files.ls(folder):
            files.rmdir(folder)
    except Exception as error:
        raise ShelfError(f"{url}: {type(error).__name__}: {error}") from None
    return True
