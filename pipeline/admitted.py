"""Records of calls that were admitted: before they begin, if they never do, and while the store is away."""

import asyncio
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Literal

from loguru import logger

from calls.clock import iso, off_loop, utc_now
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted
from calls.folders import JOURNAL, call_folder
from calls.gate import Admitted
from calls.journal import Journal
from calls.kept_record import SafeRecord, safe_record
from calls.record import fold
from calls.record_file import write_record
from calls.store import CallStore, StoreError
from compliance.redaction.redactor import Redactor
from configs import LoadedAgent

STORE_SECS = 3.0
"""Seconds that the store has to take a record; a call that is over waits no longer for it."""


def call_started(
    agent: LoadedAgent,
    call_id: str,
    started: datetime,
    *,
    carrier: str,
    direction: Literal["inbound", "outbound"] = "inbound",
    carrier_call: str | None = None,
    from_: str | None = None,
    to: str | None = None,
) -> CallStarted:
    """The first event of a call's journal."""
    config = agent.config
    return CallStarted(
        call_id=call_id,
        agent=config.agent,
        agent_hash=agent.hash,
        carrier=carrier,
        direction=direction,
        carrier_call=carrier_call,
        from_=from_,
        to=to,
        started_at=iso(started),
        providers={
            "stt": config.pipeline.stt[0].service,
            "llm": config.pipeline.llm[0].service,
            "tts": config.pipeline.tts[0].service,
        },
    )


class NotBegun:
    """A call of an agent that was admitted and has no stream yet."""

    def __init__(self, agent: LoadedAgent, data: Path, redactor: Redactor, admitted: Admitted) -> None:
        self._redactor = redactor
        self.folder = call_folder(data, admitted.call_id, admitted.at)
        arrival = admitted.arrival
        self._event = call_started(
            agent,
            admitted.call_id,
            admitted.at,
            carrier=arrival.carrier,
            carrier_call=arrival.carrier_call,
            from_=arrival.from_ or None,
            to=arrival.to or None,
        )

    def record(self) -> SafeRecord:
        """What its row says before the carrier is answered."""
        return safe_record(fold([self._event], now=utc_now()), self._redactor)

    async def write_down(self) -> None:
        """Begin its journal: where the database is away, the disk must know that there was a call."""

        def write() -> None:
            journal = Journal.create(self.folder, masker=self._redactor)
            journal.write(self._event)
            journal.close()

        try:
            await off_loop(write, name="journal.begin")
        except OSError as error:
            logger.error(f"{self.folder}: the journal of an admitted call cannot be begun: {error}")

    async def ended(self, reason: EndReason, detail: str = "") -> SafeRecord:
        """The record of a call that never got its stream; its journal, if it has one, says the same."""
        over = CallEnded(end_reason=reason, ended_at=iso(utc_now()), detail=detail)

        def write() -> None:
            if (self.folder / JOURNAL).exists():
                journal = Journal.resume(self.folder, masker=self._redactor)
                journal.write(over)
                journal.close()

        try:
            await off_loop(write, name="journal.end")
        except (OSError, ValueError) as error:
            logger.error(f"{self.folder}: the journal cannot be ended: {error}")
        return safe_record(fold([self._event, over]), self._redactor)


class Unstored:
    """Records that the store did not take; they are given to it again until it does.

    After a crash the journals on disk tell the same.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[Path, SafeRecord]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    async def store(self, store: CallStore, folder: Path, record: SafeRecord) -> bool:
        """Make a record final in the store and then on disk; False if it has to wait."""
        try:
            async with asyncio.timeout(STORE_SECS):
                await store.finish(record)
        except (StoreError, TimeoutError) as error:
            # Without record.json the call counts as unfinished, and the next start stores it as well.
            why = str(error) or f"no answer for {STORE_SECS:g} s"
            logger.error(f"{record.call_id}: the store did not take the record ({why}); it is kept on disk")
            self._waiting.append((folder, record))
            return False
        await off_loop(lambda: folder.exists() and write_record(folder, record), name="write_record")
        return True

    async def again(self, store: CallStore) -> int:
        """Try what is waiting once more; how many went in."""
        done = 0
        for _ in range(len(self._waiting)):
            if not await self.store(store, *self._waiting.popleft()):
                break
            done += 1
        return done
