"""A kept recording as a WAV file that any program reads, decrypted if need be."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from calls.keys import KeyRing, KeyRingError
from calls.record import CallRecord
from calls.record_parts import Recording
from calls.recordings import RecordingBroken, wav_pieces
from calls.recordings.located import located
from cli.console import Exit, stop


def require_recording(record: CallRecord) -> Recording:
    """The recording of a call that has one."""
    if record.recording is None:
        raise stop(f"{record.call_id} has no recording", Exit.BAD)
    return record.recording


@contextmanager
def recording_of(record: CallRecord, data: Path) -> Iterator[Path]:
    """The file of a call's recording; a copy that is gone afterwards if it is kept elsewhere."""
    try:
        with located(data, require_recording(record)) as path:
            yield path
    except OSError as error:
        raise stop(str(error), Exit.BAD) from None


@contextmanager
def opened(path: Path, data: Path) -> Iterator[Path]:
    """The recording if it is a WAV file, else a copy as one that only this user can read, and that goes."""
    if path.suffix == ".wav":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
        copy = Path(folder) / f"{path.stem}.wav"
        write_wav(path, copy, data)
        yield copy


def write_wav(path: Path, into: Path, data: Path) -> None:
    """Write the recording as a new WAV file. `data` is the folder whose key ring opens it."""
    try:
        ring = KeyRing.open(data)
        file = os.fdopen(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        with file:
            for piece in wav_pieces(path, ring):
                file.write(piece)
    except FileExistsError:
        raise stop(f"{into} is there already") from None
    except (RecordingBroken, KeyRingError, OSError) as error:
        into.unlink(missing_ok=True)  # half a recording is none
        raise stop(str(error), Exit.BAD) from None
