"""Everything that is kept, with what the flows that are known here say of their databases."""

import os
from collections.abc import Callable
from pathlib import Path

from calls.audit import AuditLog
from calls.folders import data_dir
from calls.privacy.archive import Archive, unheard
from cli.console import stop
from configs.places import FLOW_FILE, flow_folders
from flows.personal import personal_tables


def open_archive(data: Path | None, on_step: Callable[[str], object] | None = None) -> Archive:
    """The archive of a data folder. With a folder that is named, the environment's database is not used.

    Raises KeyRingError, PersonalNotReadable.
    """
    folder = data or data_dir(os.environ)
    if not folder.is_dir():
        raise stop(f"{folder}: there is no such folder")
    url = None if data else os.environ.get("CALLWRIGHT_DATABASE_URL")
    tables = personal_tables(_flows())
    return Archive(folder, AuditLog.open(folder), tables, url or None, on_step or unheard)


def _flows() -> list[Path]:
    """The folders of all flows that agents here may use."""
    roots = flow_folders(Path("configs/agents/any.yaml"))
    return sorted({file.parent for root in roots for file in root.glob(f"*/{FLOW_FILE}")})
