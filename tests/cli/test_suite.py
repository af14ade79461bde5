"""`callwright test`: scenarios played one after the other or side by side, and what failed."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

FAILING = """
name: failing
callwright: {agent: cafe}
scenarios:
  - name: pizza
    turns:
      - expect: [{event: response, text_contains: "How can I help?"}]
      - user: Goodbye.
    callwright: {finally: {disposition: pizza_ordered}}
"""


@pytest.fixture
def failing(at_cafe: Path) -> Path:
    """A scenario that expects what does not come, beside those that pass."""
    file = at_cafe / "flows" / "cafe" / "scenarios" / "failing.yaml"
    file.write_text(FAILING)
    return file


def test_a_failing_scenario_fails_the_suite_and_says_why(cli, failing: Path) -> None:
    result = cli("test", "flows/cafe", "-j", "1")

    assert result.exit_code == 1
    assert "2 passed, 1 failed" in result.stdout
    assert "FAIL" in result.stdout
    assert "flows/cafe/scenarios/failing.yaml:5" in result.stdout
    assert "expected disposition pizza_ordered" in result.stdout


def test_scenarios_played_in_several_processes_give_the_same_results(cli, failing: Path) -> None:
    result = cli("test", "flows/cafe", "-j", "2")

    assert result.exit_code == 1
    assert "2 passed, 1 failed" in result.stdout
    names = [line.split()[-1] for line in result.stdout.splitlines() if " s run" in line]
    assert names == ["cafe/a_table", "cafe/a_message", "failing/pizza"]


def test_the_results_as_junit_xml(cli, failing: Path) -> None:
    result = cli("test", "flows/cafe", "-j", "1", "--junit", "reports/calls.xml")

    root = ElementTree.parse("reports/calls.xml").getroot()
    assert result.exit_code == 1
    assert (root.get("tests"), root.get("failures")) == ("3", "1")


def test_what_the_line_cannot_do_is_skipped_and_said_to_be(cli, at_cafe: Path) -> None:
    file = at_cafe / "flows" / "cafe" / "scenarios" / "needing.yaml"
    file.write_text(FAILING.replace("agent: cafe", "agent: cafe, needs: [forward]"))

    both = cli("test", "flows/cafe", "-j", "1", "--carrier", "webrtc", "--junit", "calls.xml")
    alone = cli("test", file, "--carrier", "webrtc")
    call = cli("call", "cafe", "--scenario", file, "--carrier", "webrtc")

    reason = "needs forward: no carrier can move a caller in a browser"
    assert (both.exit_code, alone.exit_code, call.exit_code) == (0, 2, 2)
    assert "2 passed, 0 failed, 1 skipped" in both.stdout
    assert f"skipped: {reason}" in both.stdout
    assert ElementTree.parse("calls.xml").getroot().get("skipped") == "1"
    assert "0 passed, 0 failed, 1 skipped" in alone.stdout
    assert "nothing was played" in alone.stderr
    assert f"failing/pizza is skipped, no call was made: {reason}" in call.stderr


def test_one_scenario_alone(cli, failing: Path) -> None:
    result = cli("test", "flows/cafe", "--scenario", "a_message")

    assert result.exit_code == 0
    assert "1 passed, 0 failed" in result.stdout


def test_a_suite_is_played_against_another_agent_only_where_none_is_named(cli, at_cafe: Path) -> None:
    file = at_cafe / "anonymous.yaml"
    file.write_text(FAILING.replace("callwright: {agent: cafe}\n", ""))

    alone = cli("test", file)
    named = cli("test", file, "--agent", "cafe")

    assert "does not say which agent it calls" in alone.stdout
    assert "expected disposition pizza_ordered" in named.stdout
    assert alone.exit_code == named.exit_code == 1


def test_all_problems_of_scenario_files_are_told_at_once(cli, at_cafe: Path) -> None:
    folder = at_cafe / "flows" / "cafe" / "scenarios"
    (folder / "one.yaml").write_text("name: one\nscenarios:\n  - name: x\n    trns: []\n")
    (folder / "two.yaml").write_text("name: two\nscenarios: []\n")

    result = cli("test", "flows/cafe")

    assert result.exit_code == 1
    assert "flows/cafe/scenarios/one.yaml:4: scenarios[0].trns: unknown key" in result.stderr
    assert "flows/cafe/scenarios/two.yaml:2: scenarios: " in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "nowhere: there is no such file or folder"),
        (("configs",), "no scenario in it"),
        (("flows/cafe", "--scenario", "a_tabel"), 'did you mean "a_table"?'),
        (("flows/cafe", "--agent", "caffe"), 'did you mean "cafe"?'),
        (("flows/cafe", "--junit", "flows"), "flows is a folder"),
        (("flows/cafe", "--jobs", "0"), "jobs"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(cli, at_cafe: Path, words: tuple[str, ...], said: str) -> None:
    result = cli("test", *words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_where_there_are_no_flows_it_says_so(cli, home: Path) -> None:
    result = cli("test")

    assert result.exit_code == 2
    assert "flows: there is no such file or folder" in result.stderr
