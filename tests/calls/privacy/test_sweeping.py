"""What is older than an agent file says is deleted, and nothing else."""

import fcntl
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calls.audit import AuditLog
from calls.clock import iso
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted
from calls.folders import JOURNAL, RECORDING, call_folder, new_call_id
from calls.kept_record import kept_before
from calls.ledger import new_row
from calls.privacy.archive import Archive
from calls.privacy.sweeping import Keep, sweep
from calls.record import fold
from calls.record_file import write_record
from calls.store import CallStore, default_url
from calls.store.privacy_rows import Hold

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
RULES = {"clinic": Keep(recording_days=7, call_days=30), "shop": Keep(recording_days=3)}


async def made(data: Path, agent: str, age_days: float, seed: int) -> str:
    """A call of that age, with journal, record, recording, row and a write in the ledger."""
    started = NOW - timedelta(days=age_days)
    call_id = new_call_id(random.Random(seed))
    begun = CallStarted(
        call_id=call_id, agent=agent, agent_hash="0", carrier="twilio", direction="inbound",
        from_="+12125550188", to="+12125550100", started_at=iso(started),
    )  # fmt: skip
    record = kept_before(fold([begun, CallEnded(end_reason=EndReason.COMPLETED, ended_at=iso(started))]))
    folder = call_folder(data, call_id, started)
    folder.mkdir(parents=True)
    (folder / JOURNAL).write_text(begun.model_dump_json() + "\n")
    (folder / RECORDING).write_bytes(b"RIFF")
    write_record(folder, record)
    store = await CallStore.open(default_url(data))
    await store.finish(record)
    await store.ledger.save([new_row(call_id, "book", {}, 1, turn=1, at=started)])
    await store.close()
    return call_id


def archive(data: Path) -> Archive:
    return Archive(data, AuditLog.open(data))


def kept(data: Path, call_id: str) -> set[str]:
    return {path.name for path in data.rglob(f"calls/*/{call_id}/*")}


WHOLE = {JOURNAL, RECORDING, "record.json"}


@pytest.mark.parametrize(
    ("agent", "age", "left"),
    [
        ("clinic", 6.9, WHOLE),
        ("clinic", 7.1, WHOLE - {RECORDING}),
        ("clinic", 29.9, WHOLE - {RECORDING}),
        ("clinic", 30.1, set()),
        ("shop", 2.9, WHOLE),
        ("shop", 3000, WHOLE - {RECORDING}),
        ("unknown", 3000, WHOLE),
    ],
)
async def test_a_call_stays_as_long_as_its_agent_file_says(
    tmp_path: Path, agent: str, age: float, left: set[str]
) -> None:
    call_id = await made(tmp_path, agent, age, 1)

    await sweep(archive(tmp_path), RULES, now=NOW)

    assert kept(tmp_path, call_id) == left
    store = await CallStore.open(default_url(tmp_path))
    assert (await store.get(call_id) is None) == (left == set())
    assert (await store.ledger.of_call(call_id) == []) == (left == set())
    await store.close()


async def test_a_sweep_is_audited_and_a_second_one_has_nothing_to_do(tmp_path: Path) -> None:
    old, silent = await made(tmp_path, "clinic", 40, 1), await made(tmp_path, "clinic", 10, 2)

    swept = await sweep(archive(tmp_path), RULES, now=NOW)
    assert (swept.calls, swept.recordings) == ([old], [silent])
    again = await sweep(archive(tmp_path), RULES, now=NOW)
    assert (again.calls, again.recordings) == ([], [])

    (line,) = archive(tmp_path).audit.lines()
    assert (line.what, line.detail) == ("privacy.sweep", {"calls": 1, "recordings": 1})


async def test_a_dry_run_deletes_nothing(tmp_path: Path) -> None:
    old = await made(tmp_path, "clinic", 40, 1)
    swept = await sweep(archive(tmp_path), RULES, now=NOW, dry_run=True)
    assert swept.calls == [old]
    assert kept(tmp_path, old) == WHOLE


async def test_a_legal_hold_is_stronger_than_any_age(tmp_path: Path) -> None:
    old, silent = await made(tmp_path, "clinic", 40, 1), await made(tmp_path, "shop", 10, 2)
    store = await CallStore.open(default_url(tmp_path))
    for call_id in (old, silent):
        await store.privacy.hold(Hold(call_id, NOW, "ada", "a lawsuit"))
    await store.close()

    swept = await sweep(archive(tmp_path), RULES, now=NOW)

    assert swept.held == [old]
    assert kept(tmp_path, old) == kept(tmp_path, silent) == WHOLE


async def test_a_call_in_whose_folder_somebody_works_is_left_for_the_next_time(tmp_path: Path) -> None:
    old = await made(tmp_path, "clinic", 40, 1)
    journal = next(tmp_path.rglob(f"{old}/{JOURNAL}"))
    with journal.open("rb") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        swept = await sweep(archive(tmp_path), RULES, now=NOW)
    assert swept.calls == []
    assert swept.left == [f"{old}: somebody is at work in its folder"]
    assert kept(tmp_path, old) == WHOLE

    assert (await sweep(archive(tmp_path), RULES, now=NOW)).calls == [old]


async def test_nothing_was_ever_kept(tmp_path: Path) -> None:
    assert (await sweep(archive(tmp_path), RULES, now=NOW)).calls == []
    assert not (tmp_path / "callwright.db").exists()
