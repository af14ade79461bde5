"""Whether an audit log is whole: nothing in it was changed, taken away or put in."""

from collections.abc import Iterator
from dataclasses import dataclass

from calls.audit.head import Head, read_head
from calls.audit.line import NOTHING, AuditLine, digest_of
from calls.audit.log import AuditLog
from calls.keys import KeyRing
from calls.lock import waiting_for


@dataclass(frozen=True)
class Verified:
    """What a look at a log found."""

    lines: int
    seq: int
    """Number of the newest line; 0 if there is none."""
    digest: str
    """Hash of the newest line, to be kept elsewhere."""
    problems: list[str]
    """In words; none if the log is whole."""


def verify(log: AuditLog, noted: str = "") -> Verified:
    """Look at every line. `noted`: `SEQ:HASH` as an earlier look printed it; the log must still have it.

    Blocking; raises OSError, and ValueError if `noted` is no such text.
    """
    seq, _, digest = noted.partition(":")
    if noted and not (seq.isdigit() and len(digest) == 64):
        raise ValueError(f"{noted!r} is no SEQ:HASH as `callwright audit verify` prints it")
    if not log.path.parent.is_dir():
        missing = ["there is no audit log"] if noted else []
        return Verified(0, 0, NOTHING, missing)
    with waiting_for(log.lock_path):
        texts = log.texts()
        problems = list(_chain(texts))
        problems += _head(texts, log)
    if noted and not any(_is(text, int(seq), digest) for text in texts):
        problems.append(f"line {seq} is not the one that was noted")
    last = next((line for text in reversed(texts) if (line := _read(text))), None)
    return Verified(len(texts), last.seq if last else 0, digest_of(texts[-1]) if texts else NOTHING, problems)


def _chain(texts: list[str]) -> Iterator[str]:
    """What is wrong with the chain. After a break it goes on from what is there."""
    seq, before = 0, NOTHING
    for place, text in enumerate(texts, start=1):
        line = _read(text)
        if line is None:
            yield f"line {place} is no line of an audit log: it was changed or torn"
            seq, before = seq + 1, digest_of(text)
            continue
        if line.seq > seq + 1:
            gone = f"line {seq + 1} is" if line.seq == seq + 2 else f"lines {seq + 1} to {line.seq - 1} are"
            yield f"{gone} missing"
        elif line.seq <= seq:
            yield f"line {place} has the number {line.seq}, which is not after {seq}"
        elif line.before != before:
            yield (
                f"line {seq} was changed: line {line.seq} vouches for another"
                if seq
                else "line 1 is not the first: it vouches for another before it"
            )
        seq, before = line.seq, digest_of(text)


def _head(texts: list[str], log: AuditLog) -> Iterator[str]:
    """What is wrong at the end, which no later line vouches for."""
    try:
        head = read_head(log.head_path)
    except ValueError as error:
        yield str(error)
        return
    if head is None:
        if texts:
            yield f"{log.head_path}: the signed head is missing, so lines may have gone from the end"
        return
    yield from _against(head, texts, log.keys)


def _against(head: Head, texts: list[str], keys: KeyRing) -> Iterator[str]:
    if not head.holds(keys):
        yield f"the head is not signed by a key of {keys.path}"
        return
    seq = head.line.seq
    last = next((line for text in reversed(texts) if (line := _read(text))), None)
    if last is None or last.seq < seq:
        first = last.seq + 1 if last else 1
        gone = f"line {seq} is" if first == seq else f"lines {first} to {seq} are"
        yield f"{gone} missing at the end: the signed head is line {seq}"
    elif last.seq > seq:
        yield f"line {seq + 1} came after the signed head, line {seq}: nobody vouches for it"
    elif texts[-1] != head.line.text:
        yield f"line {seq} was changed: the signed head vouches for another"


def _is(text: str, seq: int, digest: str) -> bool:
    line = _read(text)
    return line is not None and line.seq == seq and digest_of(text) == digest


def _read(text: str) -> AuditLine | None:
    try:
        return AuditLine.read(text)
    except ValueError:
        return None
