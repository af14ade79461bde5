"""Recordings that were taken elsewhere: whether they are there still, and how they are deleted. Blocking."""

from pathlib import Path

from calls.privacy.gone import Gone
from calls.record_file import read_record
from calls.recordings.shelf import exists, remove


def shelved(folder: Path) -> str | None:
    """Where the recording of a call was taken; None if it is in the folder, or there is none."""
    try:
        recording = read_record(folder).recording
    except (OSError, ValueError):
        return None
    return recording.url if recording is not None else None


def is_shelved(folder: Path) -> bool:
    """Whether the recording of a call is kept elsewhere, and is there still. Raises OSError."""
    url = shelved(folder)
    return url is not None and exists(url)


def take_down(folder: Path) -> list[Gone]:
    """Delete a call's recording where it was taken. Raises OSError: then it may be there still."""
    url = shelved(folder)
    return [Gone(url, 0, "")] if url is not None and remove(url) else []
