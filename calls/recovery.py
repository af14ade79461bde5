"""After a crash: what the journals on disk tell becomes records."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from loguru import logger

from calls.clock import iso, off_loop, utc_now
from calls.end_reasons import EndReason
from calls.events import CallStarted
from calls.folders import JOURNAL, RECORD, RECORDING, call_folder, call_folders, is_call_id
from calls.journal_file import salvage_journal
from calls.kept_record import SafeRecord, kept_before
from calls.lock import holding
from calls.record import CallRecord, fold
from calls.record_file import write_record
from calls.store import CallStore, CallSummary
from calls.wav_file import repair

_PAGE = 500

EXPECTED_SECS = 60.0
"""Seconds in which a call that was let in gets its stream, or never."""


async def recover(data: Path, store: CallStore) -> Sequence[CallRecord]:
    """Finish every call that a dead process left unfinished. Returns the records that became final now.

    Writes that were on their way become `unknown` in the ledger; none is ever sent again.

    A call whose process lives is not touched: its journal is locked. May run in several processes at
    once and any number of times. Raises StoreError if the database is out of order; a folder that is out
    of order is logged, and the others are still done.
    """
    folders = await off_loop(lambda: _unfinished(data), name="recovery.scan")
    folders |= {
        call_folder(data, call.call_id, call.started_at): None
        async for call in _active(store)
        if is_call_id(call.call_id)
    }
    finished: list[CallRecord] = []
    for folder in folders:
        try:
            if await off_loop(lambda folder=folder: is_expected(folder), name="recovery.look"):
                continue
            record = await finish_left(folder, store)
        except OSError as error:
            logger.error(f"{folder}: cannot be recovered: {error}")
            continue
        if record is not None:
            finished.append(record)
    for row in await store.ledger.settle_ended():
        logger.warning(
            f"{row.call_id}: nobody knows whether {row.tool} went through; it is not sent again "
            f"(callwright calls ledger {row.call_id})"
        )
    return finished


def _unfinished(data: Path) -> dict[Path, None]:
    """The folders that have no record yet, in order."""
    return {folder: None for folder in call_folders(data) if not (folder / RECORD).exists()}


async def _active(store: CallStore) -> AsyncIterator[CallSummary]:
    """Every call of which the store knows no end. Those of other machines have no folder here."""
    before: str | None = None
    while page := await store.list(state="active", limit=_PAGE, before=before):
        for call in page:
            yield call
        before = page[-1].call_id


def is_expected(folder: Path) -> bool:
    """Whether the call of this folder was let in a moment ago, and its stream may still come. Blocking."""
    try:
        events, _ = salvage_journal(folder / JOURNAL)
    except FileNotFoundError:
        return False
    if len(events) != 1 or not isinstance(events[0], CallStarted) or events[0].carrier_call is None:
        return False
    return utc_now() - datetime.fromisoformat(events[0].started_at) < timedelta(seconds=EXPECTED_SECS)


def is_live(folder: Path) -> bool:
    """Whether a process of this machine holds the call of this folder. Blocking."""
    with holding(folder / JOURNAL) as ours:
        return not ours and (folder / JOURNAL).exists()


async def finish_left(folder: Path, store: CallStore) -> SafeRecord | None:
    """Finish the call of one folder, unless its process lives or another one is finishing it."""
    with holding(folder / JOURNAL) as ours:
        if not ours:
            return None
        record = await off_loop(lambda: _rebuild(folder), name="recovery.rebuild")
        record = record or await _from_row(folder.name, store)
        if record is None:
            # Out of the way, so that it is told once; it is kept, as it may still tell a person something.
            aside = (folder / JOURNAL).rename(folder / f"{JOURNAL}.unreadable")
            logger.error(f"{aside}: no call can be told from this")
            return None
        if await store.finish(record):
            await off_loop(lambda: write_record(folder, record), name="record.write")
            return record
        known = await store.get(record.call_id) or record
        await off_loop(lambda: write_record(folder, known), name="record.write")
        return None


def _rebuild(folder: Path) -> SafeRecord | None:
    """The record that the journal tells, and the recording made whole; None if it tells of no call."""
    events, problems = salvage_journal(folder / JOURNAL)
    for problem in problems:
        logger.error(problem)
    recording = folder / RECORDING
    if recording.exists():
        try:
            repair(recording)
        except ValueError as error:
            logger.error(str(error))
    try:
        return kept_before(fold(events))
    except ValueError as error:
        logger.error(f"{folder / JOURNAL}: {error}")
        return None


async def _from_row(call_id: str, store: CallStore) -> SafeRecord | None:
    """The record of a call of which only its admission is known: its journal never reached the disk."""
    begun = await store.get(call_id)
    if begun is None or begun.end_reason is not None:
        return begun
    return ended_by_row(begun, EndReason.CRASHED, datetime.fromisoformat(begun.started_at))


def ended_by_row(begun: SafeRecord, reason: EndReason, ended_at: datetime) -> SafeRecord:
    """The final record of a call of which only its row is known."""
    secs = (ended_at - datetime.fromisoformat(begun.started_at)).total_seconds()
    ended = begun.model_copy(
        update={
            "ended_at": iso(ended_at),
            "duration_secs": round(max(0.0, secs), 3),
            "end_reason": reason,
            "ended_by": reason.ended_by,
            "fault": reason.fault,
        }
    )
    return kept_before(ended)
