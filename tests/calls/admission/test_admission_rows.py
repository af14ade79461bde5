"""Visits, tokens and workers in both kinds of database."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calls.admission.deciding import Counts
from calls.admission.visit import Visit, Worker
from calls.clock import iso
from calls.events import CallStarted
from calls.folders import new_call_id
from calls.gate import Turned
from calls.kept_record import SafeRecord, kept_before
from calls.record import fold
from calls.store import CallStore
from calls.store.admission_rows import Issued, Use

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
RNG = random.Random(7)


def visit(n: int, *, worker: str = "a", agent: str = "desk") -> Visit:
    call_id = new_call_id(RNG)
    return Visit(call_id, "twilio", f"CA{n:032x}", agent, "+12125550142", worker, NOW, tenant="acme")


def issued(of: Visit, digest: str) -> Issued:
    return Issued(digest, of.call_id, NOW + timedelta(seconds=30))


def record(of: Visit) -> SafeRecord:
    started = CallStarted(
        call_id=of.call_id, agent=of.agent, agent_hash="0" * 16, carrier=of.carrier, direction="inbound",
        from_="+12025550123", to="+12125550142", started_at=iso(NOW),
    )  # fmt: skip
    return kept_before(fold([started], now=NOW))


def anybody(_: Counts) -> Turned | None:
    return None


def at_most(calls: int):
    return lambda counts: Turned.FULL if counts.agent >= calls else None


async def admit(store: CallStore, n: int, digest: str, **kwargs: str) -> Visit:
    made = visit(n, **kwargs)
    written = await store.admissions.admit(made, issued(made, digest), record(made), anybody)
    assert isinstance(written, Visit)
    return written


async def test_an_admitted_call_has_its_row_and_its_token_at_once(store: CallStore) -> None:
    made = await admit(store, 1, "d1")
    (row,) = await store.list(state="active")
    assert row.call_id == made.call_id
    assert await store.admissions.newest("twilio", made.carrier_call) == made
    use, opened = await store.admissions.use("d1", "b", NOW)
    assert use is Use.OPENED
    held = await store.admissions.newest("twilio", made.carrier_call)
    assert held == opened == replace(made, worker="b", entered_at=NOW)


async def test_of_many_who_present_a_token_at_once_one_gets_in(store: CallStore) -> None:
    await admit(store, 1, "d1")
    uses = await asyncio.gather(*(store.admissions.use("d1", f"w{n}", NOW) for n in range(8)))
    assert sorted(use for use, _ in uses) == [Use.OPENED] + [Use.USED] * 7


async def test_a_token_that_is_unknown_or_too_old_opens_nothing(store: CallStore) -> None:
    await admit(store, 1, "d1")
    assert (await store.admissions.use("d2", "a", NOW))[0] is Use.UNKNOWN
    assert (await store.admissions.use("d1", "a", NOW + timedelta(seconds=30)))[0] is Use.TOO_LATE


async def test_a_call_that_is_announced_again_elsewhere_is_the_same_call_and_opens_one_stream(
    store: CallStore,
) -> None:
    first = await admit(store, 1, "d1", worker="a")
    second = await admit(store, 1, "d2", worker="b")
    assert second == first
    assert (await store.admissions.use("d2", "b", NOW))[0] is Use.OPENED
    assert (await store.admissions.use("d1", "a", NOW))[0] is Use.USED
    assert len(await store.list()) == 1


async def test_the_limit_holds_when_all_call_at_once(store: CallStore) -> None:
    visits = [visit(n) for n in range(8)]
    answers = await asyncio.gather(
        *(
            store.admissions.admit(one, issued(one, f"d{n}"), record(one), at_most(3))
            for n, one in enumerate(visits)
        )
    )
    assert sum(isinstance(answer, Visit) for answer in answers) == 3
    assert answers.count(Turned.FULL) == 5
    assert len(await store.list()) == 3


async def test_closed_calls_and_those_of_dead_workers_are_not_counted(store: CallStore) -> None:
    await store.workers.beat(Worker("a", "http://127.0.0.1:1", NOW, 10))
    ended = await admit(store, 1, "d1", worker="a")
    await admit(store, 2, "d2", worker="dead")
    await admit(store, 3, "d3", worker="a")
    await store.admissions.close(ended.call_id, "completed", NOW)
    seen: list[Counts] = []
    made = visit(4, worker="b")
    await store.admissions.admit(made, issued(made, "d4"), record(made), lambda c: seen.append(c))
    assert seen == [Counts(agent=1, number=1, tenant=1)]


async def test_an_orphan_is_taken_over_by_one(store: CallStore) -> None:
    orphan = await admit(store, 1, "d1", worker="dead")
    await admit(store, 2, "d2", worker="a")
    assert await store.admissions.orphans(["a"]) == [orphan]
    taken = await asyncio.gather(*(store.admissions.take_over(orphan, f"w{n}") for n in range(5)))
    assert sorted(taken) == [False] * 4 + [True]


async def test_a_call_is_closed_once_and_its_seconds_count(store: CallStore) -> None:
    one, other = await admit(store, 1, "d1"), await admit(store, 2, "d2")
    later = NOW + timedelta(seconds=90)
    await store.admissions.close(one.call_id, "completed", later)
    await store.admissions.close(one.call_id, "crashed", later + timedelta(seconds=5))
    closed = await store.admissions.newest("twilio", one.carrier_call)
    assert closed and (closed.end_reason, closed.secs) == ("completed", 90)
    assert await store.admissions.seconds_since(NOW, later) == {("desk", "acme"): 180}
    assert await store.admissions.still_open("a") == [other]


async def test_what_an_outage_kept_from_the_database_is_written_after_it(store: CallStore) -> None:
    late = replace(visit(1), entered_at=NOW)
    await store.admissions.save(late)
    await store.admissions.over("twilio", late.carrier_call, NOW)
    await store.admissions.save(replace(late, worker="b"))
    kept = await store.admissions.newest("twilio", late.carrier_call)
    assert kept == replace(late, worker="b", over_at=NOW)


async def test_what_is_old_is_forgotten_and_what_goes_on_is_not(store: CallStore) -> None:
    ended, open_ = await admit(store, 1, "d1"), await admit(store, 2, "d2")
    await store.admissions.close(ended.call_id, "completed", NOW)
    await store.admissions.forget(NOW + timedelta(days=2))
    assert await store.admissions.newest("twilio", ended.carrier_call) is None
    assert await store.admissions.newest("twilio", open_.carrier_call) is not None
    assert (await store.admissions.use("d2", "a", NOW))[0] is Use.UNKNOWN


async def test_a_worker_lives_as_long_as_its_lease(store: CallStore) -> None:
    worker = Worker("a", "http://127.0.0.1:1", NOW, 10, active_calls=2)
    await store.workers.beat(worker)
    await store.workers.beat(replace(worker, active_calls=3, draining=True))
    kept = await store.workers.get("a")
    assert kept is not None
    assert kept == replace(worker, active_calls=3, draining=True)
    assert kept.is_alive(NOW + timedelta(seconds=10))
    assert not kept.is_alive(NOW + timedelta(seconds=10.1))
    await store.workers.gone("a")
    assert await store.workers.all() == []


@pytest.mark.parametrize("text", ["'; DROP TABLE calls; --", "\x7f", "CA" + "0" * 32])
async def test_a_call_that_nobody_admitted_is_nobody(store: CallStore, text: str) -> None:
    assert await store.admissions.newest("twilio", text) is None
    await store.admissions.over("twilio", text, NOW)
