"""Reading a recording that was kept, encrypted or not, as WAV."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from calls.keys import KeyRing
from calls.recordings import flac
from calls.recordings.problems import RecordingBroken
from calls.recordings.sealed_format import END, HEAD, MAGIC, PURPOSE, TAG_BYTES, Head, Opening
from calls.wav_file import wav_header

_PIECE = 1 << 20


@dataclass(frozen=True)
class Contents:
    """What the clear part of an encrypted recording tells."""

    opening: Opening
    start: int
    """Where the chunks begin."""
    heads: list[Head]
    frames: int
    """Length of the audio."""
    is_whole: bool
    """Whether it was closed; False after a crash, and when something was cut off its end."""


def is_sealed(path: Path) -> bool:
    """Whether the file is an encrypted recording. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def open_recording(path: Path, ring: KeyRing) -> bytes:
    """The recording as a WAV file. Blocking; for long ones see `wav_pieces`.

    Raises OSError, RecordingBroken for one that was changed, KeyRingError if no key of the ring opens it.
    """
    return b"".join(wav_pieces(path, ring))


def wav_pieces(path: Path, ring: KeyRing | None = None) -> Iterator[bytes]:
    """The recording as a WAV file, piece by piece. Errors as `open_recording`; some come late.

    Without a `ring`, an encrypted one raises RecordingBroken.
    """
    if is_sealed(path):
        yield from _opened(path, ring)
        return
    with path.open("rb") as file:
        begins = file.read(4)
        if begins not in (b"RIFF", flac.MAGIC):
            raise RecordingBroken(f"{path}: neither WAV nor FLAC nor an encrypted recording")
        file.seek(0)
        if begins == flac.MAGIC:
            yield from flac.as_wav(file)
            return
        while piece := file.read(_PIECE):
            yield piece


def contents(path: Path) -> Contents:
    """The clear part of an encrypted recording; needs no key. Raises OSError, RecordingBroken."""
    with path.open("rb") as file:
        opening, start = _opening(file, path)
        heads, frames, whole = _heads(file, start, path, opening.frame_bytes)
    return Contents(opening, start, heads, frames, whole)


def _opened(path: Path, ring: KeyRing | None) -> Iterator[bytes]:
    if ring is None:
        raise RecordingBroken(f"{path} is encrypted: the key ring of its data folder opens it")
    told = contents(path)
    opening = told.opening
    audio = _unsealed(path, told, AESGCM(ring.unwrap(opening.wrapped_key, PURPOSE)))
    if opening.codec == "flac":
        yield from flac.as_wav(io.BytesIO(b"".join(audio)))
        return
    yield wav_header(opening.sample_rate, opening.channels, told.frames * opening.frame_bytes)
    yield from audio


def _unsealed(path: Path, told: Contents, cipher: AESGCM) -> Iterator[bytes]:
    """What the chunks hold, in order, with silence between those that do not join."""
    opening = told.opening
    with path.open("rb") as file:
        clear = file.read(told.start)
        frame = 0
        for head in told.heads:
            file.seek(HEAD.size, 1)
            try:
                audio = cipher.decrypt(head.nonce, file.read(head.length), head.vouched(clear))
            except InvalidTag:
                seconds = head.frame / opening.sample_rate
                raise RecordingBroken(
                    f"{path}: the chunk {head.number} at {seconds:.1f} s was changed"
                ) from None
            if head.kind == END:
                break
            yield from _silence((head.frame - frame) * opening.frame_bytes)
            yield audio
            frame = head.frame + len(audio) // opening.frame_bytes


def _opening(file: BinaryIO, path: Path) -> tuple[Opening, int]:
    try:
        return Opening.read(file.read(4096))
    except RecordingBroken as error:
        raise RecordingBroken(f"{path}: {error}") from None


def _heads(file: BinaryIO, place: int, path: Path, frame_bytes: int) -> tuple[list[Head], int, bool]:
    """The heads of all whole chunks, the frames they tell of, and whether the end is among them."""
    size = file.seek(0, 2)
    heads: list[Head] = []
    frames = 0
    while place + HEAD.size <= size:
        file.seek(place)
        head = Head.read(file.read(HEAD.size))
        place += HEAD.size + head.length
        if place > size:
            break  # torn off by a crash
        if head.number != len(heads):
            raise RecordingBroken(f"{path}: chunk {len(heads)} is missing; {head.number} stands in its place")
        heads.append(head)
        if head.kind == END:
            if place != size or head.frame != frames:
                raise RecordingBroken(f"{path}: the end tells of {head.frame} frames, there are {frames}")
            return heads, frames, True
        if head.frame < frames or head.length < TAG_BYTES:
            raise RecordingBroken(f"{path}: chunk {head.number} does not fit behind the one before it")
        frames = head.frame + (head.length - TAG_BYTES) // frame_bytes
    return heads, frames, False


def _silence(count: int) -> Iterator[bytes]:
    while count > 0:
        yield bytes(min(count, _PIECE))
        count -= _PIECE
