"""Changes of the rules: an agent file whose privacy blocks are other than last time is a line in the log."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loguru import logger

from calls.audit.line import AuditLine
from calls.audit.log import FOLDER, AuditLog
from calls.clock import off_loop
from calls.keys import KeyRingError

BLOCKS = ("redaction", "recording", "compliance", "retention")
"""The blocks of an agent file that say what is kept of people."""


async def note_policy(
    data: Path, agent: str, config: Mapping[str, Any], environ: Mapping[str, str] | None = None
) -> None:
    """`note_policy_now`, off the event loop. A disk that refuses is logged: calls are answered anyway."""
    try:
        await off_loop(lambda: note_policy_now(data, agent, config, environ), name="audit")
    except (OSError, KeyRingError) as error:
        logger.error(f"{agent}: the audit log was not told of its rules: {error}")


def note_policy_now(
    data: Path, agent: str, config: Mapping[str, Any], environ: Mapping[str, str] | None = None
) -> AuditLine | None:
    """Write a line if the rules of an agent are new or have changed. Blocking.

    `config` is the agent file as plain data with its defaults. The line has the hash of every block. Raises
    OSError and KeyRingError.
    """
    now = {name: _digest(config[name]) for name in BLOCKS if name in config}
    kept = data / FOLDER / "policies" / f"{agent}.json"
    known = _known(kept)
    if known == now:
        return None
    changed = sorted(name for name in {*known, *now} if known.get(name) != now.get(name))
    why = f"changed: {', '.join(changed)}" if known else "first use"
    line = AuditLog.open(data, environ).write("policy", f"agent:{agent}", why=why, detail=now)
    kept.parent.mkdir(parents=True, exist_ok=True)
    unnamed = kept.with_name(f".{kept.name}.{os.getpid()}")
    unnamed.write_text(json.dumps(now) + "\n", encoding="utf-8")
    unnamed.replace(kept)
    return line


def _known(path: Path) -> dict[str, str]:
    """The hashes of last time. Without them, or with spoilt ones, the rules count as new."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _digest(block: Any) -> str:
    return hashlib.sha256(json.dumps(block, sort_keys=True, default=str).encode()).hexdigest()[:16]
