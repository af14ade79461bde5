"""Recordings that are kept elsewhere, over fsspec's own local and in-memory places."""

from pathlib import Path

import pytest

from calls.record_parts import Recording
from calls.recordings.located import located
from calls.recordings.shelf import Shelf, ShelfError, fetched, remove

CALL = "call_aaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "recording.flac"
    path.write_bytes(b"fLaC and so on")
    return path


def places(tmp_path: Path) -> list[str]:
    return [f"file://{tmp_path}/shelf", "memory://shelf/calls/"]


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_put_there_is_read_and_removed(tmp_path: Path, file: Path, which: int) -> None:
    url = Shelf(places(tmp_path)[which]).put(file, CALL)
    assert url.endswith(f"/{CALL}/recording.flac")
    with fetched(url) as copy:
        assert copy.read_bytes() == file.read_bytes()
    assert not copy.exists()
    assert remove(url)
    assert not remove(url)
    with pytest.raises(ShelfError, match=CALL), fetched(url):
        pass


def test_a_place_that_refuses_is_told(tmp_path: Path, file: Path) -> None:
    (tmp_path / "shelf").write_text("not a folder")
    with pytest.raises(ShelfError, match="shelf"):
        Shelf(f"file://{tmp_path}/shelf").put(file, CALL)
    assert file.exists()


def test_a_place_that_nothing_reaches_is_told() -> None:
    with pytest.raises(ShelfError, match="pigeon"):
        Shelf("pigeon://loft")


def test_only_a_call_gets_a_path(tmp_path: Path, file: Path) -> None:
    with pytest.raises(ValueError, match="call id"):
        Shelf(places(tmp_path)[0]).put(file, "+12125550188")


def test_a_recording_is_found_where_it_is(tmp_path: Path, file: Path) -> None:
    here = Recording(path=file.name, channels=2, sample_rate=8000)
    with located(tmp_path, here) as path:
        assert path == file
    url = Shelf("memory://elsewhere").put(file, CALL)
    with located(tmp_path, here.model_copy(update={"url": url})) as path:
        assert path.read_bytes() == file.read_bytes()
    file.unlink()
    with pytest.raises(FileNotFoundError, match="not there any more"), located(tmp_path, here):
        pass
