"""Closes what dead workers left: every call that was admitted ends with a record, whoever dies."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from loguru import logger

from calls.admission.tokens import LIFE_SECS
from calls.admission.visit import Visit, Worker
from calls.clock import off_loop, utc_now
from calls.end_reasons import EndReason
from calls.folders import call_folder
from calls.recovery import ended_by_row, finish_left, is_live
from pipeline.edge.floor import Floor
from pipeline.edge.seats import BEGIN_SECS

STREAM_SECS = LIFE_SECS + BEGIN_SECS
"""Seconds in which the stream of a call may still come to another worker than the one that admitted it."""


async def reconcile(floor: Floor) -> int:
    """Close the calls of dead workers; how many. Any number of workers may do so at once.

    Raises StoreError.
    """
    now = utc_now()
    workers = {worker.worker: worker for worker in await floor.store.workers.all()}
    alive = [name for name, worker in workers.items() if worker.is_alive(now)]
    closed = 0
    for visit in await floor.store.admissions.orphans([*alive, floor.worker]):
        closed += await _close(floor, visit, workers, now)
    for name in workers.keys() - set(alive):
        await floor.store.workers.gone(name)
    if closed:
        for row in await floor.store.ledger.settle_ended():
            logger.warning(
                f"{row.call_id}: nobody knows whether {row.tool} went through; it is not sent again"
            )
    return closed


async def _close(floor: Floor, visit: Visit, workers: Mapping[str, Worker], now: datetime) -> bool:
    if visit.entered_at is None and now - visit.admitted_at < timedelta(seconds=STREAM_SECS):
        return False
    board = next(iter(floor.boards.values()))
    folder = call_folder(board.data, visit.call_id, visit.admitted_at)
    if await off_loop(lambda: is_live(folder), name="reconcile.look"):
        return False  # it is slow, or its lease was lost with the database, but it lives
    if not await floor.store.admissions.take_over(visit, floor.worker):
        return False
    await close_left(floor, visit, workers.get(visit.worker))
    return True


async def close_left(floor: Floor, visit: Visit, last: Worker | None = None) -> None:
    """Make the record of a call that is ours now and that nobody holds. May be done again after a failure.

    `last`: what was last heard of whoever held it. Raises StoreError.
    """
    board = next(iter(floor.boards.values()))
    folder = call_folder(board.data, visit.call_id, visit.admitted_at)
    await finish_left(folder, floor.store)
    record = await floor.store.get(visit.call_id)
    if record is not None and record.end_reason is None:
        ended_at = visit.over_at or (last.beat_at if last else visit.entered_at or visit.admitted_at)
        record = ended_by_row(record, reason_of(visit), ended_at)
        await floor.store.finish(record)
    reason = (record.end_reason if record else None) or reason_of(visit)
    await floor.store.admissions.close(visit.call_id, reason.value, utc_now())
    logger.warning(f"{visit.call_id} was left by {visit.worker}, which is dead; its record is {reason}")


def reason_of(visit: Visit) -> EndReason:
    """Why a call ended of which no journal tells."""
    if visit.entered_at is not None:
        return EndReason.CRASHED
    return EndReason.CALLER_HUNG_UP_BEFORE_GREETING if visit.over_at else EndReason.CARRIER_FAILED
