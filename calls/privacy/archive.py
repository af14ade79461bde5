"""Everything that is kept, as one thing that can be searched."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from calls.audit import AuditLog
from calls.keys import KeyRing
from calls.privacy.places import Place, places
from calls.privacy.tables import PersonalTable
from calls.store import CallStore

FOLDER = "privacy"
"""In the data folder: plans of erasures that are not finished, and receipts."""


def unheard(step: str) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True)
class Archive:
    """A data folder, the database of its calls, and what flows say of theirs."""

    data: Path
    audit: AuditLog
    tables: Sequence[PersonalTable] = ()
    url: str | None = None
    """The calls' database, where it is not in the data folder."""
    on_step: Callable[[str], object] = unheard
    """Told in a few words what is done now."""

    @property
    def keys(self) -> KeyRing:
        """What signs receipts and stands behind keyed hashes."""
        return self.audit.keys

    @property
    def folder(self) -> Path:
        """Where plans and receipts lie."""
        return self.data / FOLDER

    def places(self) -> list[Place]:
        """The data folder, and those of simulated calls in it. Blocking."""
        return places(self.data, self.url)


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[CallStore | None]:
    """The store of a place; None where nothing was ever stored."""
    if place.url is None:
        yield None
        return
    store = await CallStore.open(place.url)
    try:
        yield store
    finally:
        await store.close()
