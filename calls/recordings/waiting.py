"""Audio before the caller has agreed to be recorded: in memory, and beyond a megabyte on disk, encrypted.

The key lives in this process only, and the file has no name: a process that dies leaves nothing readable,
and nothing at all where the system forgets unnamed files with it.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from calls.recordings.sinks import Sink

MEMORY_BYTES = 1_000_000
"""Audio that is kept in memory: a minute at 8 kHz."""

_FRAME_BYTES = 4
_NONCE_BYTES = 12
_TAG_BYTES = 16


@dataclass
class _Piece:
    frame: int
    count: int
    audio: bytearray = field(default_factory=bytearray, repr=False)
    """Empty when it is in the file."""
    place: int = 0
    """Where in the file."""


class WaitingBuffer:
    """Holds audio until it is poured into a recording, or destroyed."""

    def __init__(self, folder: Path, *, memory_bytes: int = MEMORY_BYTES) -> None:
        """`folder` is where the overflow goes; it is made when it is needed."""
        self._folder = folder
        self._room = memory_bytes
        self._pieces: list[_Piece] = []
        self._file: BinaryIO | None = None
        self._key: AESGCM | None = None
        self._end = 0  # of the file
        self._nonces = 0

    @property
    def memory_bytes(self) -> int:
        """Audio that lies in memory."""
        return sum(len(piece.audio) for piece in self._pieces)

    def put(self, frame: int, audio: bytes) -> None:
        """Keep it. Raises OSError when the overflow cannot be written."""
        count = len(audio) // _FRAME_BYTES
        if len(audio) <= self._room:
            self._room -= len(audio)
            self._pieces.append(_Piece(frame, count, bytearray(audio)))
            return
        piece = _Piece(frame, count, place=self._end)
        self._write(piece, audio)
        self._end = self._overflow().tell()
        self._pieces.append(piece)

    def erase(self, frame: int, count: int) -> None:
        """Make audio silent that is kept already."""
        for piece in self._pieces:
            start, end = max(frame, piece.frame), min(frame + count, piece.frame + piece.count)
            if start >= end:
                continue
            audio = bytearray(self._read(piece))
            first, last = (place - piece.frame for place in (start, end))
            audio[first * _FRAME_BYTES : last * _FRAME_BYTES] = bytes((end - start) * _FRAME_BYTES)
            if piece.audio:
                piece.audio[:] = audio
            else:
                self._write(piece, bytes(audio))

    def pour(self, sink: Sink) -> None:
        """Put everything into a recording. Raises OSError."""
        for piece in self._pieces:
            sink.put(piece.frame, bytes(self._read(piece)))

    def close(self) -> None:
        """The same as `destroy`: what nobody agreed to is not kept."""
        self.destroy()

    def destroy(self) -> int:
        """Overwrite what is in memory, forget the key, drop the file. Returns the bytes of audio dropped."""
        dropped = sum(piece.count for piece in self._pieces) * _FRAME_BYTES
        for piece in self._pieces:
            piece.audio[:] = bytes(len(piece.audio))
        self._pieces.clear()
        self._key = None
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None
        return dropped

    def _overflow(self) -> BinaryIO:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - until destroyed
        return self._file

    def _cipher(self) -> AESGCM:
        if self._key is None:
            self._key = AESGCM(AESGCM.generate_key(256))
        return self._key

    def _write(self, piece: _Piece, audio: bytes) -> None:
        """Encrypt it to its place in the file, under a nonce that was never used."""
        self._nonces += 1
        nonce = self._nonces.to_bytes(_NONCE_BYTES, "big")
        file = self._overflow()
        file.seek(piece.place)
        left = memoryview(nonce + self._cipher().encrypt(nonce, audio, None))
        while left:
            left = left[file.write(left) :]

    def _read(self, piece: _Piece) -> bytes | bytearray:
        if piece.audio:
            return piece.audio
        file = self._overflow()
        file.seek(piece.place)
        length = piece.count * _FRAME_BYTES + _TAG_BYTES
        nonce, sealed = file.read(_NONCE_BYTES), file.read(length)
        return self._cipher().decrypt(nonce, sealed, None)
