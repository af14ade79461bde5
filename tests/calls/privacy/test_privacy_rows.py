"""What the store offers for the rights of callers."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calls.clock import iso
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted
from calls.folders import new_call_id
from calls.kept_record import SafeRecord, kept_before
from calls.ledger import new_row
from calls.record import fold
from calls.store import CallStore, default_url
from calls.store.privacy_rows import Hold

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def record(seed: int, *, ended: bool = True) -> SafeRecord:
    call_id = new_call_id(random.Random(seed))
    begun = CallStarted(
        call_id=call_id, agent="a", agent_hash="0", carrier="twilio", direction="inbound",
        from_="+12125550188", to="+12125550100", started_at=iso(NOON),
    )  # fmt: skip
    if not ended:
        return kept_before(fold([begun], now=NOON))
    return kept_before(fold([begun, CallEnded(end_reason=EndReason.COMPLETED, ended_at=iso(NOON))]))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[CallStore]:
    store = await CallStore.open(default_url(tmp_path))
    yield store
    await store.close()


async def test_every_call_is_given_with_its_writes(store: CallStore) -> None:
    made = [record(seed) for seed in range(450)]
    for one in made:
        await store.finish(one)
    active = record(1000, ended=False)
    await store.begin(active)
    await store.ledger.save([new_row(made[3].call_id, "book", {"phone": "+1"}, 1, turn=1, at=NOON)])
    await store.ledger.save([new_row("call_of_nobody", "book", {}, 1, turn=1, at=NOON)])

    kept = {call.call_id: call async for call in store.privacy.calls()}

    assert len(kept) == 452
    assert [row["tool"] for row in kept[made[3].call_id].ledger] == ["book"]
    assert kept[active.call_id].state == "active"
    assert kept[made[0].call_id].record["from"] == "+12125550188"
    assert kept["call_of_nobody"].record == {}


async def test_all_rows_of_a_call_are_deleted(store: CallStore) -> None:
    one, two = record(1), record(2)
    for each in (one, two):
        await store.finish(each)
        await store.ledger.save([new_row(each.call_id, "book", {}, 1, turn=1, at=NOON)])

    assert await store.privacy.delete([one.call_id]) == {"calls": 1, "ledger": 1}
    assert await store.privacy.delete([one.call_id]) == {"calls": 0, "ledger": 0}
    assert [call.call_id async for call in store.privacy.calls()] == [two.call_id]


async def test_a_hold_stays_until_it_is_released(store: CallStore) -> None:
    first = Hold("call_1", NOON, "ada", "a lawsuit")
    await store.privacy.hold(first)
    await store.privacy.hold(Hold("call_1", NOON + timedelta(days=1), "bob", "another"))

    assert await store.privacy.holds() == {"call_1": first}
    assert await store.privacy.release("call_1")
    assert not await store.privacy.release("call_1")
    assert await store.privacy.holds() == {}


async def test_an_opt_out_survives_an_erasure(store: CallStore) -> None:
    later = NOON + timedelta(days=3)
    assert await store.privacy.suppression(["k1:a"]) is None
    await store.privacy.suppress("k1:a", opted_out_at=NOON, erased_at=None)
    await store.privacy.suppress("k1:a", opted_out_at=None, erased_at=later)
    await store.privacy.suppress("k1:a", opted_out_at=None, erased_at=None)

    found = await store.privacy.suppression(["k2:b", "k1:a"])

    assert found is not None
    assert (found.opted_out_at, found.erased_at) == (NOON, later)
