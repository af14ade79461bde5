"""The virtual clock: fast, the same on every run, and never stuck in silence."""

import asyncio
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import aiosqlite
import pytest

from calls.clock import monotonic_ms, off_loop, outside_work, utc_now
from simulation.charges import TYPICAL_SECS
from simulation.clock import NothingCanHappen, VirtualLoop, run_virtual, wall_clock_from

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
real_monotonic = time.monotonic


async def packets(trace: list[tuple[float, str]], name: str, count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0.02)
        trace.append((asyncio.get_running_loop().time(), name))


def test_nine_minutes_of_waiting_take_no_time():
    began = real_monotonic()

    async def call() -> float:
        before = time.monotonic()
        await asyncio.sleep(546)
        return time.monotonic() - before

    assert run_virtual(call, start=START) == pytest.approx(546)
    assert real_monotonic() - began < 1


def test_two_runs_leave_the_same_trace_even_where_timers_tie():
    def once() -> list[tuple[float, str]]:
        trace: list[tuple[float, str]] = []

        async def call() -> None:
            await asyncio.gather(*(packets(trace, name, 500) for name in "abcdefgh"))

        run_virtual(call, start=START)
        return trace

    first = once()
    assert first == once()
    assert [name for _, name in first[:8]] == list("abcdefgh")
    assert [name for _, name in first[-8:]] == list("abcdefgh")


def test_timers_of_one_moment_fire_in_the_order_they_were_set():
    order: list[int] = []

    async def call() -> None:
        loop = asyncio.get_running_loop()
        moment = loop.time() + 1
        for number in range(100):
            loop.call_at(moment, order.append, number)
        await asyncio.sleep(2)

    run_virtual(call, start=START)
    assert order == list(range(100))


def test_all_clocks_of_the_time_module_move_together_and_come_back_afterwards():
    async def call() -> tuple[float, ...]:
        before = (time.time(), time.monotonic(), time.perf_counter(), time.time_ns() / 1e9)
        before += (time.monotonic_ns() / 1e9, time.perf_counter_ns() / 1e9)
        assert utc_now() == START
        await asyncio.sleep(90)
        after = (time.time(), time.monotonic(), time.perf_counter(), time.time_ns() / 1e9)
        after += (time.monotonic_ns() / 1e9, time.perf_counter_ns() / 1e9)
        return tuple(late - early for early, late in zip(before, after, strict=True))

    saved = (time.time, time.monotonic, time.perf_counter_ns)
    assert run_virtual(call, start=START) == pytest.approx((90,) * 6)
    assert saved == (time.time, time.monotonic, time.perf_counter_ns)


def test_a_start_without_a_time_zone_is_refused():
    async def call() -> None: ...

    with pytest.raises(ValueError, match="no time zone"):
        run_virtual(call, start=datetime(2026, 3, 2))  # noqa: DTZ001


def test_work_for_a_thread_is_charged_its_typical_cost_once():
    class SmartTurn:
        def _process_speech_segment(self, audio: bytes) -> int:
            return len(audio)

    async def call() -> tuple[float, float, float]:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as pool:
            before = loop.time()
            assert await loop.run_in_executor(pool, SmartTurn()._process_speech_segment, b"abc") == 3
            turn = loop.time() - before
        assert await off_loop(lambda: "heard", name="local_stt") == "heard"
        stt = loop.time() - before - turn
        assert await asyncio.to_thread(SmartTurn()._process_speech_segment, b"ab") == 2
        return turn, stt, loop.time() - before - turn - stt

    turn, stt = TYPICAL_SECS["_process_speech_segment"], TYPICAL_SECS["local_stt"]
    assert run_virtual(call, start=START) == pytest.approx((turn, stt, turn))


def test_an_error_in_a_thread_reaches_the_one_who_asked():
    def fail() -> None:
        raise OSError("no such calendar")

    async def call() -> None:
        await off_loop(fail, name="calendar")

    with pytest.raises(OSError, match="no such calendar"):
        run_virtual(call, start=START)


def test_other_tasks_go_on_while_work_is_charged():
    async def call() -> list[str]:
        order: list[str] = []

        async def thinking() -> None:
            await off_loop(lambda: None, name="local_stt")
            order.append("heard")

        async def talking() -> None:
            await asyncio.sleep(0.02)
            order.append("packet")

        await asyncio.gather(thinking(), talking())
        return order

    assert run_virtual(call, start=START) == ["packet", "heard"]


