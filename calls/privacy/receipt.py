"""The receipt of an erasure: what was searched and deleted, signed. Nothing in it is personal."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from calls.audit.line import AuditLine
from calls.audit.log import AuditLog
from calls.keys import Signature

PURPOSE = "receipt"


@dataclass(frozen=True)
class Receipt:
    """What was done. `callwright privacy verify` holds it against signature, audit log and disk."""

    receipt: str
    """Its name."""
    made_at: str
    """ISO-8601, UTC."""
    who: str
    why: str
    marks: list[str]
    """Keyed hashes of the telephones and addresses."""
    asked: list[str]
    """Calls that were asked for by their ids."""
    searched: dict[str, int]
    """`folders`, `calls`, `tables` of flows, and `files` afterwards."""
    calls: list[str]
    """The calls that are gone."""
    rows: dict[str, int]
    """Table to how many of its rows are gone or blanked."""
    files: list[dict[str, Any]]
    """`path`, `bytes` and `sha256` of every file that is gone."""
    left: list[str]
    """What still names the person or could not be erased, in words; none = everything is gone."""
    remembered: list[str]
    """The keyed hashes that stay, so that an opt-out does."""
    audit: dict[str, int | str] = field(default_factory=dict)
    """`seq` and `digest` of its line in the audit log."""

    def content(self) -> bytes:
        """What is signed."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()


def write_receipt(folder: Path, receipt: Receipt, log: AuditLog) -> Path:
    """Sign a receipt and keep it. Raises OSError."""
    signature = log.keys.sign(receipt.content(), PURPOSE)
    signed = asdict(receipt) | {"signature": {"key_id": signature.key_id, "value": signature.value}}
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{receipt.receipt}.json"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(signed, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def read_receipt(path: Path) -> tuple[Receipt, Signature]:
    """A receipt that was kept. Raises OSError, and ValueError if the file is none."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        signature = kept.pop("signature")
        return Receipt(**kept), Signature(str(signature["key_id"]), str(signature["value"]))
    except (TypeError, KeyError, AttributeError, ValueError):
        raise ValueError(f"{path}: not the receipt of an erasure") from None


def doubts(receipt: Receipt, signature: Signature, log: AuditLog, data: Path) -> list[str]:
    """What speaks against a receipt, in words; none if it holds. Blocking; raises OSError."""
    if not log.keys.verifies(receipt.content(), signature, PURPOSE):
        return [f"it was changed, or signed by another key than those of {log.keys.path}"]
    found = []
    if not any(_is(line, receipt.audit) for line in log.lines()):
        found.append(f"the audit log has no such line {receipt.audit.get('seq')}")
    back = [str(file["path"]) for file in receipt.files if (data / str(file["path"])).exists()]
    found += [f"{path} is there again" for path in back]
    return found


def _is(line: AuditLine, told: Mapping[str, int | str]) -> bool:
    return line.seq == told.get("seq") and line.digest == told.get("digest")
