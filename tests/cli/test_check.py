"""`callwright check`: everything that is wrong with agent files, their providers and their flows, in one run.

In the broken files `#! key: words & key: words` stands on the line of each problem: its key, and words of it.
"""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from configs.places import known_agents

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
BROKEN_FILES_OF_CONFIGS = HERE.parent / "configs" / "broken"
FLOWS = {"a_knotted_flow": "knotted", "everything": "knotted"}
"""Broken files whose flow is broken too."""

KEYS = {"file", "line", "key", "message", "hint", "severity"}


def expected_in(file: Path) -> set[tuple[str, int, str, str]]:
    """File name, line, key and words of every problem that is marked in a file."""
    found = set()
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        if "#! " in line:
            for note in line.split("#! ", 1)[1].split(" & "):
                key, words = note.split(": ", 1)
                found.add((file.name, number, key, words.strip()))
    return found


def problems_in(result: Result) -> list[dict[str, str | int]]:
    problems = json.loads(result.stdout)["problems"]
    assert all(set(problem) == KEYS for problem in problems)
    return problems


def places(problems: list[dict[str, str | int]]) -> set[tuple[str, object, object]]:
    return {(Path(str(problem["file"])).name, problem["line"], problem["key"]) for problem in problems}


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_agent_gives_the_problems_of_its_file_its_providers_and_its_flow_in_one_run(
    cli, file: Path
) -> None:
    expected = expected_in(file)
    for part in (HERE / "flows" / FLOWS[file.stem]).glob("*.yaml") if file.stem in FLOWS else ():
        expected |= expected_in(part)

    result = cli("check", file, "--json")
    problems = problems_in(result)

    assert result.exit_code == 1
    assert len(expected) > 1
    assert places(problems) == {place[:3] for place in expected}
    for name, line, key, words in expected:
        said = [
            f"{problem['message']}; {problem['hint']}"
            for problem in problems
            if (Path(str(problem["file"])).name, problem["line"], problem["key"]) == (name, line, key)
        ]
        assert any(words in text for text in said), f"{words!r} is not in {said}"


def test_ten_broken_files_are_checked_in_one_run(cli) -> None:
    result = cli("check", HERE / "broken", "--json")

    of_files = {Path(str(problem["file"])).stem for problem in problems_in(result)}
    assert result.exit_code == 1
    assert len(BROKEN) >= 10
    assert of_files >= {file.stem for file in BROKEN if file.stem != "a_knotted_flow"}


def test_the_broken_files_of_the_schema_fail_too(cli) -> None:
    files = sorted(BROKEN_FILES_OF_CONFIGS.glob("*.yaml"))

    result = cli("check", BROKEN_FILES_OF_CONFIGS)

    assert result.exit_code == 1
    assert f"0 of {len(files)} agent files are good" in result.stderr


def test_each_problem_is_one_line_that_begins_with_file_and_line(cli) -> None:
    file = HERE / "broken" / "everything.yaml"

    as_text = cli("check", file, width=80)
    as_json = cli("check", file, "--json")

    lines = as_text.stdout.splitlines()
    assert len(lines) == len(problems_in(as_json))
    for line, problem in zip(lines, problems_in(as_json), strict=True):
        assert line.startswith(f"{problem['file']}:{problem['line']}: ")


def test_a_flow_that_two_agents_share_is_reported_once(cli) -> None:
    files = [HERE / "broken" / name for name in ("a_knotted_flow.yaml", "everything.yaml")]

    problems = problems_in(cli("check", *files, "--json"))

    assert len(problems) == len({tuple(problem.values()) for problem in problems})


def test_a_good_agent_has_no_problems(cli) -> None:
    result = cli("check", "appointments", "--json")

    assert result.exit_code == 0
    assert problems_in(result) == []


def test_a_hosted_agent_needs_its_keys_unless_it_is_checked_offline(cli) -> None:
    with_keys = cli("check", "appointments-cloud")
    offline = cli("check", "appointments-cloud", "--offline")

    assert with_keys.exit_code == 1
    assert "set DEEPGRAM_API_KEY" in with_keys.stdout
    assert offline.exit_code == 0


def test_a_key_that_is_set_in_the_environment_is_found(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "dg-not-a-real-key")

    result = cli("check", "appointments-cloud")

    assert "DEEPGRAM_API_KEY" not in result.stdout
    assert "OPENAI_API_KEY" in result.stdout


def test_an_agent_that_is_nowhere_is_wrong_usage_and_still_gives_json(cli, home: Path) -> None:
    name = cli("check", "apointments", "--json")
    path = cli("check", "nowhere.yaml", "--json")

    assert name.exit_code == path.exit_code == 2
    assert 'did you mean "appointments"?' in str(problems_in(name)[0]["hint"])
    assert problems_in(path)[0]["message"] == "there is no such file"


def test_an_empty_folder_is_wrong_usage(cli, home: Path) -> None:
    result = cli("check", home)

    assert result.exit_code == 2
    assert "no agent files" in result.stderr
    assert result.stdout == ""


def test_without_paths_every_known_agent_is_checked(cli, at_cafe: Path) -> None:
    result = cli("check", "--offline")

    assert result.exit_code == 0
    count = len(known_agents())
    assert count >= 3
    assert f"{count} of {count} agent files are good" in result.stderr


def test_the_schema_is_printed_as_editors_read_it(cli) -> None:
    result = cli("check", "--schema", width=80)

    assert result.exit_code == 0
    assert result.stdout == (HERE.parents[1] / "configs" / "agent.schema.json").read_text()


def test_what_a_working_flow_would_do_to_its_callers_is_a_warning_that_fails_a_strict_check(
    cli, at_cafe: Path
) -> None:
    flow = at_cafe / "flows" / "cafe" / "flow.yaml"
    flow.write_text(flow.read_text() + "  attic:\n    task_messages: []\n")
    words = at_cafe / "flows" / "cafe" / "script.yaml"
    words.write_text(words.read_text() + "\n  attic: {say: Nobody hears this.}\n")

    lenient = cli("check", "cafe")
    strict = cli("check", "cafe", "--strict")

    assert lenient.exit_code == 0
    assert "warning: " in lenient.stdout and "no step leads to this node" in lenient.stdout
    assert "1 of 1 agent files are good" in lenient.stderr
    assert strict.exit_code == 1
    assert strict.stdout == lenient.stdout
    assert "0 of 1 agent files are good" in strict.stderr


def test_a_good_agent_passes_a_strict_check(cli, at_cafe: Path) -> None:
    assert cli("check", "cafe", "--strict").exit_code == 0
