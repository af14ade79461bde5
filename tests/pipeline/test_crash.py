"""A process that dies in the middle of a call leaves a true record and a recording that plays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import soundfile

from calls.end_reasons import EndReason
from calls.folders import JOURNAL
from calls.journal_file import read_journal
from calls.recovery import recover
from calls.store import CallStore, default_url

LOST_MS = 2500
"""The latest moments of a recording are in memory, so that what is private never reaches the disk."""

SCENARIO = """
name: crash
callwright: {agent: appointments}
scenarios:
  - name: cut
    turns:
      - expect: [{event: response, text_contains: "How can I help"}]
      - user: "I would like to book a cleaning."
      - user: "Hello?"
"""


def wait_for(path: Path, kind: str, process: subprocess.Popen[bytes], secs: float = 60) -> Path:
    """The journal, once it holds an event of that kind."""
    deadline = time.monotonic() + secs
    while time.monotonic() < deadline:
        for journal in path.rglob(JOURNAL):
            if any(event.type == kind for event in read_journal(journal)):
                return journal
        assert process.poll() is None, "the call ended before it could be killed"
        time.sleep(0.05)
    raise AssertionError(f"no {kind} within {secs} s")


@pytest.mark.realtime
async def test_kill_9_in_mid_call_leaves_a_record_and_a_playable_recording(tmp_path: Path) -> None:
    scenario, data = tmp_path / "crash.yaml", tmp_path / "data"
    scenario.write_text(SCENARIO, encoding="utf-8")
    command = [sys.executable, "-m", "cli", "call", "appointments", "--scenario", str(scenario)]
    options = ["--clock", "real", "--ears", "scripted", "--out", str(data)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        journal = wait_for(data, "caller_spoke", process)
        children = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    last_ms = read_journal(journal)[-1].at_ms

    store = await CallStore.open(default_url(data))
    (record,) = await recover(data, store)
    again = await recover(data, store)
    stored = await store.get(record.call_id)
    await store.close()

    assert record.end_reason is EndReason.CRASHED
    assert record.turns[0].agent is not None
    assert "How can I help" in " ".join(turn.agent.text for turn in record.turns if turn.agent)
    assert list(again) == []
    assert stored == record
    assert record.recording is not None
    sound = soundfile.info(data / record.recording.path)
    assert (sound.channels, sound.samplerate) == (2, 8000)
    assert sound.duration * 1000 >= last_ms - LOST_MS
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
