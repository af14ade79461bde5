"""The double-booking proof: whatever happens around a booking, it is made at most once, and the history tells
the model the truth about it.

Two hundred seeded trials against a backend that logs every write: barge-ins, deadlines, failures before and
after the write, a model that calls again with the same or another id, corrections, and `kill -9`.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from calls.folders import new_call_id
from calls.ledger import Row, State
from calls.ledger_book import Ledger
from calls.recovery import recover
from calls.store import CallStore, default_url
from simulation.clock import run_virtual

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("call_to_kill.py")
KILLS, TALKS = 20, 180
DEADLINE = 8.0
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)

FLOW = """
initial_node: talk
nodes:
  talk:
    task_messages: [{role: developer, content: "Book for the caller."}]
    functions: [{name: offer}, {name: book}, {name: book_with_key}]
"""

TOOLS = '''
"""A booking with and one without an idempotent backend, and the tool that reads it back."""
from typing import Any

from flows.tools.confirming import propose
from flows.tools.running import idempotency_key
from flows.tools import desk_of, tool


async def give_up(flow_manager, result):
    await desk_of(flow_manager).resources.cancel(result["time"])


async def act(flow_manager, time: str):
    await desk_of(flow_manager).resources.book(time, idempotency_key(flow_manager))
    return {"status": "booked", "time": time}


@tool(effect="read")
async def offer(flow_manager, time: str):
    """Read back."""
    propose(flow_manager, book, time=time)
    propose(flow_manager, book_with_key, time=time)
    return {"read_back": time}


@tool(effect="write", undo=give_up)
async def book(flow_manager, time: str):
    """Book."""
    return await act(flow_manager, time)


@tool(effect="write", idempotent=True, undo=give_up)
async def book_with_key(flow_manager, time: str):
    """Book, with a key."""
    return await act(flow_manager, time)
'''


class Backend:
    """Books after some seconds, and answers after some more. Its log is what really happened."""

    def __init__(self, rng: random.Random, *, honours_keys: bool) -> None:
        self._rng = rng
        self._keys: set[str] | None = set() if honours_keys else None
        self.log: list[tuple[str, str]] = []
        self.turns: list[int] = []
        """How many lines the caller had said when each write left."""
        self.lines = 0

    async def book(self, time: str, key: str) -> None:
        rng = self._rng
        self.turns.append(self.lines)
        await asyncio.sleep(rng.choice((0, 0.01, 0.3, 2, 7.9, 9)))
        self._fail(0.15)
        if self._keys is None or key not in self._keys:
            self.log.append(("book", time))
            if self._keys is not None:
                self._keys.add(key)
        await asyncio.sleep(rng.choice((0, 0.01, 0.3, 2, 7.9, 9)))
        self._fail(0.1)

    async def cancel(self, time: str) -> None:
        await asyncio.sleep(self._rng.choice((0, 0.3)))
        self.log.append(("cancel", time))

    def _fail(self, chance: float) -> None:
        if self._rng.random() < chance:
            raise ConnectionError("the backend at 10.0.0.1 is gone")

    def standing(self, time: str) -> int:
        """How many bookings of a time there are."""
        counted = Counter(what for what, when in self.log if when == time)
        return counted["book"] - counted["cancel"]


class SlowRows:
    """A store that takes its time, so that a caller can speak before a row is on the disk."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.stored: dict[str, Row] = {}

    async def save(self, rows: Iterable[Row], *, durable: bool = False) -> None:
        await asyncio.sleep(self._rng.choice((0, 0.05, 0.6)))
        self.stored |= {row.key: row for row in rows}


def fickle_model(rng: random.Random, tool: str, times: list[str]) -> list[Any]:
    """A model that calls the tool when it likes: too early, twice at once, again after the answer."""

    def wish(time: str) -> list[Any]:
        call, own = (tool, {"time": time}), f"id-{rng.random()}"
        return rng.choice([[call], [call], [call, call], [(*call, own), (*call, own)]])

    replies: list[Any] = [("How can I help?", [])]
    for time in times:
        hasty = [("", wish(time))] if rng.random() < 0.3 else []
        replies += [("", [("offer", {"time": time})]), *hasty, ("Shall I?", [])]
        replies += [("", wish(time))]
        replies += [("", wish(time)) for _ in range(rng.choice((0, 0, 1, 2)))]
        replies += [("Anything else?", [])]
    replies += [("", wish(times[-1])), ("", []), ("Well.", []), ("", wish(times[-1]))]
    return replies


