"""Where a call's recording is now: in its folder, or on a shelf."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from calls.record_parts import Recording
from calls.recordings.shelf import fetched


@contextmanager
def located(data: Path, recording: Recording) -> Iterator[Path]:
    """The file, or a copy of it that is gone afterwards. Raises FileNotFoundError, ShelfError. Blocking."""
    if recording.url is not None:
        with fetched(recording.url) as copy:
            yield copy
        return
    path = data / recording.path
    if not path.is_file():
        raise FileNotFoundError(f"{path}: the recording is not there any more")
    yield path
