"""The hash of an agent says what the agent is, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from configs import load_agent

ROOT = Path(__file__).parents[2]

AGENT = """\
agent: a
flow: talk
pipeline:
  llm:
    - service: openai
      settings: {model: m-1, temperature: 0.25}
      args:
        api_key: ${KEY:-none}
        port: ${PORT:-80}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return furnished(tmp_path / "one")


def furnished(folder: Path) -> Path:
    (folder / "flows/talk").mkdir(parents=True)
    (folder / "a.yaml").write_text(AGENT)
    (folder / "flows/talk/flow.yaml").write_text("initial_node: a\n")
    (folder / "flows/talk/script.yaml").write_text("nodes: {}\n")
    (folder / "flows/talk/tools.py").write_text("X = 1\n")
    return folder


def hashed(house: Path, **environ: str) -> str:
    return load_agent(house / "a.yaml", environ=environ).hash


def test_the_hash_is_the_same_in_any_folder_and_layout_of_the_file(house: Path, tmp_path: Path) -> None:
    other = furnished(tmp_path / "two/deeper")
    block = '\n        "temperature": 2.5e-1\n        model: m-1'
    (other / "a.yaml").write_text("# A comment.\n" + AGENT.replace("{model: m-1, temperature: 0.25}", block))
    assert hashed(other) == hashed(house)


def test_the_hash_is_the_same_in_another_process() -> None:
    code = "from configs import load_agent; print(load_agent('appointments', environ={}).hash)"
    seeds = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert seeds == [load_agent("appointments", environ={}).hash] * 2


def test_values_of_the_environment_do_not_change_it(house: Path) -> None:
    assert hashed(house) == hashed(house, KEY="sk-other", PORT="81")


def test_another_reference_changes_it(house: Path) -> None:
    before = hashed(house)
    (house / "a.yaml").write_text(AGENT.replace("${PORT:-80}", "${PORT:-81}"))
    assert hashed(house) != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("a.yaml", "m-1", "m-2"),
        ("a.yaml", "agent: a", "agent: b"),
        ("flows/talk/flow.yaml", "a", "b"),
        ("flows/talk/script.yaml", "nodes", "tools"),
        ("flows/talk/tools.py", "1", "2"),
    ],
)
def test_any_change_of_agent_or_flow_changes_it(house: Path, file: str, old: str, new: str) -> None:
    before = hashed(house)
    (house / file).write_text((house / file).read_text().replace(old, new, 1))
    assert hashed(house) != before


def test_another_module_of_the_flow_counts_and_its_scenarios_do_not(house: Path) -> None:
    before = hashed(house)
    (house / "flows/talk/scenarios.yaml").write_text("x: 1\n")
    assert hashed(house) == before
    (house / "flows/talk/calendar.py").write_text("Y = 1\n")
    assert hashed(house) != before


def test_line_ends_do_not_count(house: Path) -> None:
    before = hashed(house)
    tools = house / "flows/talk/tools.py"
    tools.write_bytes(tools.read_bytes().replace(b"\n", b"\r\n"))
    assert hashed(house) == before


def test_a_default_written_out_is_the_same_agent(house: Path) -> None:
    before = hashed(house)
    (house / "a.yaml").write_text(AGENT + "timezone: UTC\nlimits: {}\n")
    assert hashed(house) == before


def test_a_missing_script_is_not_an_empty_one(house: Path) -> None:
    (house / "flows/talk/script.yaml").write_text("")
    empty = hashed(house)
    (house / "flows/talk/script.yaml").unlink()
    assert hashed(house) != empty
