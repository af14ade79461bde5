"""The database is away, or a worker is dead: calls go on, and every one of them ends with one record."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from calls.end_reasons import EndReason
from calls.gate import Fate
from calls.recovery import recover

Run = Callable[..., None]
CALL = ("twilio", f"CA{1:032x}")


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Nobody else may write, as if the database hung."""
    connection = sqlite3.connect(data / "callwright.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_the_calls_of_a_dead_worker_end_with_records_once(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b, c = [await house.worker(name) for name in "abc"]
        held = await a.hold(await a.admitted(1))
        waiting = await a.admitted(2)
        for journal in a.board.journals:
            journal.close()  # as the kernel does with the files of a dead process
        for _ in range(20):
            await asyncio.sleep(3)
            await asyncio.gather(b.lease.beat(), c.lease.beat())
        rows = {row.call_id: row.end_reason for row in await b.store.list()}
        assert rows == {held.call_id: "crashed", waiting.call_id: "carrier_failed"}
        assert await b.store.admissions.orphans(["b", "c"]) == []
        assert [worker.worker for worker in await b.store.workers.all()] == ["b", "c"]

    on_the_clock(test)


def test_a_worker_that_is_slow_but_lives_keeps_its_calls(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        held = await a.hold(await a.admitted())
        for _ in range(10):  # its lease is over, its journal is still open
            await asyncio.sleep(3)
            await b.lease.beat()
        (row,) = await b.store.list()
        assert row.state == "active"
        await a.finish(held)
        (row,) = await b.store.list()
        assert row.end_reason == "completed"

    on_the_clock(test)


def test_a_stream_still_comes_in_when_its_worker_died_after_the_webhook(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        admitted = await a.admitted()
        await asyncio.sleep(15)
        for _ in range(4):
            await b.lease.beat()
        entered = await b.hold(admitted)
        await b.finish(entered)
        (row,) = await b.store.list()
        assert (row.call_id, row.end_reason) == (admitted.call_id, "completed")

    on_the_clock(test)


def test_a_database_that_hangs_keeps_no_caller_waiting_and_loses_no_call(
    on_the_clock: Run, tmp_path: Path
) -> None:
    async def test(house: Any) -> None:
        desk = await house.worker()
        with locked(tmp_path):
            began = time.monotonic()
            admitted = await desk.admitted(1)
            assert time.monotonic() - began < 0.5
            assert desk.desk.active_calls == 1
            waited = time.monotonic()
            await desk.hold(admitted)
            assert time.monotonic() - waited < 0.6
            assert await desk.enter(admitted) is None
            gone = await desk.admitted(2)
            await desk.desk.over("twilio", gone.arrival.carrier_call)
            assert await desk.desk.fate("twilio", "CA" + "f" * 32) is Fate.RESCUE
        await asyncio.sleep(2.2)
        await desk.finish(admitted)
        await desk.lease.beat()
        rows = {row.call_id: row.end_reason for row in await desk.store.list()}
        assert rows == {admitted.call_id: "completed", gone.call_id: "caller_hung_up_before_greeting"}
        visit = await desk.store.admissions.newest(*CALL)
        assert visit and visit.end_reason == EndReason.COMPLETED

    on_the_clock(test, real_time=True)


def test_a_call_that_was_let_in_without_the_database_is_not_taken_for_a_crashed_one(
    on_the_clock: Run, tmp_path: Path
) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        admitted = await a.admitted()
        await a.desk.floor.not_begun(admitted).write_down()
        assert await recover(tmp_path, b.store) == []  # as at the start of a worker
        await a.hold(admitted)
        await a.finish(admitted)
        (row,) = await b.store.list()
        assert row.end_reason == "completed"
        other = await a.admitted(2)
        await a.desk.floor.not_begun(other).write_down()
        await asyncio.sleep(61)
        assert [record.call_id for record in await recover(tmp_path, b.store)] == [other.call_id]

    on_the_clock(test)


def test_an_orphan_that_was_taken_over_and_not_closed_is_closed_by_its_new_keeper(on_the_clock: Run) -> None:
    async def test(house: Any) -> None:
        a, b = await house.worker("a"), await house.worker("b")
        orphan = await a.hold(await a.admitted())
        for journal in a.board.journals:
            journal.close()
        visit = await b.store.admissions.newest(*CALL)
        assert await b.store.admissions.take_over(visit, "b")
        await b.lease.beat()
        (row,) = await b.store.list()
        assert (row.call_id, row.end_reason) == (orphan.call_id, "crashed")
        assert await b.store.admissions.still_open("b") == []

    on_the_clock(test)
