"""The same scenario gives the same record, to the byte, in whatever process it is played."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ZONES = {1: "Asia/Tokyo", 2: "America/Los_Angeles"}


def start(scenario: str, hash_seed: int, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """A process of its own that makes the call, with another order of every set than its twin."""
    # The order of sets, the machine's zone and the folders differ. Nothing of it may show.
    environ = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "TMPDIR": str(folder), "TZ": ZONES[hash_seed]}
    command = [sys.executable, "-c", "from cli.main import run; run()", "call", "appointments"]
    return subprocess.Popen(
        [*command, "--scenario", scenario, "--json", "--out", str(folder / "out"), *options],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def record(process: subprocess.Popen[bytes]) -> bytes:
    """What it prints: the call record and nothing else."""
    out, errors = process.communicate(timeout=200)
    assert process.returncode == 0, errors.decode()
    return out


def test_two_processes_give_the_same_record(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    # With the agent's own ears, so that recognition in its own process counts as well.
    one, two = (
        start("demo", seed, folder, "--ears", "local") for seed, folder in enumerate(folders, start=1)
    )
    first, second = record(one), record(two)
    assert first == second
    assert json.loads(first)["turns"]
