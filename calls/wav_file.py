"""A 16-bit WAV file that is valid at every moment while it grows, and repair of one that was cut off."""

import os
import struct
from pathlib import Path

HEADER_BYTES = 44
SAMPLE_BYTES = 2
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_MOST = 0xFFFF_FFFF - HEADER_BYTES
"""The longest audio, in bytes, that the header's 32 bits can tell of."""


class WavFile:
    """Audio is put at a place on the timeline; what was never put is silence. All methods raise OSError."""

    def __init__(self, path: Path, sample_rate: int, channels: int) -> None:
        """Make the file, with a header and no audio. Raises FileExistsError rather than overwrite one."""
        self.frame_bytes = channels * SAMPLE_BYTES
        self._rate = sample_rate
        self._channels = channels
        self._frames = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._write_header()

    def put(self, frame: int, audio: bytes) -> None:
        """Write interleaved audio from this frame on, then tell of it in the header."""
        place = HEADER_BYTES + frame * self.frame_bytes
        left = memoryview(audio)
        while left:
            taken = os.pwrite(self._fd, left, place)
            left, place = left[taken:], place + taken
        self._frames = max(self._frames, frame + len(audio) // self.frame_bytes)
        self._write_header()

    def erase(self, frame: int, count: int) -> None:
        """Make frames silent that were put before; those behind the end are left alone."""
        count = min(count, self._frames - frame)
        if count > 0:
            self.put(frame, bytes(count * self.frame_bytes))

    def destroy(self) -> int:
        """Close and remove the file. Returns the bytes of audio that are gone."""
        dropped = self._frames * self.frame_bytes
        try:
            os.ftruncate(self._fd, 0)
            self._path.unlink(missing_ok=True)
        finally:
            os.close(self._fd)
        return dropped

    def close(self) -> None:
        """Force everything to the disk. Waits for it."""
        try:
            os.fsync(self._fd)
        finally:
            os.close(self._fd)

    def _write_header(self) -> None:
        header = wav_header(self._rate, self._channels, self._frames * self.frame_bytes)
        os.pwrite(self._fd, header, 0)


def wav_header(sample_rate: int, channels: int, audio_bytes: int) -> bytes:
    """The 44 bytes before 16-bit PCM."""
    size = min(audio_bytes, _MOST)
    frame = channels * SAMPLE_BYTES
    return _HEADER.pack(
        b"RIFF", size + HEADER_BYTES - 8, b"WAVE", b"fmt ", 16, 1, channels,
        sample_rate, sample_rate * frame, frame, SAMPLE_BYTES * 8, b"data", size,
    )  # fmt: skip


def read_header(head: bytes) -> tuple[int, int]:
    """Sample rate and channels, from the first 44 bytes. Raises ValueError where `WavFile` wrote none."""
    if len(head) < HEADER_BYTES:
        raise ValueError(f"{len(head)} bytes, too short for the header of a recording")
    riff, _, wave, _, _, _, channels, rate, _, frame, _, data, _ = _HEADER.unpack(head[:HEADER_BYTES])
    if (riff, wave, data) != (b"RIFF", b"WAVE", b"data") or not (rate and frame and channels):
        raise ValueError("not a recording of a call (the header is another one)")
    return rate, channels


def repair(path: Path) -> float:
    """Make a recording whole that was cut off: no torn sample, sizes that are true. Returns its seconds.

    Does nothing to a whole one. Raises ValueError for a file that `WavFile` did not write.
    """
    with path.open("r+b") as file:
        head = file.read(HEADER_BYTES)
        try:
            rate, channels = read_header(head)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
        frame, told = channels * SAMPLE_BYTES, _HEADER.unpack(head)[-1]
        there = file.seek(0, os.SEEK_END) - HEADER_BYTES
        whole = there - there % frame
        if whole != there:
            file.truncate(HEADER_BYTES + whole)
        if told != min(whole, _MOST):
            file.seek(0)
            file.write(wav_header(rate, channels, whole))
    return whole / frame / rate
