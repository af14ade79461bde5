"""`python bot.py` deletes at its start what the agent's file does not let it keep."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from loguru import logger

import bot
from calls.end_reasons import EndReason
from calls.events import CallEnded, CallStarted
from calls.folders import call_folder, new_call_id
from calls.journal import Journal
from calls.record import fold
from calls.store import CallStore, default_url
from compliance.redaction.safe import AsKept
from configs import load_agent
from pipeline.sweeping import sweep_at_start

LONG_AGO = datetime(2020, 3, 1, 12, tzinfo=UTC)
AGENT = "agent: reception\nflow: appointments\n"


async def an_old_call(data: Path) -> Path:
    """Its folder."""
    call_id = new_call_id(Random(1))
    folder = call_folder(data, call_id, LONG_AGO)
    journal = Journal.create(folder, masker=AsKept())
    journal.write(
        CallStarted(
            call_id=call_id, agent="reception", agent_hash="0" * 16, carrier="twilio", direction="inbound",
            started_at="2020-03-01T12:00:00.000Z",
        )
    )  # fmt: skip
    journal.write(CallEnded(end_reason=EndReason.COMPLETED, ended_at="2020-03-01T12:01:00.000Z"))
    store = await CallStore.open(default_url(data))
    assert await store.finish(fold(journal.events))
    await store.close()
    journal.close()
    return folder


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALLWRIGHT_DATA", str(tmp_path / "data"))
    for name in ("CALLWRIGHT_DATABASE_URL", "CALLWRIGHT_KEYS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "data"


def agent_file(folder: Path, keep: str) -> str:
    file = folder / "reception.yaml"
    file.write_text(AGENT + keep, encoding="utf-8")
    return str(file)


async def test_an_old_call_goes_before_the_first_caller_comes(data: Path, tmp_path: Path) -> None:
    folder = await an_old_call(data)
    assert (await bot.prepare(agent_file(tmp_path, "retention: {call_days: 30}"))).name == "reception"
    assert not folder.exists()
    store = await CallStore.open(default_url(data))
    assert not await store.list()
    await store.close()


async def test_an_agent_that_keeps_everything_loses_nothing(data: Path, tmp_path: Path) -> None:
    folder = await an_old_call(data)
    await sweep_at_start(load_agent(agent_file(tmp_path, "")), {"CALLWRIGHT_DATA": str(data)})
    assert (folder / "journal.jsonl").is_file()


async def test_a_sweep_that_fails_is_told_and_stops_nothing(data: Path, tmp_path: Path) -> None:
    ring, lines = tmp_path / "ring.json", []
    ring.write_text("no ring", encoding="utf-8")
    agent = load_agent(agent_file(tmp_path, "retention: {call_days: 30}"))
    listening = logger.add(lines.append, level="ERROR", format="{message}")
    await sweep_at_start(agent, {"CALLWRIGHT_KEYS": str(ring), "CALLWRIGHT_DATA": str(data)})
    logger.remove(listening)
    assert [f"{ring}: not a key ring" in line for line in lines] == [True]
