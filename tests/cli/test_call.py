"""`callwright call`: one simulated call, shown as it happens or as JSON."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def failing(at_cafe: Path) -> Path:
    """A scenario that expects what does not come."""
    file = at_cafe / "failing.yaml"
    file.write_text(
        "name: failing\n"
        "scenarios:\n"
        "  - name: pizza\n"
        "    turns:\n"
        '      - expect: [{event: response, text_contains: "How can I help?"}]\n'
        "      - user: Goodbye.\n"
        "    callwright: {finally: {disposition: pizza_ordered}}\n"
    )
    return file


def test_the_transcript_the_tools_the_latencies_and_the_outcome_are_shown(cli, at_cafe: Path) -> None:
    result = cli("call", "cafe", "--scenario", "cafe", width=80)

    assert result.exit_code == 0, result.output
    shown = " ".join(result.stdout.split())
    for words in (
        "caller I'd like to reserve a table.",
        "agent For how many people?",
        "check_table(time='15:00', people=4)",
        "✓ check_table",
        "node → confirm",
        "outcome reserved, resolved",
        "ended completed",
        "✓ reserved, resolved; completed after",
        "path greet → confirm → close → end",
        "The scenario passed",
    ):
        assert words in shown, words


def test_no_line_of_the_transcript_is_wider_than_the_terminal(cli, at_cafe: Path) -> None:
    result = cli("call", "cafe", width=80)

    transcript = result.stdout.split("✓ reserved")[0]
    assert "latency" in transcript
    assert max(len(line) for line in transcript.splitlines()) <= 80


def test_the_paths_that_are_shown_exist(cli, at_cafe: Path) -> None:
    result = cli("call", "cafe", "--out", "here", width=80)

    for what in ("record", "recording"):
        line = next(line for line in result.stdout.splitlines() if line.strip().startswith(f"{what} "))
        assert Path(line.split()[1]).is_file()
        assert line.split()[1].startswith("here/")


def test_json_is_the_record_and_nothing_else(cli, at_cafe: Path) -> None:
    result = cli("call", "cafe", "--json")

    record = json.loads(result.stdout)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert record["outcome"] == {"disposition": "reserved", "resolved": True}
    assert record["data"] == {"time": "15:00", "people": 4}
    assert [tool["name"] for tool in record["tools"]][:2] == ["check_table", "reserve_table"]


def test_the_same_call_gives_the_same_record(cli, at_cafe: Path) -> None:
    assert cli("call", "cafe", "--json").stdout == cli("call", "cafe", "--json").stdout


def test_a_scenario_that_fails_says_what_was_expected(cli, failing: Path) -> None:
    result = cli("call", "cafe", "--scenario", failing)

    assert result.exit_code == 1
    assert "The scenario failed:" in result.stdout
    assert "expected disposition pizza_ordered" in result.stdout


def test_as_json_the_record_stays_alone_on_stdout_when_the_scenario_fails(cli, failing: Path) -> None:
    result = cli("call", "cafe", "--scenario", failing, "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["end_reason"] == "completed"
    assert "expected disposition pizza_ordered" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("call", "caffe"), 'did you mean "cafe"?'),
        (("call", "nowhere.yaml"), "nowhere.yaml: there is no such agent file"),
        (("call", "cafe", "--scenario", "a_tabel"), 'did you mean "a_table"?'),
        (("call", "cafe", "--scenario", "nowhere.yaml"), "there is no such scenario file"),
        (("call", "cafe", "--clock", "atomic"), "atomic"),
        (("call", "cafe", "--out", "configs"), "not of an earlier simulated call"),
        (("call", "cafe", "--out", "configs/agents/cafe.yaml"), "is a file"),
        (("call", "cafe", "--loud"), "--loud"),
        (("call",), "AGENT"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(cli, at_cafe: Path, words: tuple[str, ...], said: str) -> None:
    result = cli(*words, "--json")

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_broken_agent_is_not_called(cli, at_cafe: Path) -> None:
    script = Path("flows/cafe/script.yaml")
    script.write_text(script.read_text().replace("  table:\n", "  tabel:\n"))

    result = cli("call", "cafe", "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert (
        len([line for line in result.stderr.splitlines() if line.startswith("flows/cafe/script.yaml:")]) > 1
    )


def test_an_earlier_run_makes_way_for_the_next(cli, at_cafe: Path) -> None:
    cli("call", "cafe", "--out", "out", "--json")
    cli("call", "cafe", "--out", "out", "--scenario", "a_message", "--json")

    records = list(Path("out").rglob("record.json"))
    assert len(records) == 1
    assert json.loads(records[0].read_text())["outcome"]["disposition"] == "message_taken"


def test_a_hosted_agent_can_be_called_offline(cli, home: Path) -> None:
    with_keys = cli("call", "appointments-cloud", "--json")
    offline = cli("call", "appointments-cloud", "--offline", "--scenario", "silence_to_the_end", "--json")

    assert with_keys.exit_code == 1
    assert "set DEEPGRAM_API_KEY" in with_keys.stderr
    assert json.loads(offline.stdout)["providers"] == {"stt": "local", "llm": "local", "tts": "local"}