async def a_talk(text_call: Any, folder: Path, seed: int, met: Counter[str]) -> None:
    rng = random.Random(seed)
    safe = rng.random() < 0.5
    tool = "book_with_key" if safe else "book"
    times = ["eleven"] if rng.random() < 0.65 else ["eleven", "noon"]
    backend, rows = Backend(rng, honours_keys=safe), SlowRows(rng)
    async with text_call(
        folder=folder, replies=fickle_model(rng, tool, times), wrap=lambda _: backend, call_id=f"call-{seed}",
        tool_timeout_secs=DEADLINE, ledger=Ledger(f"call-{seed}", rows),
    ) as call:  # fmt: skip
        for line in [
            "at eleven",
            "yes",
            *(["no, at noon", "yes"] if len(times) > 1 else []),
            "hello?",
            "bye",
        ]:
            call.desk.ledger.caller_began()
            backend.lines += 1
            await call.begin(line)
            for _ in range(rng.choice((0, 0, 1, 2))):
                await asyncio.sleep(rng.choice((0.001, 0.03, 0.2, 1, 6)))
                await call.barge_in()
            await asyncio.sleep(rng.choice((0.02, 0.2, 3, 20)))
        await asyncio.sleep(60)
        messages, ledger = call.messages(), call.desk.ledger
        await ledger.flush()  # as the end of a call does
    judge(seed, messages, tool, times, backend, ledger)
    for result in (result for time in times for result in results(messages, tool, time)):
        met.update([result["status"], *(["already"] if "already" in result else [])])
        met.update(item["outcome"] for item in result.get("replaced", ()))
    # Nobody can have agreed before their second words.
    assert all(turns >= 2 for turns in backend.turns), f"seed {seed}"
    assert {key: row.state for key, row in rows.stored.items()} == {r.key: r.state for r in ledger.rows}


def judge(
    seed: int, messages: list[Any], tool: str, times: list[str], backend: Backend, ledger: Ledger
) -> None:
    """At most one write for each intent, and nothing in the history that is not so."""
    where = f"seed {seed}: {backend.log} {[(r.tool, r.arguments, r.state.value) for r in ledger.rows]}"
    for time in times:
        assert backend.standing(time) <= 1, where
        assert [what for what, when in backend.log if when == time].count("book") <= 1, where
        told = list(results(messages, tool, time))
        if not told:
            continue
        for number, result in enumerate(told):
            certain = result.get("outcome") != "unknown"
            doubtful = any(earlier.get("outcome") == "unknown" for earlier in told[:number])
            if result["ok"]:
                assert ("book", time) in backend.log, f"{where}: done was told, and was not"
            elif certain and (doubtful or any(earlier["ok"] for earlier in told[:number])):
                assert not backend.standing(time), f"{where}: not done was told, and was: {told}"
        last = told[-1]
        if last.get("outcome") != "unknown" and not last["ok"]:
            assert not backend.standing(time), f"{where}: not done was told last: {told}"
        if ("cancel", time) in backend.log:
            replaced = [
                item
                for other in times
                for r in results(messages, tool, other)
                for item in r.get("replaced", ())
            ]
            assert {"undone"} == {item["outcome"] for item in replaced}, where
        assert "10.0.0.1" not in str(told), where
    sure = [row for row in ledger.rows if row.tool == tool and row.state in (State.DONE, State.UNDONE)]
    for row in sure:
        assert ("book", row.arguments["time"]) in backend.log, where
        assert (row.state is State.UNDONE) == (backend.standing(row.arguments["time"]) == 0), where
    for row in ledger.rows:
        assert row.state not in (State.CONFIRMED, State.SENT), where
    if len(times) > 1 and all(row.state in (State.DONE, State.UNDONE) for row in sure) and len(sure) == 2:
        assert sum(backend.standing(time) for time in times) == 1, f"{where}: both stand"
    if any(row.state is State.UNKNOWN for row in ledger.rows) and len(times) == 1:
        assert any(result.get("outcome") == "unknown" for result in results(messages, tool, times[0])), where


