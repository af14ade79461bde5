"""Records that the store does not take: nobody waits for it, and nothing is lost."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calls.end_reasons import EndReason
from calls.events import CallEnded
from calls.folders import RECORD
from calls.kept_record import safe_record
from calls.record import fold
from calls.store import default_url
from compliance.redaction.safe import AsKept
from configs import load_agent
from pipeline.admitted import STORE_SECS, Unstored, call_started
from simulation.clock import run_virtual
from simulation.faults import Fault, FaultBoard
from simulation.faulty_store import failing

CALL = f"call_{'a' * 20}"
START = datetime(2026, 3, 2, tzinfo=UTC)


def _record() -> Any:
    started = call_started(load_agent("appointments"), CALL, START, carrier="twilio")
    ended = CallEnded(end_reason=EndReason.COMPLETED, ended_at="2026-03-02T00:01:00.000Z", detail="")
    return safe_record(fold([started, ended]), AsKept())


@pytest.mark.parametrize(
    "fault, secs", [(Fault("outage"), 0.0), (Fault("connect_stall"), STORE_SECS), (Fault("drop"), 0.0)]
)
def test_a_record_is_kept_until_the_database_answers(tmp_path: Path, fault: Fault, secs: float) -> None:
    async def test() -> None:
        board, loop, unstored, record = FaultBoard(), asyncio.get_running_loop(), Unstored(), _record()
        store = await failing(board)(default_url(tmp_path))
        try:
            board.set("database", fault)
            began = loop.time()
            assert not await unstored.store(store, tmp_path, record)
            assert loop.time() - began == pytest.approx(secs, abs=0.1)
            assert not (tmp_path / RECORD).exists()  # the next start would store it as well
            board.clear()
            assert await unstored.again(store) == 1
            kept = await store.get(CALL)
            assert kept is not None and kept.end_reason is EndReason.COMPLETED
            assert (tmp_path / RECORD).exists()
            assert len(unstored) == 0
        finally:
            await store.close()

    run_virtual(test, start=START, limit_secs=100)
