"""When a fault strikes."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from calls.store import StoreError
from simulation.carrier.rest_faults import badly
from simulation.clock import run_virtual
from simulation.faults import ANSWERING, CONNECTING, Fault, FaultBoard
from simulation.faulty_store import failing
from transports.phone.rest import RestAnswer, Unreachable


def _run(work: Any) -> Any:
    return run_virtual(work, start=datetime(2026, 3, 2, tzinfo=UTC), limit_secs=100.0)


def _struck(board: FaultBoard, kinds: frozenset[str] = ANSWERING) -> str | None:
    fault = board.strike("openai", kinds)
    return fault.kind if fault is not None else None


def test_a_fault_strikes_its_provider_and_what_it_is_for_until_it_is_cleared():
    async def run() -> None:
        board = FaultBoard()
        board.set("openai", Fault("drop"))
        assert _struck(board) == "drop"
        assert _struck(board, CONNECTING) is None
        assert board.strike("deepgram", ANSWERING) is None
        board.clear("openai")
        assert _struck(board) is None
        assert [(each.provider, each.kind) for each in board.struck] == [("openai", "drop")]

    _run(run)


def test_a_fault_that_strikes_twice_leaves_the_third_to_the_next():
    async def run() -> None:
        board = FaultBoard()
        board.set("openai", Fault("drop", times=2), Fault("rst"))
        assert [_struck(board) for _ in range(3)] == ["drop", "drop", "rst"]

    _run(run)


@pytest.mark.parametrize(
    "fault, struck",
    [
        (Fault("drop", passes=2), "..xxx"),
        (Fault("drop", every=2), "x.x.x"),
        (Fault("drop", passes=1, every=2, times=1), ".x..."),
    ],
)
def test_some_pass_before_it_and_between(fault: Fault, struck: str):
    async def run() -> None:
        board = FaultBoard()
        board.set("openai", fault)
        assert "".join("x" if _struck(board) else "." for _ in range(5)) == struck

    _run(run)


def test_turns_and_seconds_say_when():
    async def run() -> None:
        board = FaultBoard()
        board.start()
        board.set("openai", Fault("drop", from_turn=2, until_turn=3), Fault("rst", from_secs=5, until_secs=6))
        assert _struck(board) is None
        board.turn = 2
        assert _struck(board) == "drop"
        board.turn = 3
        assert _struck(board) is None
        await asyncio.sleep(5.5)
        assert _struck(board) == "rst"
        await asyncio.sleep(1.0)
        assert _struck(board) is None

    _run(run)


@pytest.mark.parametrize(
    "kind, raised",
    [("refuse_close", Unreachable), ("rst", ConnectionError), ("connect_stall", ConnectionError)],
)
def test_a_carrier_that_does_not_answer(kind, raised):
    with pytest.raises(raised):
        _run(lambda: badly(Fault(kind, secs=1.0), lambda: RestAnswer(201, {})))


@pytest.mark.parametrize("kind, status", [("http_429", 429), ("http_503", 503), ("html", 200)])
def test_a_carrier_that_answers_badly_has_done_nothing_unless_it_says_so(kind, status):
    done: list[int] = []

    def do() -> RestAnswer:
        done.append(1)
        return RestAnswer(201, {"sid": "CA1"})

    answer = _run(lambda: badly(Fault(kind), do))
    assert (answer.status, answer.body.get("sid"), done) == (status, None, [])
    _run(lambda: badly(Fault(kind, after=1), do))
    assert done == [1]


def test_a_database_that_is_out_refuses_and_comes_back(tmp_path):
    async def run() -> None:
        board = FaultBoard()
        store = await failing(board)(f"sqlite:///{tmp_path / 'calls.db'}")
        board.start()
        board.set("database", Fault("outage", until_secs=5.0))
        with pytest.raises(StoreError, match="does not answer"):
            await store.list()
        await asyncio.sleep(5.0)
        assert await store.list() == []
        await store.close()

    _run(run)
