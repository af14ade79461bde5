"""An encrypted recording that grows: readable up to the last chunk at every moment, for who has the key."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from calls.keys import KeyRing, KeyRingError
from calls.recordings.sealed_format import (
    AUDIO,
    END,
    HEAD,
    NONCE_BYTES,
    PURPOSE,
    TAG_BYTES,
    Codec,
    Head,
    Opening,
)


@dataclass(frozen=True)
class _Chunk:
    number: int
    frame: int
    count: int
    place: int
    """Where in the file its head begins."""


class SealedFile:
    """A `Sink`. Its key is new for every call and lies in the file, wrapped by the key ring.

    All methods raise OSError.
    """

    def __init__(
        self, path: Path, sample_rate: int, channels: int, ring: KeyRing, *, codec: Codec = "pcm"
    ) -> None:
        """Make the file. Raises FileExistsError rather than overwrite one, OSError if the ring has no key."""
        key = AESGCM.generate_key(256)
        try:
            opening = Opening(sample_rate, channels, ring.wrap(key, PURPOSE), codec)
        except KeyRingError as error:
            raise OSError(str(error)) from None
        self._cipher = AESGCM(key)
        self._opening = opening.to_bytes()
        self._frame_bytes = opening.frame_bytes
        self._chunks: list[_Chunk] = []
        self._frames = 0
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._end = len(self._opening)
        _write(self._fd, self._opening, 0)

    def put(self, frame: int, audio: bytes) -> None:
        """Append a chunk. One that the disk did not take whole is written over by the next one."""
        number, count = len(self._chunks), len(audio) // self._frame_bytes
        chunk = _Chunk(number, frame, count, self._end)
        self._end += self._seal(Head(AUDIO, number, frame, len(audio) + TAG_BYTES, b""), audio, self._end)
        self._chunks.append(chunk)
        self._frames = max(self._frames, frame + count)

    def erase(self, frame: int, count: int) -> None:
        """Write the chunks that hold these frames anew, with silence in them."""
        for chunk in self._chunks:
            start, end = max(frame, chunk.frame), min(frame + count, chunk.frame + chunk.count)
            if start >= end:
                continue
            audio = bytearray(self._open(chunk))
            first, last = ((place - chunk.frame) * self._frame_bytes for place in (start, end))
            audio[first:last] = bytes(last - first)
            head = Head(AUDIO, chunk.number, chunk.frame, len(audio) + TAG_BYTES, b"")
            self._seal(head, bytes(audio), chunk.place)

    def close(self) -> None:
        """Write the end, and force everything to the disk. Waits for it."""
        try:
            end = Head(END, len(self._chunks), self._frames, TAG_BYTES, b"")
            self._end += self._seal(end, b"", self._end)
            os.ftruncate(self._fd, self._end)
            os.fsync(self._fd)
        finally:
            os.close(self._fd)

    def destroy(self) -> int:
        """Close and remove the file, its key with it. Returns the bytes of audio that are gone."""
        try:
            os.ftruncate(self._fd, 0)
            self._path.unlink(missing_ok=True)
        finally:
            os.close(self._fd)
        return self._frames * self._frame_bytes

    def _seal(self, head: Head, audio: bytes, place: int) -> int:
        """Write a chunk here, under a fresh nonce. Returns its bytes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        head = Head(head.kind, head.number, head.frame, head.length, nonce)
        sealed = head.to_bytes() + self._cipher.encrypt(nonce, audio, head.vouched(self._opening))
        _write(self._fd, sealed, place)
        return len(sealed)

    def _open(self, chunk: _Chunk) -> bytes:
        """A chunk's audio, from the disk. Raises OSError also when it was changed there."""
        head = Head.read(os.pread(self._fd, HEAD.size, chunk.place))
        sealed = os.pread(self._fd, chunk.count * self._frame_bytes + TAG_BYTES, chunk.place + HEAD.size)
        try:
            return self._cipher.decrypt(head.nonce, sealed, head.vouched(self._opening))
        except InvalidTag as error:
            raise OSError(f"{self._path}: chunk {chunk.number} was changed by somebody else") from error


def _write(fd: int, data: bytes, place: int) -> None:
    left = memoryview(data)
    while left:
        taken = os.pwrite(fd, left, place)
        left, place = left[taken:], place + taken
