import asyncio
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from calls.clock import iso
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallerSpoke, CallEvent, CallStarted, DataCollected, OutcomeSet
from calls.folders import new_call_id
from calls.ledger import State as LedgerState
from calls.ledger_book import Ledger
from calls.record import CallRecord, fold
from calls.store import CallStore, StoreError, default_url
from calls.store.migrate import MIGRATIONS
from calls.store.privacy_rows import Hold, Suppression
from calls.store.tables import HEAD, Base, Call

ROOT = Path(__file__).resolve().parents[2]
BASE_TIME = datetime(2026, 3, 1, 12, tzinfo=UTC)


def record(
    seed: int,
    *,
    agent: str = "appointments",
    minute: float = 0,
    reason: EndReason | None = EndReason.COMPLETED,
    disposition: str = "booked",
) -> CallRecord:
    started = BASE_TIME + timedelta(minutes=minute)
    events: list[CallEvent] = [
        CallStarted(
            call_id=new_call_id(random.Random(seed)), agent=agent, agent_hash="0" * 16, carrier="twilio",
            direction="inbound", from_=f"+1555{seed:04}", to="+15550199", started_at=iso(started),
        ),
        CallerSpoke(text="Grüß Gott \x00 ☎", start_ms=10, end_ms=900),
        DataCollected(key="zebra", value=1),
        DataCollected(key="ant", value={"b": 1, "a": [2]}),
        OutcomeSet(disposition=disposition, resolved=True),
    ]  # fmt: skip
    if reason is None:
        return fold(events, now=started)
    return fold([*events, CallEnded(end_reason=reason, ended_at=iso(started + timedelta(seconds=61.5)))])


async def test_a_finished_record_comes_back_to_the_byte(store: CallStore):
    made = record(1)
    await store.begin(record(1, reason=None))
    assert await store.finish(made)
    found = await store.get(made.call_id)
    assert found is not None
    assert found.to_json() == made.to_json()


async def test_the_ledger_is_kept_and_what_was_on_its_way_in_an_ended_call_is_unknown(store: CallStore):
    made = record(1)
    ledger = Ledger(made.call_id, store.ledger)
    for tool, what in (("book", {"day": "2026-03-06"}), ("text", {"to": "you\0"})):
        await ledger.send(ledger.propose(tool, what, turn=1, read_back="On\0 Friday?").key, request="1")
    await ledger.settle(ledger.rows[0].key, LedgerState.DONE, result={"id": 7})
    assert list(await store.ledger.settle_ended()) == []
    await store.finish(made)
    assert [row.tool for row in await store.ledger.settle_ended()] == ["text"]
    kept = {row.tool: row for row in await store.ledger.of_call(made.call_id)}
    assert replace(kept["book"], read_back="On\0 Friday?") == ledger.rows[0]
    assert kept["text"].state is LedgerState.UNKNOWN
    assert [row.tool for row in await store.ledger.list(state=LedgerState.UNKNOWN)] == ["text"]


async def test_a_call_goes_with_all_its_rows_and_what_is_remembered_of_people_stays(store: CallStore):
    made, other = record(1), record(2)
    for each in (made, other):
        await store.finish(each)
        ledger = Ledger(each.call_id, store.ledger)
        await ledger.send(ledger.propose("book", {"day": "2026-03-06"}, turn=1).key, request="1")
    await store.privacy.suppress("key:mark", opted_out_at=BASE_TIME, erased_at=None)
    await store.privacy.suppress("key:mark", opted_out_at=None, erased_at=BASE_TIME)
    await store.privacy.hold(Hold(other.call_id, BASE_TIME, "ada", "a lawsuit"))
    assert await store.privacy.delete([made.call_id]) == {"calls": 1, "ledger": 1}
    await store.privacy.vacuum()
    assert [(kept.call_id, len(kept.ledger)) async for kept in store.privacy.calls()] == [(other.call_id, 1)]
    assert await store.privacy.suppression(["key:mark"]) == Suppression("key:mark", BASE_TIME, BASE_TIME)
    assert list(await store.privacy.holds()) == [other.call_id]


