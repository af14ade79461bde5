"""The calls of a data folder, or of the database that the environment names."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from calls.folders import check_call_id, data_dir
from calls.ledger import Row, State
from calls.record import CallRecord
from calls.store import CallStore, default_url
from calls.store.summary import CallSummary
from cli.console import stop


class Kept:
    """Reads what was kept. What is not there is not made."""

    def __init__(self, data: Path | None) -> None:
        """`data` is the folder that was asked for; None = the usual one, and the environment's database."""
        if data is not None and not data.is_dir():
            raise stop(f"{data}: there is no such folder")
        self.data = data or data_dir(os.environ)
        self._url = None if data else os.environ.get("CALLWRIGHT_DATABASE_URL")

    def check_id(self, call_id: str) -> str:
        """The id, if it looks like one."""
        try:
            return check_call_id(call_id)
        except ValueError as error:
            raise stop(str(error)) from None

    async def list(self, *, limit: int, before: str | None, agent: str | None) -> Sequence[CallSummary]:
        """The newest calls first."""
        async with self._store() as store:
            if store is None:
                return []
            try:
                return await store.list(limit=limit, before=before, agent=agent)
            except LookupError as error:
                raise stop(str(error)) from None

    async def get(self, call_id: str) -> CallRecord:
        """The record of a call that exists."""
        self.check_id(call_id)
        async with self._store() as store:
            record = await store.get(call_id) if store is not None else None
        if record is None:
            where = "" if self._url else f" in {self.data}"
            raise stop(f"there is no call {call_id}{where}; `callwright calls list` shows those there are")
        return record

    async def ledger(self, call_id: str | None, *, state: State | None, limit: int) -> Sequence[Row]:
        """What a call was to change, in order; without a call, the newest writes of all."""
        async with self._store() as store:
            if store is None:
                return []
            if call_id is None:
                return await store.ledger.list(state=state, limit=limit)
            rows = await store.ledger.of_call(self.check_id(call_id))
        return [row for row in rows if state in (None, row.state)][:limit]

    @asynccontextmanager
    async def _store(self) -> AsyncIterator[CallStore | None]:
        """The store; None if nothing was ever kept here, since opening one would make it."""
        if not self._url and not (self.data / "callwright.db").is_file():
            yield None
            return
        store = await CallStore.open(self._url or default_url(self.data))
        try:
            yield store
        finally:
            await store.close()
