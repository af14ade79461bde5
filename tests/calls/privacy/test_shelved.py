"""A recording that was taken elsewhere is deleted there with its call, and by the sweep."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calls.audit import AuditLog
from calls.clock import iso
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted, RecordingFinished, RecordingStarted
from calls.folders import JOURNAL, call_folder
from calls.kept_record import kept_before
from calls.privacy.archive import Archive
from calls.privacy.deleting import delete_folder
from calls.privacy.sweeping import Keep, sweep
from calls.record import fold
from calls.record_file import write_record
from calls.recordings.shelf import Shelf, exists
from calls.store import CallStore, default_url

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
CALL = "call_aaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


async def made(data: Path, shelf: Path) -> tuple[Path, str]:
    """A call of ten days ago: its folder, and where its recording was taken."""
    started = NOW - timedelta(days=10)
    folder = call_folder(data, CALL, started)
    folder.mkdir(parents=True)
    (folder / "recording.flac").write_bytes(b"fLaC")
    url = Shelf(f"file://{shelf}").put(folder / "recording.flac", CALL)
    (folder / "recording.flac").unlink()
    begun = CallStarted(
        call_id=CALL, agent="clinic", agent_hash="0", carrier="twilio", direction="inbound",
        from_="+12125550188", started_at=iso(started),
    )  # fmt: skip
    events = [
        begun,
        RecordingStarted(path="recording.wav", channels=2, sample_rate=8000),
        RecordingFinished(path="recording.flac", url=url),
        CallEnded(end_reason=EndReason.COMPLETED, ended_at=iso(started)),
    ]
    (folder / JOURNAL).write_text("".join(event.model_dump_json() + "\n" for event in events))
    record = kept_before(fold(events))
    write_record(folder, record)
    store = await CallStore.open(default_url(data))
    await store.finish(record)
    await store.close()
    return folder, url


async def test_it_goes_with_the_folder(tmp_path: Path, shelf: Path) -> None:
    folder, url = await made(tmp_path, shelf)
    gone = delete_folder(folder, tmp_path)
    assert gone is not None
    assert url in [each.path for each in gone]
    assert not exists(url)
    assert list(shelf.rglob("*")) == []


async def test_a_shelf_that_refuses_keeps_the_call(tmp_path: Path, shelf: Path) -> None:
    folder, url = await made(tmp_path, shelf)
    broken = (folder / "record.json").read_text().replace("file://", "pigeon://")
    (folder / "record.json").write_text(broken)
    with pytest.raises(OSError, match="pigeon"):
        delete_folder(folder, tmp_path)
    assert (folder / JOURNAL).exists()
    assert exists(url)


async def test_the_sweep_takes_it_down_once(tmp_path: Path, shelf: Path) -> None:
    _, url = await made(tmp_path, shelf)
    rules = {"clinic": Keep(recording_days=7)}
    archive = Archive(tmp_path, AuditLog.open(tmp_path))
    would = await sweep(archive, rules, now=NOW, dry_run=True)
    assert exists(url)
    swept = await sweep(archive, rules, now=NOW)
    assert would.recordings == swept.recordings == [CALL]
    assert not exists(url)
    assert (await sweep(archive, rules, now=NOW)).recordings == []