async def test_a_call_is_active_from_its_admission_until_it_is_finished(store: CallStore):
    await store.begin(record(1))
    (active,) = await store.list()
    assert (active.state, active.end_reason, active.ended_at) == ("active", None, None)
    begun = await store.get(active.call_id)
    assert begun is not None and begun.end_reason is None and begun.ended_by is None
    await store.finish(record(1))
    (ended,) = await store.list()
    assert (ended.state, ended.end_reason, ended.disposition) == ("ended", "completed", "booked")
    assert ended.started_at == BASE_TIME
    assert ended.ended_at == BASE_TIME + timedelta(seconds=61.5)
    assert (ended.duration_secs, ended.resolved, ended.from_address) == (61.5, True, "+15550001")


async def test_a_call_that_was_never_begun_is_finished_all_the_same(store: CallStore):
    assert await store.finish(record(1))
    assert len(await store.list()) == 1


async def test_of_many_who_finish_a_call_at_once_one_does(store: CallStore, url: str):
    await store.begin(record(1, reason=None))
    other = await CallStore.open(url)
    reasons = [EndReason.COMPLETED, EndReason.CRASHED] * 6
    results = await asyncio.gather(
        *((store, other)[index % 2].finish(record(1, reason=why)) for index, why in enumerate(reasons))
    )
    await other.close()
    assert sum(results) == 1
    (kept,) = await store.list()
    assert kept.end_reason == reasons[results.index(True)].value


async def test_many_calls_finish_at_once(store: CallStore):
    records = [record(seed, minute=seed) for seed in range(40)]
    await asyncio.gather(*(store.begin(each) for each in records))
    assert all(await asyncio.gather(*(store.finish(each) for each in records)))
    assert len(await store.list(limit=100, state="ended")) == 40


async def test_a_call_is_begun_once(store: CallStore):
    await store.begin(record(1))
    with pytest.raises(StoreError, match="begun before"):
        await store.begin(record(1))


async def test_a_record_without_an_end_is_not_final(store: CallStore):
    with pytest.raises(ValueError, match="end reason"):
        await store.finish(record(1, reason=None))


async def test_pages_meet_without_overlap_even_where_calls_began_at_once(store: CallStore):
    records = [record(seed, minute=seed // 5) for seed in range(23)]
    for each in records:
        await store.finish(each)
    newest_first = sorted(((each.started_at, each.call_id) for each in records), reverse=True)
    seen: list[str] = []
    before = None
    while page := await store.list(limit=4, before=before):
        seen += [call.call_id for call in page]
        before = seen[-1]
    assert seen == [call_id for _, call_id in newest_first]


async def test_a_list_is_narrowed(store: CallStore):
    await store.finish(record(1, minute=1))
    await store.finish(record(2, minute=2, agent="sales", disposition="lost"))
    await store.finish(record(3, minute=3, reason=EndReason.CRASHED))
    await store.begin(record(4, minute=4))

    async def minutes(**wanted: object) -> list[int]:
        found = await store.list(**wanted)  # type: ignore[arg-type]
        return [int((call.started_at - BASE_TIME).total_seconds() // 60) for call in found]

    assert await minutes() == [4, 3, 2, 1]
    assert await minutes(agent="sales") == [2]
    assert await minutes(state="active") == [4]
    assert await minutes(end_reason="crashed") == [3]
    assert await minutes(disposition="booked", state="ended") == [3, 1]
    assert await minutes(from_address="+15550002") == [2]
    assert await minutes(since=BASE_TIME + timedelta(minutes=2), until=BASE_TIME + timedelta(minutes=4)) == [
        3,
        2,
    ]
    assert await minutes(limit=1) == [4]


async def test_a_page_after_a_call_that_is_not_there_is_an_error(store: CallStore):
    with pytest.raises(LookupError, match="call_nobody"):
        await store.list(before="call_nobody")
    assert await store.get("call_nobody") is None


async def test_opening_again_changes_nothing(url: str):
    for _ in range(3):
        store = await CallStore.open(url)
        await store.finish(record(1))
        assert len(await store.list()) == 1
        await store.close()


async def test_the_migrations_make_what_the_models_say(store: CallStore):
    async with store._engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Base.metadata)
        )
    assert differences == []


async def test_many_may_open_an_empty_database_at_once(url: str):
    stores = await asyncio.gather(*(CallStore.open(url) for _ in range(4)))
    for seed, store in enumerate(stores):
        assert await store.finish(record(seed))
        await store.close()


OPENER = """
import asyncio, sys
from calls.store import CallStore
async def main():
    store = await CallStore.open(sys.argv[1])
    print(len(await store.list()))
    await store.close()
asyncio.run(main())
"""


async def test_processes_may_open_an_empty_database_at_once_from_anywhere(url: str, tmp_path: Path):
    runs = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", OPENER, url, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    for run in runs:
        out, error = await run.communicate()
        assert (run.returncode, out.decode().strip()) == (0, "0"), error.decode()


async def test_a_database_of_a_newer_callwright_is_left_alone(url: str):
    store = await CallStore.open(url)
    async with store._engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()
    with pytest.raises(StoreError, match="'9999'"):
        await CallStore.open(url)
    again = CallStore(store._engine, store._url)
    async with again._engine.begin() as connection:
        await connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))
    await again.close()


