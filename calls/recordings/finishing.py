"""A finished recording takes less room: FLAC, sample for sample the same. Blocking.

While a call goes on the recording is plain audio, which survives a crash at every moment; this comes after.
"""

import io
import os
from pathlib import Path
from typing import Literal

from calls.folders import FLAC_RECORDING
from calls.keys import KeyRing
from calls.recordings.flac import to_flac
from calls.recordings.opening import is_sealed, wav_pieces
from calls.recordings.problems import RecordingBroken
from calls.recordings.sealed import SealedFile

Form = Literal["wav", "flac"]


def finish(path: Path, form: Form, ring: KeyRing | None) -> Path:
    """Bring a closed recording into its final form, encrypted if it was. Returns where it lies now.

    The old file goes when the new one is whole. Raises OSError, RecordingBroken, KeyRingError; the old file
    stays then.
    """
    if form == "wav":
        return path
    unnamed = path.with_name(f".{path.name}.new")
    unnamed.unlink(missing_ok=True)
    if is_sealed(path):
        return _sealed_again(path, unnamed, ring).replace(path)
    with os.fdopen(os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b") as target:
        to_flac(wav_pieces(path), target)
        target.flush()
        os.fsync(target.fileno())
    there = unnamed.replace(path.with_name(FLAC_RECORDING))
    path.unlink()
    return there


def _sealed_again(path: Path, unnamed: Path, ring: KeyRing | None) -> Path:
    if ring is None:
        raise RecordingBroken(f"{path} is encrypted; without its key ring it cannot be made smaller")
    coded = io.BytesIO()
    rate, channels = to_flac(wav_pieces(path, ring), coded)
    file = SealedFile(unnamed, rate, channels, ring, codec="flac")
    file.put(0, coded.getvalue())
    file.close()
    return unnamed
