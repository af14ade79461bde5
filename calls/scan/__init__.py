"""The search of files for private data: opens what there is, and tells of each file how it was searched."""

from calls.scan.artifact import Located, Scanned
from calls.scan.report import ReportProblem, make_report, verify_report
from calls.scan.sounds import Sound, SoundProblem, read_sound
from calls.scan.walking import find_files, scan_file

__all__ = [
    "Located",
    "ReportProblem",
    "Scanned",
    "Sound",
    "SoundProblem",
    "find_files",
    "make_report",
    "read_sound",
    "scan_file",
    "verify_report",
]
