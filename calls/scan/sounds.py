"""Sound files read for listening: WAV, FLAC and Ogg."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from calls.keys import KeyRing, KeyRingError
from calls.recordings import RecordingBroken, is_sealed, open_recording
from calls.recordings.sealed_format import MAGIC
from calls.scan.artifact import Scanned
from compliance.scan import Find, Plant, Search
from compliance.scan.heard import by_keys
from compliance.scan.tones import Key, keys

_EDGE = 4096
"""Bytes at both ends of a sound file that are searched for text: titles and comments stand there."""

_PAUSE_MS = 6000
"""Between two keys of one number at most."""


class SoundProblem(ValueError):
    """A file that looks like sound and cannot be read as such."""


@dataclass(frozen=True)
class Sound:
    """The samples of a file."""

    tracks: NDArray[np.float32]
    """One row per channel, from -1 to 1."""

    rate: int
    """Hertz."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.tracks.shape[1] / self.rate


def is_sound(content: bytes) -> bool:
    """Whether bytes begin as a sound file does, or as an encrypted recording."""
    return (
        content.startswith(MAGIC)
        or (content[:4] == b"RIFF" and content[8:12] == b"WAVE")
        or content[:4] in (b"fLaC", b"OggS")
    )


def read_sound(path: Path, ring: KeyRing | None = None) -> Sound:
    """Read a sound file; an encrypted recording with the ring's keys. Blocking; raises SoundProblem."""
    try:
        if not is_sealed(path):
            samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        elif ring is None:
            raise SoundProblem("it is encrypted, and there is no key ring in the data folder")
        else:
            wav = BytesIO(open_recording(path, ring))
            samples, rate = soundfile.read(wav, dtype="float32", always_2d=True)
    except (KeyRingError, RecordingBroken) as error:
        raise SoundProblem(str(error)) from None
    except SoundProblem:
        raise
    except (soundfile.SoundFileError, OSError, ValueError) as error:
        raise SoundProblem(f"it is no sound that can be read: {error}") from None
    if rate < 4000:
        raise SoundProblem(f"it has {rate} samples per second; listening takes 4000 or more")
    return Sound(np.ascontiguousarray(samples.T, dtype=np.float32), int(rate))


def scan_words(scanned: Scanned, content: bytes, search: Search) -> None:
    """Search what is written in a sound file beside the sound."""
    for edge in (content[:_EDGE], content[-_EDGE:]):
        scanned.add("what is written in it", search.raw(edge.decode("latin-1")))


def scan_tones(scanned: Scanned, sound: Sound, plants: Sequence[Plant]) -> int:
    """Listen for keys that were pressed, in each track. Returns how many there are."""
    count = 0
    for track, samples in enumerate(sound.tracks):
        pressed = [key for key in keys(samples, sound.rate) if key.digit.isdigit()]
        count += len(pressed)
        for found in key_finds(pressed, plants):
            scanned.add(place(track, found.start, found.end), [found])
    return count


def key_finds(pressed: Sequence[Key], plants: Sequence[Plant]) -> list[Find]:
    """What the keys are, those of one number together."""
    rows: list[list[Key]] = []
    for key in pressed:
        if rows and key.start_ms - rows[-1][-1].end_ms <= _PAUSE_MS:
            rows[-1].append(key)
        else:
            rows.append([key])
    return [
        find
        for row in rows
        for find in by_keys("".join(key.digit for key in row), plants, row[0].start_ms, row[-1].end_ms)
    ]


def place(track: int, start_ms: int, end_ms: int) -> str:
    """A stretch of a track, for people."""
    return f"track {track + 1}, {start_ms / 1000:.1f}-{end_ms / 1000:.1f} s"