def test_time_stands_still_while_work_outside_is_held():
    async def call() -> tuple[float, str]:
        loop = asyncio.get_running_loop()
        ticking: list[tuple[float, str]] = []
        ticker = asyncio.create_task(packets(ticking, "tick", 1000))
        answer: asyncio.Future[str] = loop.create_future()

        def outside() -> None:
            threading.Event().wait(0.05)
            loop.call_soon_threadsafe(answer.set_result, "done")

        before = loop.time()
        threading.Thread(target=outside).start()
        async with outside_work():
            said = await answer
        took = loop.time() - before
        ticker.cancel()
        return took, said

    assert run_virtual(call, start=START) == (0.0, "done")


def test_a_child_process_can_be_talked_to():
    echo = "import sys\nfor line in sys.stdin: print(line.upper(), end='', flush=True)"

    async def call() -> tuple[list[bytes], float]:
        before = monotonic_ms()
        ticker = asyncio.create_task(packets([], "tick", 10**6))
        async with outside_work():
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-c", echo, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
            assert child.stdin and child.stdout
            answers = []
            for _ in range(3):
                child.stdin.write(b"hello\n")
                await child.stdin.drain()
                answers.append(await child.stdout.readline())
            child.stdin.close()
            await child.wait()
        ticker.cancel()
        return answers, monotonic_ms() - before

    assert run_virtual(call, start=START) == ([b"HELLO\n"] * 3, 0)


def test_a_database_with_a_thread_of_its_own_works():
    async def call() -> tuple[int, float]:
        before = time.monotonic()
        ticker = asyncio.create_task(packets([], "tick", 10**6))
        async with outside_work(), aiosqlite.connect(":memory:") as database:
            await database.execute("create table visit (day text)")
            await database.executemany("insert into visit values (?)", [("monday",), ("tuesday",)])
            async with database.execute("select count(*) from visit") as rows:
                found = await rows.fetchone()
        ticker.cancel()
        assert found is not None
        return found[0], time.monotonic() - before

    assert run_virtual(call, start=START) == (2, 0.0)


def test_queues_and_timeouts_keep_virtual_time():
    async def call() -> list[float]:
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str] = asyncio.Queue()
        times = []
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(queue.get(), 30)
        times.append(loop.time())
        loop.call_later(5, queue.put_nowait, "late")
        assert await asyncio.wait_for(queue.get(), 30) == "late"
        times.append(loop.time())
        async with asyncio.timeout(3600):
            await asyncio.sleep(3599)
        return [later - times[0] for later in [*times, loop.time()]]

    assert run_virtual(call, start=START) == pytest.approx([0, 5, 3604])


def test_a_program_that_can_never_go_on_says_who_waits_instead_of_hanging():
    async def forgotten() -> None:
        await asyncio.Event().wait()

    async def call() -> None:
        await asyncio.create_task(forgotten(), name="the forgotten one")

    began = real_monotonic()
    with pytest.raises(NothingCanHappen, match=r"the forgotten one waits at .*test_clock\.py:\d+"):
        run_virtual(call, start=START, patience_secs=0.1)
    assert real_monotonic() - began < 5


def test_outside_work_that_never_ends_is_reported():
    async def call() -> None:
        async with outside_work():
            await asyncio.sleep(1)

    with pytest.raises(NothingCanHappen, match="outside work held the clock"):
        run_virtual(call, start=START, patience_secs=0.1)


def test_a_program_that_only_polls_is_ended_at_its_limit():
    async def call() -> None:
        while True:
            await asyncio.sleep(0.1)

    with pytest.raises(NothingCanHappen, match="Not finished after 60"):
        run_virtual(call, start=START, limit_secs=60)


def test_one_who_spins_until_something_comes_from_outside_still_gets_it():
    async def call() -> bool:
        loop = asyncio.get_running_loop()
        came = threading.Event()
        threading.Timer(0.05, lambda: loop.call_soon_threadsafe(came.set)).start()
        while not came.is_set():
            await asyncio.sleep(0)
        return True

    assert run_virtual(call, start=START)


def test_a_cancelled_wait_for_a_thread_ends_at_once():
    async def call() -> float:
        loop = asyncio.get_running_loop()
        before = loop.time()
        task = asyncio.create_task(off_loop(lambda: None, name="local_stt"))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return loop.time() - before

    assert run_virtual(call, start=START) == pytest.approx(0.01)


def test_the_loop_can_be_asked_how_much_time_passed():
    async def call() -> float:
        await asyncio.sleep(12)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        return loop.elapsed_secs

    assert run_virtual(call, start=START) == pytest.approx(12)


def test_on_a_real_clock_the_wall_can_show_the_date_of_a_scenario():
    with wall_clock_from(START):
        assert abs((utc_now() - START).total_seconds()) < 1
    assert abs(time.time() - real_wall()) < 5


def real_wall() -> float:
    return datetime.now(UTC).timestamp()
