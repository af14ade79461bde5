"""The audit log of a data folder: `<data>/audit/log.jsonl`, append-only, each line with the hash of the last.

Several processes may write at once. A line is on the disk when `write` returns. What the log cannot show by
itself is that the whole of it, head and all, was put back to an earlier state: for that, keep the number and
hash that `callwright audit verify` prints, and give them to it later.
"""

import getpass
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from calls.audit.head import Head, read_head, write_head
from calls.audit.line import NO_REASON, NOTHING, AuditLine, Deed, cut, digest_of
from calls.clock import iso, utc_now
from calls.keys import KeyRing
from calls.lock import waiting_for

FOLDER = "audit"
WHO_VARIABLE = "CALLWRIGHT_WHO"
WHY_VARIABLE = "CALLWRIGHT_WHY"
_TAIL_BYTES = 64_000
"""More than two lines of the greatest length take."""


class AuditLog:
    """Appends lines. Everything here blocks and raises OSError: what cannot be audited must not be done."""

    def __init__(self, data: Path, keys: KeyRing) -> None:
        """The log of a data folder; made with its first line."""
        folder = data / FOLDER
        self.keys = keys
        self.path = folder / "log.jsonl"
        self.head_path = folder / "head.json"
        self.lock_path = folder / "lock"

    @classmethod
    def open(cls, data: Path, environ: Mapping[str, str] | None = None) -> "AuditLog":
        """With the key ring of the data folder. Raises KeyRingError."""
        return cls(data, KeyRing.open(data, environ))

    def write(
        self,
        what: Deed,
        subject: str,
        *,
        why: str = "",
        who: str = "",
        detail: Mapping[str, int | str] | None = None,
    ) -> AuditLine:
        """Append a line and return it. Without `who` and `why`, what the environment says of them."""
        who, why = who or account(), why or reason()
        with waiting_for(self.lock_path):
            last = self._mended()
            return self._append(last, what, cut(subject), who=cut(who), why=cut(why), detail=detail or {})

    def lines(self) -> Iterator[AuditLine]:
        """Every line that can be read, oldest first."""
        yield from _readable(iter(self.texts()))

    def texts(self) -> list[str]:
        """The lines as they are kept, torn ones too; none if nothing was ever written."""
        if not self.path.is_file():
            return []
        return self.path.read_text(encoding="utf-8", errors="replace").splitlines()

    def _append(
        self,
        last: AuditLine | None,
        what: Deed,
        subject: str,
        *,
        who: str,
        why: str,
        detail: Mapping[str, int | str],
    ) -> AuditLine:
        seq, before = (last.seq + 1, last.digest) if last else (1, NOTHING)
        line = AuditLine(seq, iso(utc_now()), who, what, subject, why, before, detail)
        write_head(self.head_path, Head.of(line, self.keys))
        self._put(line.text.encode() + b"\n")
        return line

    def _put(self, content: bytes) -> None:
        fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def _mended(self) -> AuditLine | None:
        """The line that the next one follows. What a dying process left half done is finished, and told.

        What somebody changed on purpose stays as it is, for `verify` to find: the chain goes on from the
        signed head.
        """
        try:
            head = read_head(self.head_path)
        except ValueError:
            head = None
        if head is None:
            return self._without_head(self.texts())
        line, tail = head.line, self._tail()
        if tail.endswith(line.text.encode() + b"\n"):
            return line
        complete, _, torn = tail.rpartition(b"\n")
        last = complete.rpartition(b"\n")[2].decode(errors="replace")
        follows = (digest_of(last) if last else NOTHING) == line.before
        if not follows or not line.text.encode().startswith(torn):
            if torn:
                self._put(b"\n")
            return line
        if torn:
            os.truncate(self.path, self.path.stat().st_size - len(torn))
        self._put(line.text.encode() + b"\n")
        detail = {"line": line.seq}
        return self._append(line, "audit.mended", "audit", who=account(), why="it was torn", detail=detail)

    def _tail(self) -> bytes:
        """The last lines; enough for the newest two."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - _TAIL_BYTES))
                return file.read()
        except FileNotFoundError:
            return b""

    def _without_head(self, texts: list[str]) -> AuditLine | None:
        last = next(_readable(reversed(texts)), None)
        if last is None:
            return None
        why = "there was no signed head"
        return self._append(last, "audit.mended", "audit", who=account(), why=why, detail={"line": last.seq})


def account() -> str:
    """Who acts: CALLWRIGHT_WHO, or the account of this process."""
    given = os.environ.get(WHO_VARIABLE, "").strip()
    try:
        return given or getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"


def reason() -> str:
    """Why: CALLWRIGHT_WHY, or that nobody said."""
    return os.environ.get(WHY_VARIABLE, "").strip() or NO_REASON


def _readable(texts: Iterator[str]) -> Iterator[AuditLine]:
    for text in texts:
        try:
            yield AuditLine.read(text)
        except ValueError:
            continue
