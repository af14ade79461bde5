"""An erasure that was interrupted is finished by the next one."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from calls.keys import KeyRing
from calls.privacy import pages
from calls.privacy.person import Person
from calls.privacy.plan import Plan, write_plan
from calls.recovery import recover
from calls.store import CallStore, default_url
from tests.cli.privacy_world import (
    ADA,
    ADAS,
    STRANGER,
    calls_of,
    traces,
)

REPO = Path(__file__).resolve().parents[2]


def erase_and_die(data: Path, step: int) -> subprocess.CompletedProcess[str]:
    program = Path(__file__).with_name("erase_and_die.py")
    words = [sys.executable, str(program), str(data), str(step)]
    environ = {**os.environ, "PYTHONPATH": str(REPO)}
    return subprocess.run(words, cwd=REPO, env=environ, capture_output=True, text=True, check=False)


def test_an_erasure_that_is_killed_is_finished_by_the_next(cli, world: Path, tmp_path: Path) -> None:
    whole = erase_and_die(Path(shutil.copytree(world, tmp_path / "whole")), -1)
    steps = int(whole.stdout)
    assert steps >= 8
    for step in (3, 5, *range(steps - 3, steps + 1)):
        data = Path(shutil.copytree(world, tmp_path / str(step)))
        hers = {*calls_of(data, ADA), *calls_of(data, STRANGER)}
        assert erase_and_die(data, step).returncode == -9

        # A start of the server in between must not bring a call back.
        asyncio.run(_recovered(data))
        result = cli("privacy", "erase", *ADAS, "--yes", "--data", data)

        assert result.exit_code == 0, (step, result.output)
        assert traces(data) == {}, step
        assert len(list(data.rglob("journal.jsonl"))) == 1
        assert not list((data / "privacy" / "plans").iterdir())
        (receipt,) = (data / "privacy" / "receipts").iterdir()
        assert {*json.loads(receipt.read_text())["calls"]} == hers, step
        assert cli("privacy", "verify", receipt, "--data", data).exit_code == 0
        assert cli("audit", "verify", "--data", data).exit_code == 0


def test_a_folder_that_a_killed_erasure_left_half_deleted_is_known_by_its_plan(cli, data: Path) -> None:
    one, *_ = calls_of(data, ADA)
    folder = next(data.rglob(one))
    with closing(sqlite3.connect(data / "callwright.db")) as database, database:
        database.execute("DELETE FROM calls WHERE call_id = ?", (one,))
        database.execute("DELETE FROM ledger WHERE call_id = ?", (one,))
    for file in folder.iterdir():
        if not file.name.startswith("recording"):
            file.unlink()
    marks = tuple(Person.of([ADA]).marks(KeyRing.open(data)))
    write_plan(data / "privacy" / "plans", Plan("erase_1", marks, (), (one,)))

    assert cli("privacy", "erase", *ADAS, "--yes", "--data", data).exit_code == 0

    assert not folder.exists()
    assert not list((data / "privacy" / "plans").iterdir())


async def _recovered(data: Path) -> None:
    store = await CallStore.open(default_url(data))
    await recover(data, store)
    await store.close()


def test_pages_that_were_busy_are_written_anew_by_the_next_erasure(
    cli, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BUSY_SECS", 0.1)
    with closing(sqlite3.connect(data / "callwright.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM calls").fetchone()
        busy = cli("privacy", "erase", *ADAS, "--yes", "--data", data)
        assert busy.exit_code == 1
        assert "callwright.db: in use" in busy.stdout

    again = cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert again.exit_code == 0, again.output
    assert traces(data) == {}
    assert "Nothing is kept of them" in cli("privacy", "erase", *ADAS, "--yes", "--data", data).stdout
