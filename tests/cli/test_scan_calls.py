"""A scan of calls: it is audited, and it follows a recording to the shelf on which it lies."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from calls.end_reasons import EndReason
from calls.events import CallEnded, CallEvent, CallStarted, RecordingFinished, RecordingStarted
from calls.folders import new_call_id
from calls.keys import KeyRing
from calls.record import fold
from calls.recordings import StereoRecording
from calls.recordings.finishing import finish
from calls.recordings.shelf import Shelf, remove
from calls.store import CallStore, default_url
from tests.calls.scan.test_plants import CARD, keyed
from tests.cli.conftest import Cli
from tests.cli.privacy_world import ADA, audited

RATE = 8000


def shelved(data: Path, shelf: str, call_id: str, *, sealed: bool) -> str:
    """A call whose keys can be heard on a recording that was taken to a shelf. Returns its URL."""
    ring = KeyRing.open(data, {}) if sealed else None
    folder = data / "work" / call_id
    recording = StereoRecording.create(
        folder / ("recording.sealed" if sealed else "recording.wav"), RATE, ring=ring
    )
    recording.write_caller((keyed(CARD) * 32767).astype("<i2").tobytes(), 0)
    recording.close()
    done = finish(recording.path, "flac", ring)
    url = Shelf(shelf).put(done, call_id)
    done.unlink()
    events = [
        CallStarted(
            call_id=call_id, agent="a", agent_hash="0" * 16, carrier="twilio", direction="inbound",
            from_=ADA, to="+15550199", started_at="2026-03-01T12:00:00.000Z",
        ),
        RecordingStarted(path="recording.wav", channels=2, sample_rate=RATE),
        RecordingFinished(path=done.name, url=url),
        CallEnded(end_reason=EndReason.COMPLETED, ended_at="2026-03-01T12:01:00.000Z"),
    ]  # fmt: skip
    asyncio.run(kept(data, events))
    return url


async def kept(data: Path, events: list[CallEvent]) -> None:
    store = await CallStore.open(default_url(data))
    if events:
        assert await store.finish(fold(events))
    await store.close()


@pytest.fixture
def data(home: Path) -> Path:
    (home / "var").mkdir()
    return home / "var"


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_a_recording_on_a_shelf_is_fetched_and_searched(cli: Cli, data: Path, sealed: bool) -> None:
    call_id = new_call_id(Random(sealed))
    url = shelved(data, "memory://scanned", call_id, sealed=sealed)

    done = cli("scan", "--call", call_id, "--no-listen")
    assert (done.exit_code, "•••• 1486" in done.output) == (1, True), done.output
    assert f"recording of {call_id} on its shelf" in done.output
    assert CARD not in done.output

    assert remove(url)
    done = cli("scan", "--call", call_id, "--no-listen")
    assert (done.exit_code, url in done.output) == (2, True), "what cannot be fetched was not searched"


def test_a_scan_of_what_was_kept_is_a_line_in_the_audit_log(cli: Cli, data: Path) -> None:
    call_id = new_call_id(Random(2))
    shelved(data, "memory://audited", call_id, sealed=False)
    (data / "calls").mkdir()
    cli("scan", "--data", data, "--no-listen", "--call", call_id, "--why", "ticket 7")
    cli("scan", "--data", data, "--no-listen", data / "calls")
    cli("scan", "--data", data, "--no-listen")
    lines = [(line["what"], line["subject"], line["why"]) for line in audited(data)]
    assert lines == [
        ("scan", call_id, "ticket 7"),
        ("scan", "calls", "not given"),
        ("scan", "everything", "not given"),
    ]
    assert cli("audit", "verify", "--data", data).exit_code == 0


def test_a_scan_of_other_files_or_of_no_call_writes_none(cli: Cli, data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("nothing", encoding="utf-8")
    asyncio.run(kept(data, []))
    cli("scan", "--data", data, tmp_path / "a.log")
    cli("scan", "--data", data, "--call", new_call_id(Random(9)))
    cli("scan", "--data", data, "--call", "+1 212 555 0188")
    cli("scan", tmp_path / "a.log", "--data", tmp_path / "no such folder")
    assert not (data / "audit").exists()
    assert not (tmp_path / "no such folder").exists()
