"""The page of a recording: for whoever has a link, while it is good, and with a line in the audit log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from calls.audit import AuditLog
from calls.clock import utc_now
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallEvent, CallStarted, RecordingFinished, RecordingStarted
from calls.folders import call_folder
from calls.kept_record import safe_record
from calls.keys import KeyRing
from calls.record import fold
from calls.record_file import write_record
from calls.recordings import StereoRecording, wav_pieces
from calls.recordings.finishing import finish
from calls.recordings.links import Link, token_of
from calls.recordings.shelf import Shelf
from compliance.redaction.safe import AsKept
from transports.recordings import recording_routes

CALL = "call_aaaaaaaaaaaaaaaaaaaa"


def kept(data: Path, ring: KeyRing | None = None, *, shelf: str | None = None) -> bytes:
    """A finished call with a recording. Returns its audio as a WAV file."""
    started = utc_now()
    folder = call_folder(data, CALL, started)
    folder.mkdir(parents=True)
    name = "recording.sealed" if ring else "recording.wav"
    recording = StereoRecording.create(folder / name, 8000, ring=ring)
    recording.write_caller(bytes(range(256)) * 200, 0)
    recording.close()
    audio = b"".join(wav_pieces(folder / name, ring))
    url = None
    if shelf is not None:
        there = finish(folder / name, "flac", ring)
        url = Shelf(shelf).put(there, CALL)
        there.unlink()
    events: list[CallEvent] = [
        CallStarted(
            call_id=CALL,
            agent="office",
            agent_hash="0" * 16,
            carrier="twilio",
            direction="inbound",
            started_at=started.isoformat(),
        ),
        RecordingStarted(path=name, channels=2, sample_rate=8000),
        *([RecordingFinished(path=name, url=url)] if url else []),
        CallEnded(end_reason=EndReason.COMPLETED, ended_at=started.isoformat()),
    ]
    write_record(folder, safe_record(fold(events), AsKept()))
    return audio


@asynccontextmanager
async def browser(data: Path) -> AsyncIterator[httpx.AsyncClient]:
    audit = AuditLog.open(data, {})
    app = FastAPI()
    app.include_router(recording_routes(data, audit.keys, audit))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as client:
        yield client


def link(data: Path, **good_for: float) -> str:
    until = utc_now() + timedelta(**good_for)
    return "/recordings/" + token_of(Link(CALL, until), KeyRing.open(data, {}))


@pytest.mark.parametrize("place", ["plain", "encrypted", "elsewhere", "encrypted elsewhere"])
async def test_a_good_link_plays_and_is_audited(tmp_path: Path, place: str) -> None:
    ring = KeyRing.open(tmp_path, {}) if "encrypted" in place else None
    shelf = "memory://pages" if "elsewhere" in place else None
    audio = kept(tmp_path, ring, shelf=shelf)
    async with browser(tmp_path) as client:
        answer = await client.get(link(tmp_path, hours=1))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert answer.content == audio
    assert answer.headers["cache-control"] == "no-store"
    (line,) = AuditLog.open(tmp_path, {}).lines()
    assert (line.what, line.subject, line.who) == ("calls.play", CALL, "a signed link")


async def test_a_link_that_is_over_or_forged_plays_nothing(tmp_path: Path) -> None:
    kept(tmp_path)
    async with browser(tmp_path) as client:
        over = await client.get(link(tmp_path, seconds=-1))
        forged = await client.get(link(tmp_path, hours=1)[:-4] + "AAAA")
        absent = await client.get("/recordings/")
    assert [answer.status_code for answer in (over, forged, absent)] == [404, 404, 404]
    assert over.text == "this link is over"
    assert forged.text == "not a link to a recording"
    assert not list(AuditLog.open(tmp_path, {}).lines())


async def test_a_recording_that_was_deleted_is_gone(tmp_path: Path) -> None:
    kept(tmp_path)
    good = link(tmp_path, hours=1)
    for file in tmp_path.rglob("recording.wav"):
        file.unlink()
    async with browser(tmp_path) as client:
        answer = await client.get(good)
    assert (answer.status_code, answer.text) == (404, "This recording is not there any more.")


async def test_what_cannot_be_audited_is_not_played(tmp_path: Path) -> None:
    kept(tmp_path)
    good = link(tmp_path, hours=1)
    (tmp_path / "audit").write_text("no folder")
    async with browser(tmp_path) as client:
        with pytest.raises(OSError, match="audit"):
            await client.get(good)
