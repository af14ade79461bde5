import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from calls.clock import iso
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted, NodeEntered, RecordingStarted
from calls.folders import JOURNAL, RECORD, RECORDING, call_folder, new_call_id
from calls.journal import Journal
from calls.journal_file import read_journal
from calls.record import CallRecord, fold
from calls.record_file import read_record, write_record
from calls.recovery import recover
from calls.store import CallStore, default_url
from compliance.redaction.safe import AsKept

ROOT = Path(__file__).resolve().parents[2]
ID = "call_abcdefghijklmnopqrst"
STARTED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
STARTED = CallStarted(
    call_id=ID, agent="appointments", agent_hash="0" * 16, carrier="twilio", direction="inbound",
    started_at=iso(STARTED_AT),
)  # fmt: skip

CALL = """
import asyncio, sys, time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from calls.events import CallAnswered, CallStarted, CallerSpoke, RecordingStarted
from calls.folders import RECORDING, call_folder
from calls.journal import Journal
from calls.record import fold
from calls.recordings import StereoRecording
from calls.store import CallStore, default_url
from compliance.redaction.safe import AsKept

async def main():
    data, call_id = Path(sys.argv[1]), sys.argv[2]
    started_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    folder = call_folder(data, call_id, started_at)
    journal = Journal.create(folder, masker=AsKept())
    journal.write(CallStarted(call_id=call_id, agent="appointments", agent_hash="0" * 16, carrier="twilio",
                              direction="inbound", started_at="2026-03-01T12:00:00.000Z"))
    store = await CallStore.open(default_url(data))
    await store.begin(fold(journal.events))
    recording = StereoRecording.create(folder / RECORDING, 8000)
    journal.write(RecordingStarted(path=RECORDING, channels=2, sample_rate=8000))
    packet = (np.arange(160) + 1).astype("<i2").tobytes()
    for number in range(10**6):
        recording.write_caller(packet, number * 20)
        recording.write_agent(packet, number * 20)
        journal.write(CallerSpoke(text=f"word {number}", start_ms=number * 20, end_ms=number * 20 + 20))
        print(number, flush=True)
        time.sleep(0.0005)

asyncio.run(main())
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[CallStore]:
    store = await CallStore.open(default_url(tmp_path))
    yield store
    await store.close()


def start_call(data: Path, call_id: str = ID) -> "subprocess.Popen[str]":
    """A process that is in a call and says which packet it has written."""
    return subprocess.Popen(
        [sys.executable, "-c", CALL, str(data), call_id], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def read_until(process: "subprocess.Popen[str]", packet: int) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= packet:
            return int(line)
    raise AssertionError("the call ended by itself")


def kill(process: "subprocess.Popen[str]", told: int) -> int:
    """Kill it at once; the number of the last packet of which it told, `told` or a later one."""
    assert process.stdout is not None
    os.kill(process.pid, signal.SIGKILL)
    whole, _, _ = process.stdout.read().rpartition("\n")
    process.wait()
    process.stdout.close()
    return int(whole.split("\n")[-1] or told)


async def test_a_killed_call_has_a_record_and_a_recording_that_plays_up_to_the_last_second(
    tmp_path: Path, store: CallStore
):
    process = start_call(tmp_path)
    told = read_until(process, 200)
    folder = call_folder(tmp_path, ID, STARTED_AT)

    assert list(await recover(tmp_path, store)) == []  # it is alive
    assert (await store.list())[0].state == "active"
    assert not (folder / RECORD).exists()

    last = kill(process, told)
    before, _ = soundfile.read(folder / RECORDING, dtype="int16")  # plays even before it is repaired
    (record,) = await recover(tmp_path, store)
    assert (record.call_id, record.end_reason, record.fault) == (ID, "crashed", "us")
    assert len(record.turns) > last
    assert read_record(folder) == record
    assert (await store.get(ID)) == record
    assert (await store.list())[0].state == "ended"

    audio, rate = soundfile.read(folder / RECORDING, dtype="int16")
    assert rate == 8000
    assert len(audio) >= len(before)
    assert (last + 1) * 0.02 - len(audio) / rate < 1
    expected = np.resize(np.arange(160) + 1, len(audio))
    assert np.array_equal(audio[:, 0], expected)
    assert np.array_equal(audio[:, 1], expected)


async def test_recovering_again_changes_nothing(tmp_path: Path, store: CallStore):
    folder = call_folder(tmp_path, ID, STARTED_AT)
    journal = Journal.create(folder, masker=AsKept())
    journal.write(STARTED)
    journal.close()
    assert len(await recover(tmp_path, store)) == 1
    written = (folder / RECORD).read_bytes()
    assert list(await recover(tmp_path, store)) == []
    assert (folder / RECORD).read_bytes() == written
    assert len(await store.list()) == 1


async def test_many_may_recover_at_once(tmp_path: Path, store: CallStore):
    for day in range(1, 8):
        started = datetime(2026, 3, day, tzinfo=UTC)
        call_id = ID[:-1] + "abcdefgh"[day]
        journal = Journal.create(call_folder(tmp_path, call_id, started), masker=AsKept())
        journal.write(STARTED.model_copy(update={"call_id": call_id, "started_at": iso(started)}))
        journal.close()
    found = await asyncio.gather(*(recover(tmp_path, store) for _ in range(3)))
    assert sum(len(records) for records in found) == 7
    assert len(await store.list(state="ended")) == 7


async def test_a_live_call_of_this_process_is_not_touched(tmp_path: Path, store: CallStore):
    journal = Journal.create(call_folder(tmp_path, ID, STARTED_AT), masker=AsKept())
    journal.write(STARTED)
    await store.begin(fold(journal.events))
    assert list(await recover(tmp_path, store)) == []
    journal.close()
    assert len(await recover(tmp_path, store)) == 1


async def test_a_call_that_had_ended_keeps_its_own_end(tmp_path: Path, store: CallStore):
    """The process died between the last event and the store."""
    journal = Journal.create(call_folder(tmp_path, ID, STARTED_AT), masker=AsKept())
    journal.write(STARTED)
    journal.write(CallEnded(end_reason=EndReason.COMPLETED, ended_at=iso(STARTED_AT)))
    journal.close()
    (record,) = await recover(tmp_path, store)
    assert record.end_reason == "completed"


async def test_a_call_whose_record_is_on_disk_but_not_in_the_store_is_finished_there(
    tmp_path: Path, store: CallStore
):
    folder = call_folder(tmp_path, ID, STARTED_AT)
    journal = Journal.create(folder, masker=AsKept())
    journal.write(STARTED)
    await store.begin(fold(journal.events))
    journal.write(CallEnded(end_reason=EndReason.COMPLETED, ended_at=iso(STARTED_AT)))
    write_record(folder, fold(journal.events))
    journal.close()
    (record,) = await recover(tmp_path, store)
    assert record.end_reason == "completed"
    assert (await store.list())[0].state == "ended"


async def test_a_record_that_was_finished_is_never_replaced_by_a_crash(tmp_path: Path, store: CallStore):
    folder = call_folder(tmp_path, ID, STARTED_AT)
    journal = Journal.create(folder, masker=AsKept())
    journal.write(STARTED)
    finished = fold([STARTED, CallEnded(end_reason=EndReason.COMPLETED, ended_at=iso(STARTED_AT))])
    await store.finish(finished)
    journal.close()
    assert list(await recover(tmp_path, store)) == []
    assert (await store.get(ID)) == finished
    assert read_record(folder) == finished


async def test_a_journal_with_a_broken_line_still_gives_a_record(tmp_path: Path, store: CallStore):
    folder = call_folder(tmp_path, ID, STARTED_AT)
    journal = Journal.create(folder, masker=AsKept())
    journal.write(STARTED)
    journal.write(NodeEntered(node="greet"))
    journal.close()
    lines = (folder / JOURNAL).read_bytes().split(b"\n")
    (folder / JOURNAL).write_bytes(b"\n".join([lines[0], b"\x00" * 40, *lines[1:]]))
    (record,) = await recover(tmp_path, store)
    assert record.path == ["greet"]


async def test_a_call_that_was_admitted_but_never_journalled_has_a_record(tmp_path: Path, store: CallStore):
    folder = call_folder(tmp_path, ID, STARTED_AT)
    journal = Journal.create(folder, masker=AsKept())
    await store.begin(fold([STARTED]))
    journal.close()
    (record,) = await recover(tmp_path, store)
    assert (record.end_reason, record.duration_secs) == ("crashed", 0.0)
    assert read_record(folder) == record


async def test_a_journal_of_no_call_is_put_aside_once(tmp_path: Path, store: CallStore):
    folder = call_folder(tmp_path, ID, STARTED_AT)
    journal = Journal.create(folder, masker=AsKept())
    journal.close()
    assert list(await recover(tmp_path, store)) == []
    assert [path.name for path in folder.iterdir()] == [f"{JOURNAL}.unreadable"]
    assert list(await recover(tmp_path, store)) == []


async def test_calls_of_other_machines_are_not_touched(tmp_path: Path, store: CallStore):
    await store.begin(fold([STARTED]))
    assert list(await recover(tmp_path, store)) == []
    assert (await store.list())[0].state == "active"


async def test_a_recording_without_a_header_does_not_keep_the_record_back(tmp_path: Path, store: CallStore):
    folder = call_folder(tmp_path, ID, STARTED_AT)
    journal = Journal.create(folder, masker=AsKept())
    journal.write(STARTED)
    journal.write(RecordingStarted(path=RECORDING, channels=2, sample_rate=8000))
    journal.close()
    (folder / RECORDING).write_bytes(b"RIFF")
    assert len(await recover(tmp_path, store)) == 1


async def test_a_folder_that_cannot_be_written_does_not_keep_the_others_back(
    tmp_path: Path, store: CallStore
):
    other = new_call_id(random.Random(3))
    for call_id in (ID, other):
        journal = Journal.create(call_folder(tmp_path, call_id, STARTED_AT), masker=AsKept())
        journal.write(STARTED.model_copy(update={"call_id": call_id}))
        journal.close()
    blocked = call_folder(tmp_path, ID, STARTED_AT)
    (blocked / f".{RECORD}.new").mkdir()  # the record cannot be written here
    await recover(tmp_path, store)
    assert read_record(call_folder(tmp_path, other, STARTED_AT)).end_reason == "crashed"
    assert len(await store.list(state="ended")) == 2


def test_a_record_file_is_whole_or_not_there(tmp_path: Path):
    record = fold([STARTED])
    path = write_record(tmp_path, record)
    assert path.read_text(encoding="utf-8") == record.to_json() + "\n"
    assert isinstance(read_record(tmp_path), CallRecord)
    assert [item.name for item in tmp_path.iterdir()] == [RECORD]


def test_a_torn_journal_of_a_killed_writer_reads_up_to_the_tear(tmp_path: Path):
    process = start_call(tmp_path)
    last = kill(process, read_until(process, 20))
    events = read_journal(call_folder(tmp_path, ID, STARTED_AT) / JOURNAL)
    assert len(events) >= last + 3
