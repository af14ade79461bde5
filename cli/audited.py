"""Reading what callers said is a line in the audit log: the options and the call that every such verb has."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    # For annotations alone: `--help` answers without loading the keys.
    from calls.audit import Deed

Why = Annotated[
    str,
    typer.Option("--why", envvar="CALLWRIGHT_WHY", help="The reason, for the audit log.", show_envvar=True),
]


def audited(data: Path, what: "Deed", subject: str, why: str, **detail: int | str) -> None:
    """Write the line. Raises OSError and KeyRingError: what cannot be audited is not shown."""
    # Loaded when used, so that `--help` answers at once.
    from calls.audit import AuditLog

    AuditLog.open(data).write(what, subject, why=why, detail=detail)
