"""The record as a file in the call's folder."""

from pathlib import Path

from calls.folders import RECORD
from calls.kept_record import SafeRecord, kept_before
from calls.record import CallRecord


def write_record(folder: Path, record: SafeRecord) -> Path:
    """Write `record.json`, whole or not at all, and return its path. Blocking; raises OSError.

    It comes last, when the store has the record and the recording is closed: a folder that has it is
    finished, and recovery passes it by.
    """
    unnamed = folder / f".{RECORD}.new"
    unnamed.write_text(record.to_json() + "\n", encoding="utf-8")
    return unnamed.replace(folder / RECORD)


def read_record(folder: Path) -> SafeRecord:
    """Read `record.json`. Raises OSError, or ValueError if it is no record."""
    return kept_before(CallRecord.model_validate_json((folder / RECORD).read_bytes()))
