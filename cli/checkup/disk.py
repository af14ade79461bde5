"""Whether there is room for what calls leave behind."""

import shutil
from typing import NamedTuple

from calls.clock import off_loop
from cli.checkup.case import Case
from cli.checkup.files import nearest
from cli.checkup.finding import Finding, ok, problem, warning

NAME = "disk"
GB = 1_000_000_000
HOUR_OF_CALL_BYTES = 3600 * 8000 * 2 * 2
"""A recording: 8 kHz, 16 bits, two channels. FLAC takes about half."""

SCARCE_BYTES = 5 * GB
OUT_BYTES = 1 * GB


class Room(NamedTuple):
    """What a disk has. `shutil.disk_usage` returns the like."""

    total: int
    used: int
    free: int


async def check_disk(case: Case) -> list[Finding]:
    """The disk of the data folder."""
    usage = await off_loop(lambda: shutil.disk_usage(nearest(case.data)), name="doctor")
    return [judge_disk(Room(*usage))]


def judge_disk(room: Room) -> Finding:
    """What is to be said of the free bytes."""
    hours = room.free // HOUR_OF_CALL_BYTES
    message = f"{room.free / GB:.1f} GB free: recordings of {hours:,} hours of calls"
    hint = "make room, put recordings on a shelf (recording.store), or delete by age (retention)"
    if room.free < OUT_BYTES:
        return problem(NAME, message, hint)
    if room.free < SCARCE_BYTES:
        return warning(NAME, message, hint)
    return ok(NAME, message)
