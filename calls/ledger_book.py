"""The ledger of one call, while the call lasts: its rows, what is on its way, and the store behind it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from loguru import logger

from calls.clock import utc_now
from calls.ledger import OVER, Row, State, digest_of, new_row

STORE_SECS = 3.0
"""Seconds that the store may take to keep a row. A write whose row cannot be kept does not leave."""


class Rows(Protocol):
    """Where rows are kept; `calls.store.ledger_rows.LedgerRows` is one."""

    async def save(self, rows: Iterable[Row], *, durable: bool = False) -> None:
        """Insert or replace rows, all or none. `durable`: they are on the disk when it returns."""
        ...


class InMemory:
    """Rows are kept nowhere else: for a flow without a store."""

    async def save(self, rows: Iterable[Row], *, durable: bool = False) -> None:
        """Nothing to do."""


class Ledger:
    """What this call was to change in the world, and how far each change got."""

    def __init__(self, call_id: str = "", rows: Rows | None = None) -> None:
        """Begin with no row. Without `rows` the ledger lives in memory only."""
        self.call_id = call_id
        self.turns_begun = 0
        """How often the caller has begun to speak."""
        self._rows: dict[str, Row] = {}
        self._store: Rows = rows or InMemory()
        self._saving = asyncio.Lock()
        """One at a time: an older picture of a row must never be stored over a newer one."""
        self._unsaved: set[str] = set()
        self._under_way: dict[str, asyncio.Future[Any]] = {}
        self._done: list[str] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, in the order in which the writes were first proposed."""
        return tuple(self._rows.values())

    def caller_began(self) -> None:
        """The caller has begun to speak: what has not been sent by now was decided without these words."""
        self.turns_begun += 1

    def get(self, key: str) -> Row:
        """The row of a key as it is now. Raises KeyError."""
        return self._rows[key]

    def latest(self, tool: str, arguments: Mapping[str, Any]) -> Row | None:
        """The row of the newest occasion of a write; None if it was never proposed."""
        digest = digest_of(arguments)
        found = [row for row in self._rows.values() if (row.tool, row.digest) == (tool, digest)]
        return max(found, key=lambda row: row.occasion, default=None)

    def counts(self, row: Row) -> bool:
        """Whether what was done is still the last word of its tool. After another write of the tool it is
        not: to move a visit to Monday, to Tuesday, and to Monday again is three writes."""
        others = [key for key in self._done if self._rows[key].tool == row.tool]
        return row.state is State.DONE and others[-1:] == [row.key]

    def standing(self, tool: str, request: str, but: Row) -> list[Row]:
        """What else was sent for the same request and may stand, oldest first."""
        may_stand = (State.SENT, State.DONE, State.UNKNOWN)
        return [
            row
            for row in self._rows.values()
            if row.tool == tool and row.request == request and row.state in may_stand
            if row.digest != but.digest
        ]

    # Before it leaves

    def propose(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        *,
        turn: int,
        read_back: str = "",
        heard_from: int = 0,
        asks: bool = True,
        plain_yes: bool = False,
    ) -> Row:
        """Keep that exactly this is proposed, and at which turn of the caller.

        If it `asks` the caller, older proposals are stale from now on: a yes is for what was asked last.
        Those of other tools stay if they were made in the same turn, since one question may ask for both.
        Of what is on its way, done or unknown nothing changes. `plain_yes`: nothing else will do.
        """
        found = self.latest(tool, arguments)
        if asks:
            self._make_stale(tool, turn, keep=found)
        if found is None or found.state in OVER or (found.state is State.DONE and not self.counts(found)):
            occasion = 1 if found is None else found.occasion + 1
            found = new_row(self.call_id, tool, arguments, occasion, turn=turn, at=utc_now())
        if found.state is State.PROPOSED:
            found = replace(found, turn=turn, read_back=read_back, heard_from=heard_from, plain_yes=plain_yes)
            self._keep(found)
        return found

    def withdraw(self, reason: str) -> None:
        """Nothing that was proposed stands any more: a yes to it no longer counts."""
        for row in self.rows:
            if row.state is State.PROPOSED:
                self._keep(row.moved(State.FAILED, utc_now(), reason=reason))

    @property
    def left(self) -> int:
        """How many writes have left and may have happened."""
        return sum(row.state in (State.SENT, State.DONE, State.UNKNOWN) for row in self.rows)

    def _make_stale(self, tool: str, turn: int, keep: Row | None) -> None:
        for row in self.rows:
            is_older = row.tool == tool or row.turn < turn
            if row.state is State.PROPOSED and is_older and (keep is None or row.key != keep.key):
                self._keep(row.moved(State.FAILED, utc_now(), reason="another proposal took its place"))

    async def send(self, key: str, *, request: str) -> Row:
        """The caller agreed, and the write is about to leave: its row is on the disk when this returns.

        Raises what the store raises, or TimeoutError; the row is then `failed`: nothing has left.
        """
        row = replace(self._rows[key], request=request)
        if row.state is State.PROPOSED:
            row = row.moved(State.CONFIRMED, utc_now())
        self._keep(row)
        sent = row.moved(State.SENT, utc_now())
        again = row.state is State.UNKNOWN
        try:
            async with asyncio.timeout(STORE_SECS), self._saving:
                await self._store.save([sent], durable=True)
        except BaseException as error:
            if not again:
                self._keep(row.moved(State.FAILED, utc_now(), reason="stopped before it was sent"))
            if isinstance(error, asyncio.CancelledError):
                await self._flush_at_the_end()
            raise
        self._keep(sent)
        self._unsaved.discard(key)
        return sent

    # After it has left

    async def settle(
        self, key: str, state: State, *, reason: str = "", result: Mapping[str, Any] | None = None
    ) -> Row:
        """What came of it. What the store cannot keep now stays `sent` there, which is never untrue."""
        row = self._rows[key].moved(state, utc_now(), reason=reason, result=result)
        self._keep(row)
        if state is State.DONE:
            self._done.append(key)
        try:
            await self.flush()
        except asyncio.CancelledError:
            await self._flush_at_the_end()
            raise
        return row

    def retract(self, tool: str, **facts: Any) -> list[Row]:
        """What was done does not stand any more, by another way than its own undo: a booking whose visit
        was cancelled. `facts`: fields of the result by which it is known."""
        gone = [
            row
            for row in self.rows
            if row.tool == tool and row.state is State.DONE and row.result is not None
            if all(row.result.get(name) == value for name, value in facts.items())
        ]
        for row in gone:
            self._keep(row.moved(State.UNDONE, utc_now(), reason="taken back by another tool"))
        return gone

    # Two calls of one write at the same time

    def begin(self, key: str) -> asyncio.Future[Any]:
        """A write is in hand. Set the future's result when it is settled: whoever asks again waits for it."""
        future = asyncio.get_running_loop().create_future()
        self._under_way[key] = future
        return future

    def under_way(self, key: str) -> asyncio.Future[Any] | None:
        """The future of a write that is in hand, or None."""
        future = self._under_way.get(key)
        return None if future is None or future.done() else future

    # The store

    async def flush(self) -> None:
        """Store what has changed. A store out of order is logged: the rows wait for the next time."""
        if not self._unsaved:
            return
        changed: list[Row] = []
        try:
            async with asyncio.timeout(STORE_SECS), self._saving:
                changed = [row for key, row in self._rows.items() if key in self._unsaved]
                await self._store.save(changed)
        except Exception as error:
            logger.error("the ledger of {} could not be stored: {}", self.call_id, error)
        else:
            self._unsaved -= {row.key for row in changed if self._rows[row.key] is row}

    async def _flush_at_the_end(self) -> None:
        """The call ends around a write: what is known of it is stored all the same."""
        task = asyncio.ensure_future(self.flush())
        await asyncio.wait({task}, timeout=STORE_SECS)

    def _keep(self, row: Row) -> None:
        self._rows[row.key] = row
        self._unsaved.add(row.key)
