"""`callwright serve --server`: processes that are full, killed and ended, under a carrier's calls."""

import asyncio
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.edge_scene import Crowd, served

pytestmark = [pytest.mark.realtime, pytest.mark.timeout(180)]


async def test_a_server_refuses_rescues_and_drains_and_every_admitted_call_has_one_record(
    tmp_path: Path,
) -> None:
    crowd = Crowd()
    limits = {"calls_per_process": 1}
    busy = {"say": "We are busy.", "message": True}
    async with served(tmp_path, crowd, workers=2, limits=limits, overflow=busy, lease_secs=1) as server:
        one, two = await crowd.call(), await crowd.call()
        assert one is not None
        assert two is not None
        assert await crowd.call() is None
        refused = crowd.answers("/voice")[-1]
        assert "We are busy." in refused.answer
        assert refused.secs < 0.5
        assert (await server.ask("/health/ready"))[0] == 503

        victim = next(worker for worker in server.workers if worker.num_fds())
        killed_at = time.monotonic()
        victim.kill()
        lost = await first_ended(one, two)
        held = two if lost is one else one
        await asyncio.sleep(max(0.0, killed_at + 3 - time.monotonic()))
        rescued = [asked for asked in crowd.answers("/after-stream") if asked.call_sid == lost.call_sid]
        assert rescued[0].at - killed_at < 3
        assert "<Record" in rescued[0].answer

        rows = await until_closed(server, lost.call_sid)
        assert rows == ["crashed"]

        await every_worker_is_replaced(server)
        assert not held.ended.is_set()

        server.tell(signal.SIGTERM)
        await asyncio.sleep(1.5)
        assert not held.ended.is_set()
        assert await crowd.call() is None
        assert "We are busy." in crowd.answers("/voice")[-1].answer
        await held.hang_up()
        assert await asyncio.to_thread(server.process.wait, 20) == 0
        records = {row["carrier_call"]: row["end_reason"] for row in server.rows()}
        assert records == {lost.call_sid: "crashed", held.call_sid: "caller_hung_up"}
        assert len(server.rows()) == 2
    await crowd.carrier.close()
    answered = [row.answered - row.created for row in crowd.carrier.cdr() if row.answered]
    assert max(answered) < timedelta(seconds=0.5)


async def every_worker_is_replaced(server) -> None:
    """SIGHUP: new workers, one after the other; an old one stays for the call that it holds."""
    before = {worker.pid for worker in server.workers}
    server.tell(signal.SIGHUP)
    for _ in range(300):
        if len({worker.pid for worker in server.workers} - before) == 2:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"workers {before} are still all there are")


async def first_ended(*callers):
    waits = {asyncio.ensure_future(caller.ended.wait()): caller for caller in callers}
    done, rest = await asyncio.wait(waits, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    for wait in rest:
        wait.cancel()
    return waits[done.pop()]


async def until_closed(server, call_sid: str) -> list[str]:
    """The end reasons of a carrier's call, once there is one."""
    for _ in range(100):
        found = [row["end_reason"] for row in server.rows() if row["carrier_call"] == call_sid]
        if found and all(found):
            return found
        await asyncio.sleep(0.2)
    return []
