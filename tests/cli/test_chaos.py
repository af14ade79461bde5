"""`callwright chaos`: one call per fault, a table, JSON and Markdown."""

import json
from pathlib import Path


def test_a_fault_that_does_not_exist_is_told_with_those_that_do(cli) -> None:
    result = cli("chaos", "appointments-cloud", "--fault", "llm-5000")

    assert result.exit_code == 2
    assert 'there is no fault "llm-5000"' in result.stderr
    assert 'did you mean "llm-500"?' in result.stderr


def test_an_agent_with_a_service_that_does_not_exist_is_not_called(cli, home: Path) -> None:
    Path("wrong.yaml").write_text(
        "agent: wrong\nflow: appointments\npipeline:\n  stt: [{service: deepgramm}]\n"
    )

    result = cli("chaos", "wrong.yaml", "--fault", "llm-500")

    assert result.exit_code == 1
    assert "wrong.yaml:4: pipeline.stt[0].service: unknown stt service 'deepgramm'" in result.stderr
    assert "calls" not in result.stdout


def test_what_the_caller_heard_in_a_table_and_on_a_page(cli, home: Path) -> None:
    result = cli(
        "chaos", "appointments", "--fault", "llm-500", "-j", "1", "--markdown", "faults.md", width=100
    )

    lines = result.stdout.splitlines()
    row = next(line for line in lines if "llm-500" in line)
    assert result.exit_code == 0, result.stdout
    assert row.startswith("✓ llm-500")
    assert "local 0." in row
    assert "1 of 1 calls kept every promise" in result.stdout
    assert any("openai is put in front of the local engine" in line for line in lines)
    assert max(map(len, lines)) <= 100
    assert "| `llm-500` | answers 500 |" in Path("faults.md").read_text()


def test_a_broken_promise_is_told_as_data_and_fails_the_command(cli, home: Path) -> None:
    Path("alone.yaml").write_text(
        "agent: alone\nflow: appointments\npipeline:\n  llm: [{service: openai, settings: {model: m}}]\n"
    )
    result = cli("chaos", "alone.yaml", "--fault", "llm-500", "-j", "1", "--json")

    (told,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["kept"] is False
    assert any(broken.startswith("P") for broken in told["broken"])
    assert told["took_over"] == []
