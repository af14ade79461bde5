"""A call's recording is finished: closed, brought into its final form, and taken where it is to be kept."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from loguru import logger

from calls.clock import off_loop
from calls.events import RecordingFinished
from calls.journal import Journal
from calls.keys import KeyRing, KeyRingError
from calls.recordings import RecordingBroken, StereoRecording
from calls.recordings.finishing import finish
from calls.recordings.shelf import Shelf
from configs.schema.recording import RecordingBlock

T = TypeVar("T")


async def keep_recording(
    recording: StereoRecording, block: RecordingBlock, ring: KeyRing | None, journal: Journal, ended_ms: int
) -> None:
    """Close it and keep it as the agent file says. What cannot be done is told, and the audio stays here."""
    await off_loop(lambda: recording.close(ended_ms), name="recording.close")
    if not recording.path.is_file() or (block.format == "wav" and block.store is None):
        return
    told = await off_loop(lambda: _kept(recording.path, block, ring), name="recording.keep")
    journal.write(told)


def _kept(path: Path, block: RecordingBlock, ring: KeyRing | None) -> RecordingFinished:
    problems: list[str] = []
    place = _tried(lambda: finish(path, block.format, ring), problems) or path
    url = None
    if block.store is not None:
        store = block.store
        url = _tried(lambda: Shelf(store).put(place, place.parent.name), problems)
        if url is not None:
            place.unlink()
    for problem in problems:
        logger.error(f"{path.parent.name}: the recording is kept as {place.name} in its folder: {problem}")
    return RecordingFinished(path=place.name, url=url, problem="; ".join(problems))


def _tried(work: Callable[[], T], problems: list[str]) -> T | None:
    try:
        return work()
    except (OSError, ValueError, RecordingBroken, KeyRingError) as error:
        problems.append(f"{type(error).__name__}: {error}")
        return None
