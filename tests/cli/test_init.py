"""`callwright init`: a small agent of one's own that works at once."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from configs.json_schema import SCHEMA_FILE

MADE = {
    "configs/agents/cafe.yaml",
    "configs/agent.schema.json",
    "flows/cafe/flow.yaml",
    "flows/cafe/tools.py",
    "flows/cafe/script.yaml",
    "flows/cafe/scenarios/cafe.yaml",
}


def files_below(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_it_writes_an_agent_its_flow_and_a_scenario(cli, home: Path) -> None:
    result = cli("init", "cafe")

    assert result.exit_code == 0
    assert files_below(home) == MADE
    for file in MADE:
        assert file in result.stdout
    assert "callwright call cafe --scenario cafe" in result.stderr


def test_what_it_writes_has_no_problems(cli, at_cafe: Path) -> None:
    result = cli("check", "cafe", "--json")

    assert result.exit_code == 0, result.stdout


def test_the_new_agent_passes_all_of_its_scenarios(cli, at_cafe: Path) -> None:
    result = cli("test", "flows/cafe", "-j", "1")

    assert result.exit_code == 0, result.stdout
    assert "2 passed, 0 failed" in result.stdout


def test_another_name_gives_another_agent_beside_the_first(cli, at_cafe: Path) -> None:
    result = cli("init", "tea-room_2")

    agent = yaml.safe_load(Path("configs/agents/tea-room_2.yaml").read_text())
    assert result.exit_code == 0
    assert (agent["agent"], agent["flow"]) == ("tea-room_2", "tea-room_2")
    assert "Thank you for calling Tea Room 2." in Path("flows/tea-room_2/script.yaml").read_text()
    assert cli("check", "tea-room_2").exit_code == 0


def test_nothing_is_overwritten_and_nothing_is_half_written(cli, home: Path) -> None:
    mine = home / "flows" / "cafe" / "tools.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("# mine\n")

    result = cli("init", "cafe")

    assert result.exit_code == 2
    assert "flows/cafe/tools.py" in result.stderr
    assert files_below(home) == {"flows/cafe/tools.py"}
    assert mine.read_text() == "# mine\n"


def test_a_schema_that_is_there_is_left_alone(cli, home: Path) -> None:
    schema = home / "configs" / "agent.schema.json"
    schema.parent.mkdir()
    schema.write_text("{}")

    assert cli("init", "cafe").exit_code == 0
    assert schema.read_text() == "{}"


def test_the_agent_file_points_at_the_schema(at_cafe: Path) -> None:
    agent = at_cafe / "configs" / "agents" / "cafe.yaml"
    first = agent.read_text().splitlines()[0]
    schema = (agent.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()

    assert schema.read_text() == SCHEMA_FILE.read_text()


@pytest.mark.parametrize("name", ["Cafe", "my cafe", "../cafe", "cafe/x", "", "-cafe", "café", "x" * 65])
def test_a_name_that_cannot_be_one_is_refused(cli, home: Path, name: str) -> None:
    result = cli("init", "--", name)

    assert result.exit_code == 2
    assert "small letters, digits, - and _" in result.stderr
    assert files_below(home) == set()


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(cli, home: Path) -> None:
    (home / "flows").write_text("a file where a folder should be")

    result = cli("init", "cafe")

    assert result.exit_code == 2
    assert "error: " in result.stderr
    assert "Traceback" not in result.stderr


def test_the_tools_are_tidy_python(at_cafe: Path) -> None:
    # But for the order of imports: what is first-party depends on where the folder lies.
    tools = at_cafe / "flows" / "cafe" / "tools.py"
    config = Path(__file__).parents[2] / "pyproject.toml"
    ruff = [sys.executable, "-m", "ruff"]

    ast.parse(tools.read_text())
    for command in (["check", "--ignore", "I001"], ["format", "--check"]):
        done = subprocess.run(
            [*ruff, *command, "--no-cache", "--config", str(config), str(tools)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
