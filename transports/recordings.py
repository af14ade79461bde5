"""`GET /recordings/TOKEN`: a recording, for whoever has a link that is still good. Every opening is audited.

The path tells neither the caller nor the call. What is encrypted on the disk is opened on the way.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from calls.audit import AuditLog
from calls.clock import off_loop, utc_now
from calls.folders import find_call_folder
from calls.keys import KeyRing
from calls.record_file import read_record
from calls.record_parts import Recording
from calls.recordings import wav_pieces
from calls.recordings.links import PATH, LinkRefused, link_of
from calls.recordings.located import located

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": 'inline; filename="recording.wav"',
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def recording_routes(data: Path, ring: KeyRing, audit: AuditLog) -> APIRouter:
    """The one route."""
    router = APIRouter()

    @router.get(PATH + "{token}")
    async def recording(token: str) -> Response:
        try:
            link = link_of(token, ring, utc_now())
        except LinkRefused as refused:
            return _nothing(str(refused))
        stream = await off_loop(lambda: _begun(data, ring, link.call_id), name="recording.open")
        if stream is None:
            return _nothing("This recording is not there any more.")
        write = partial(audit.write, "calls.play", link.call_id, why="a link was opened")
        # What cannot be audited is not played.
        await off_loop(lambda: write(who="a signed link"), name="audit")
        return StreamingResponse(stream, media_type="audio/wav", headers=HEADERS)

    return router


def _begun(data: Path, ring: KeyRing, call_id: str) -> Iterator[bytes] | None:
    """The recording from its first piece on; None if there is none (any more)."""
    recording = _recording(data, call_id)
    pieces = _pieces(data, ring, recording) if recording is not None else iter(())
    try:
        first = next(pieces, None)
    except OSError:
        return None
    return chain([first], pieces) if first is not None else None


def _recording(data: Path, call_id: str) -> Recording | None:
    folder = find_call_folder(data, call_id)
    if folder is None:
        return None
    try:
        return read_record(folder).recording
    except (OSError, ValueError):
        return None


def _pieces(data: Path, ring: KeyRing, recording: Recording) -> Iterator[bytes]:
    with located(data, recording) as path:
        yield from wav_pieces(path, ring)


def _nothing(why: str) -> Response:
    return PlainTextResponse(why, status_code=404, headers={"Cache-Control": "no-store"})