def results(messages: list[Any], tool: str, time: str) -> Iterator[dict[str, Any]]:
    """What the history says of each call of a tool for a time, in the order in which it was told."""
    wanted: set[str] = set()
    for message in messages:
        for call in message.get("tool_calls") or ():
            function = call["function"]
            if function["name"] == tool and json.loads(function["arguments"]).get("time") == time:
                wanted.add(call["id"])
    for message in messages:
        content = message.get("content")
        if not isinstance(content, str):
            continue
        own = message.get("tool_call_id")
        body = json.loads(content) if content.startswith("{") else {"cancelled": content}
        if body.get("type") == "async_tool":
            own = own or body["tool_call_id"]
            body = json.loads(body["result"]) if str(body.get("result", "")).startswith("{") else body
        if own in wanted and "ok" in body:
            yield body
        elif own in wanted:
            assert body.get("status") == "running", f"{tool} was told as {body}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flow of the trials."""
    folder = tmp_path_factory.mktemp("flows") / "booking"
    folder.mkdir()
    (folder / "flow.yaml").write_text(FLOW)
    (folder / "tools.py").write_text(TOOLS)
    return folder


def test_a_booking_is_made_once_and_told_truly(text_call: Any, folder: Path) -> None:
    met: Counter[str] = Counter()
    for seed in range(TALKS):
        run_virtual(lambda seed=seed: a_talk(text_call, folder, seed, met), start=NOW, limit_secs=3600)
    # The trials are worth something only if all of this happened in them.
    wanted = ("booked", "already", "unconfirmed", "timeout", "failed", "interrupted", "unknown", "undone")
    assert all(met[event] >= 5 for event in wanted), met


# ---- kill -9 -----------------------------------------------------------------------------------------------


@pytest.fixture
def forge(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds a call in a child of its own for each line it is given."""
    process = subprocess.Popen(
        [sys.executable, str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        stderr=(tmp_path / "stderr").open("w"), env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    yield process
    assert process.stdin and process.stdout
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


POINTS = ("ready", "proposed", "begun", "written", "done")


def kill_at(forge: "subprocess.Popen[str]", data: Path, call_id: str, point: str, rng: random.Random) -> str:
    """Hold a call, and kill its process a random moment after a point; gives the last thing it told."""
    assert forge.stdin and forge.stdout
    forge.stdin.write(f"{data} {call_id} {rng.randrange(10**6)}\n")
    forge.stdin.flush()
    told = [forge.stdout.readline().strip()]
    child = int(told[0].removeprefix("pid "))
    delay = rng.choice((0, 0.03)) * rng.random()
    while told[-1] != point:
        told.append(forge.stdout.readline().strip())
        assert told[-1] not in ("", "over"), told
    sleep(delay)
    os.kill(child, signal.SIGKILL)
    while told[-1] != "over":
        told.append(forge.stdout.readline().strip())
    return told[-2]


def test_a_booking_whose_process_is_killed_is_never_made_twice_and_never_called_what_it_is_not(
    forge: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    rng, met = random.Random(7), Counter[str]()
    for trial in range(KILLS):
        data, call_id = tmp_path / str(trial), new_call_id(rng)
        data.mkdir()
        last = kill_at(forge, data, call_id, POINTS[trial % len(POINTS)], rng)
        rows = asyncio.run(recovered(data, call_id))
        log = data / "backend.log"
        written = log.read_text().splitlines() if log.exists() else []
        state = rows[0].state if rows else None
        met[str(state)] += 1
        where = f"trial {trial}, killed after {last!r}: {state}, {written}"
        assert len(rows) <= 1 and len(written) <= 1, where
        assert state is not State.SENT and state is not State.FAILED, where
        if written:
            # It happened: then it was on the disk before it left, with the key that went out.
            assert state in (State.DONE, State.UNKNOWN) and written[0].split()[0] == rows[0].key, where
        if state is State.DONE:
            assert written, where
        if last in ("begun", "written"):
            assert state in (State.DONE, State.UNKNOWN), where
    assert met["None"] + met["proposed"] and met["unknown"] and met["done"], met


async def recovered(data: Path, call_id: str) -> Sequence[Row]:
    """The ledger after two starts of a new process: nothing is sent by either."""
    store = await CallStore.open(default_url(data))
    try:
        for _ in range(2):
            await recover(data, store)
        return await store.ledger.of_call(call_id)
    finally:
        await store.close()
