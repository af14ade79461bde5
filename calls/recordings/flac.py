"""FLAC: a WAV file's audio in half the room, sample for sample the same."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import numpy as np
import soundfile

from calls.recordings.problems import RecordingBroken
from calls.wav_file import HEADER_BYTES, SAMPLE_BYTES, read_header, wav_header

MAGIC = b"fLaC"


def to_flac(pieces: Iterator[bytes], target: BinaryIO) -> tuple[int, int]:
    """Write a WAV file's audio as FLAC. Returns its rate and channels."""
    first = next(pieces)
    rate, channels = read_header(first)
    rest, width = first[HEADER_BYTES:], channels * SAMPLE_BYTES
    with soundfile.SoundFile(
        target, "w", samplerate=rate, channels=channels, format="FLAC", subtype="PCM_16"
    ) as file:
        for piece in chain([b""], pieces):
            rest += piece
            cut = len(rest) - len(rest) % width
            file.write(np.frombuffer(rest[:cut], dtype="<i2").reshape(-1, channels))
            rest = rest[cut:]
    return rate, channels


def as_wav(coded: BinaryIO) -> Iterator[bytes]:
    """A FLAC file as a WAV file, piece by piece. Raises RecordingBroken."""
    try:
        with soundfile.SoundFile(coded) as file:
            yield wav_header(file.samplerate, file.channels, file.frames * file.channels * SAMPLE_BYTES)
            while len(block := file.read(file.samplerate, dtype="int16", always_2d=True)):
                yield block.astype("<i2").tobytes()
    except soundfile.SoundFileError as error:
        raise RecordingBroken(f"the audio in it cannot be read: {error}") from None
