"""The report of a scan: what was searched and how, what was found, and who vouches for it.

It holds no private value, nor a digest of one. The signature is over the whole report without itself.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from calls.clock import iso, utc_now
from calls.keys import KeyRing, Signature
from calls.scan.artifact import Scanned

PURPOSE = "scan"
VERSION = 1


class ReportProblem(ValueError):
    """A report that cannot be read or that is not as it was signed."""


def summary(files: Sequence[Scanned]) -> dict[str, int]:
    """How many files were searched, skipped and not readable, and how many finds there are."""
    return {
        "files": len(files),
        "searched": sum(not one.problem and not one.skipped for one in files),
        "skipped": sum(bool(one.skipped) for one in files),
        "unreadable": sum(bool(one.problem) for one in files),
        "bytes": sum(one.bytes_read for one in files),
        "finds": sum(len(one.finds) for one in files),
    }


def make_report(
    files: Sequence[Scanned], keys: KeyRing | None, *, plants: int, listened: bool
) -> dict[str, Any]:
    """The report as JSON data; signed if there are keys. `plants`: how many values were searched for."""
    report: dict[str, Any] = {
        "callwright_scan": VERSION,
        "made_at": iso(utc_now()),
        "planted_values": plants,
        "speech_was_recognised": listened,
        "summary": summary(files),
        "finds": [_find(one, number) for one in files for number in range(len(one.finds))],
        "files": [_file(one) for one in files],
    }
    if keys is not None:
        report["signature"] = asdict(keys.sign(_content(report), PURPOSE))
    return report


def verify_report(path: Path, keys: KeyRing) -> dict[str, Any]:
    """Read a report and make sure that it is as it was signed. Blocking; raises ReportProblem."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        signature = Signature(**report.pop("signature"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportProblem(f"{path}: not a signed report of a scan ({type(error).__name__})") from None
    if not keys.verifies(_content(report), signature, PURPOSE):
        raise ReportProblem(
            f"{path}: it is not what key {signature.key_id!r} signed, or {keys.path} lacks that key"
        )
    return report


def _content(report: dict[str, Any]) -> bytes:
    """The bytes that are signed."""
    return json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _find(scanned: Scanned, number: int) -> dict[str, str]:
    located = scanned.finds[number]
    return {
        "file": str(scanned.path),
        "place": located.place,
        "what": located.find.what,
        "writing": located.find.writing,
        "value": located.find.shown,
    }


def _file(scanned: Scanned) -> dict[str, Any]:
    told = {"file": str(scanned.path), "bytes": scanned.bytes_read, "sha256": scanned.sha256}
    if scanned.problem:
        return {**told, "problem": scanned.problem}
    return {**told, "skipped": scanned.skipped} if scanned.skipped else {**told, "searched_as": scanned.how}