def test_the_head_that_we_compare_with_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_the_tables_can_be_told_to_both_databases(dialect: sqlite.dialect | postgresql.dialect):
    table = Call.__table__
    ddl = str(CreateTable(table).compile(dialect=dialect))  # type: ignore[arg-type]
    assert "PRIMARY KEY (call_id)" in ddl
    if dialect.name == "postgresql":
        assert "started_at TIMESTAMP WITH TIME ZONE NOT NULL" in ddl
        assert "record JSON NOT NULL" in ddl
    for index in table.indexes:  # type: ignore[attr-defined]
        assert "ON calls" in str(CreateIndex(index).compile(dialect=dialect))


async def test_a_database_in_memory_works():
    store = await CallStore.open("sqlite://")
    await store.finish(record(1))
    assert len(await store.list()) == 1
    await store.close()


async def test_readers_do_not_wait_for_a_writer(tmp_path: Path):
    store = await CallStore.open(default_url(tmp_path))
    await store.finish(record(1))
    writer = sqlite3.connect(tmp_path / "callwright.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert len(await asyncio.wait_for(store.list(), 2)) == 1
    writer.execute("ROLLBACK")
    writer.close()
    await store.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://me:hush@host/db", "'mysql' is not known; use sqlite:///FILE or postgresql"),
        ("me:hush@host", "cannot be read"),
        ("postgresql://me:hush@127.0.0.1:1/db", r"postgresql\+asyncpg://me:\*\*\*@127.0.0.1:1/db: "),
        ("sqlite:////dev/null/x/callwright.db", "/dev/null/x"),
    ],
)
async def test_a_database_that_cannot_be_reached_is_told_without_its_password(url: str, said: str):
    with pytest.raises(StoreError, match=said) as caught:
        await CallStore.open(url)
    assert "hush" not in str(caught.value)


async def test_time_stands_still_while_the_database_works(store: CallStore, monkeypatch: pytest.MonkeyPatch):
    held = [0, 0]

    @contextmanager
    def hold() -> Iterator[None]:
        held[0] += 1
        yield
        held[1] += 1

    monkeypatch.setattr(asyncio.get_running_loop(), "hold", hold, raising=False)
    uses: list[Callable[[], object]] = [
        lambda: store.begin(record(1)),
        lambda: store.finish(record(1)),
        lambda: store.get("call_x"),
        lambda: store.list(),
        lambda: store.close(),
    ]
    for count, use in enumerate(uses, start=1):
        await use()  # type: ignore[misc]
        assert held == [count, count]
