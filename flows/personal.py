"""What flows keep of people: a flow's folder may have `privacy.py` with `PERSONAL`, its `PersonalTable`s."""

from collections.abc import Iterable
from pathlib import Path

from calls.privacy.tables import PersonalTable
from flows.handoff.privacy import PERSONAL as HANDOFF
from flows.reading.loader import content_digest
from flows.reading.python import ToolsNotUsable, import_part

FILE = "privacy.py"


class PersonalNotReadable(Exception):
    """A flow's `privacy.py` cannot be used. The text names the file."""


def personal_tables(folders: Iterable[Path]) -> list[PersonalTable]:
    """The tables of these flows' folders, and those of messages and callbacks, which all flows share.

    Raises PersonalNotReadable: what a flow keeps must not be overlooked because its file is broken.
    """
    tables = list(HANDOFF)
    for folder in folders:
        if (folder / FILE).is_file():
            tables += _declared(folder.resolve())
    return list({(table.file, table.table): table for table in tables}.values())


def _declared(folder: Path) -> list[PersonalTable]:
    try:
        module = import_part(folder, content_digest(folder), "privacy")
    except ToolsNotUsable as error:
        raise PersonalNotReadable(f"{folder / FILE}: {error}") from None
    tables = getattr(module, "PERSONAL", None)
    if not isinstance(tables, list | tuple) or not all(isinstance(table, PersonalTable) for table in tables):
        raise PersonalNotReadable(f"{folder / FILE}: PERSONAL is no list of PersonalTable")
    return list(tables)
