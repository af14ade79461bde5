"""Where a call's files lie: `<data>/calls/<yyyy-mm-dd>/<call_id>/`.

Every path below the data folder is made here, and only from an id that was checked first.
"""

import os
import random
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

JOURNAL = "journal.jsonl"
RECORDING = "recording.wav"
SEALED_RECORDING = "recording.sealed"
"""A recording that is encrypted."""
FLAC_RECORDING = "recording.flac"
"""A recording that is finished and takes less room."""
RECORD = "record.json"

DATA_VARIABLE = "CALLWRIGHT_DATA"
DEFAULT_DATA = "./var"

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_CALL_ID = re.compile(r"call_[a-z2-7]{20}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def data_dir(environ: Mapping[str, str] | None = None) -> Path:
    """The folder in which everything that grows is kept: `CALLWRIGHT_DATA`, or `./var`."""
    given = (os.environ if environ is None else environ).get(DATA_VARIABLE, "").strip()
    return Path(given or DEFAULT_DATA).expanduser()


def new_call_id(rng: random.Random) -> str:
    """A fresh id: `call_` and 20 characters of base 32, 100 bits of chance."""
    return "call_" + "".join(rng.choices(_ALPHABET, k=20))


def is_call_id(text: str) -> bool:
    """Whether the text is a call id, and so may become part of a path."""
    return _CALL_ID.fullmatch(text) is not None


def check_call_id(text: str) -> str:
    """The text, if it is a call id; ValueError otherwise."""
    if not is_call_id(text):
        raise ValueError(
            f"{text!r} is not a call id; one is `call_` and 20 characters of a-z and 2-7, "
            "as `callwright calls list` prints them"
        )
    return text


def relative_folder(call_id: str, started_at: datetime) -> PurePosixPath:
    """The call's folder, seen from the data folder. `started_at` is the one of `CallStarted`."""
    day = started_at.astimezone(UTC).date().isoformat()
    return PurePosixPath("calls", day, check_call_id(call_id))


def call_folder(data: Path, call_id: str, started_at: datetime) -> Path:
    """The call's folder. It is made by `Journal.create`."""
    return data / relative_folder(call_id, started_at)


def find_call_folder(data: Path, call_id: str) -> Path | None:
    """The folder of a call of which only the id is known, or None."""
    wanted = check_call_id(call_id)
    found = (day / wanted for day in _days(data))
    return next((folder for folder in found if folder.is_dir()), None)


def call_folders(data: Path) -> Iterator[Path]:
    """The folders of all calls, oldest day first."""
    for day in _days(data):
        yield from sorted(item for item in day.iterdir() if is_call_id(item.name) and item.is_dir())


def _days(data: Path) -> list[Path]:
    """The folders of the days on which there was a call."""
    root = data / "calls"
    if not root.is_dir():
        return []
    return sorted(day for day in root.iterdir() if _DAY.fullmatch(day.name) and day.is_dir())
