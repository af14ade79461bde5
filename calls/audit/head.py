"""The signed head of an audit log: its newest line, vouched for by the key ring.

It is written before the line is appended. So a line that a dying process did not append is still known, and
whoever takes lines away from the end, or writes the whole chain anew, needs the key.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from calls.audit.line import AuditLine
from calls.keys import KeyRing, Signature

PURPOSE = "audit"


@dataclass(frozen=True)
class Head:
    """The newest line, and who vouches for it."""

    line: AuditLine
    signature: Signature

    @classmethod
    def of(cls, line: AuditLine, keys: KeyRing) -> "Head":
        """Vouch for a line."""
        return cls(line, keys.sign(line.text.encode(), PURPOSE))

    def holds(self, keys: KeyRing) -> bool:
        """Whether a key of this ring vouched for it."""
        return keys.verifies(self.line.text.encode(), self.signature, PURPOSE)


def read_head(path: Path) -> Head | None:
    """The head that was kept; None if there is none. Raises ValueError if it cannot be read, and OSError."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        signature = Signature(str(kept["key_id"]), str(kept["signature"]))
        return Head(AuditLine.read(kept["line"]), signature)
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: not the head of an audit log ({type(error).__name__})") from None


def write_head(path: Path, head: Head) -> None:
    """Keep a head, whole or not at all; it is on the disk when this returns. Blocking; raises OSError."""
    kept = {"line": head.line.text, "key_id": head.signature.key_id, "signature": head.signature.value}
    unnamed = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(file.fileno())
    unnamed.replace(path)
