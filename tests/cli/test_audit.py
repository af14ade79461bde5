"""What the doors write into the audit log, and `callwright audit`."""

import os
import re
from pathlib import Path

import pytest

from tests.cli.privacy_world import ADA, ADAS, audited, calls_of


@pytest.mark.parametrize("words", [("show",), ("ledger",)])
def test_to_read_a_call_is_audited_with_its_reason(cli, data: Path, words: tuple[str, ...]) -> None:
    one, *_ = calls_of(data, ADA)
    cli("calls", *words, one, "--why", "a complaint", "--data", data)

    line = audited(data)[-1]
    assert (line["what"], line["subject"], line["why"]) == (f"calls.{words[0]}", one, "a complaint")


def test_a_list_of_calls_is_audited(cli, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLWRIGHT_WHO", "ada's sister")
    monkeypatch.setenv("CALLWRIGHT_WHY", "curiosity")
    cli("calls", "list", "--data", data)

    line = audited(data)[-1]
    assert (line["what"], line["who"], line["why"]) == ("calls.list", "ada's sister", "curiosity")


def test_the_rules_of_every_agent_that_answered_are_in_the_log(data: Path) -> None:
    rules = {line["subject"]: line["detail"] for line in audited(data) if line["what"] == "policy"}
    assert {*rules} == {"agent:appointments", "agent:leads", "agent:support"}
    assert {"recording", "retention"} <= {*rules["agent:leads"]}


def test_a_changed_audit_line_is_found_and_named(cli, data: Path) -> None:
    cli("privacy", "erase", *ADAS, "--yes", "--data", data)
    log = data / "audit" / "log.jsonl"
    log.write_text(log.read_text().replace("not given", "she asked", 1))

    result = cli("audit", "verify", "--data", data)

    assert result.exit_code == 1
    assert re.search(r"line \d+ was changed", result.stderr)
    assert os.environ.get("CALLWRIGHT_WHY") is None


def test_the_audit_log_tells_of_it_and_names_nobody(cli, data: Path) -> None:
    cli("privacy", "export", *ADAS, "--out", data.parent / "out", "--why", "her letter", "--data", data)
    cli("privacy", "erase", *ADAS, "--yes", "--why", "her letter", "--data", data)

    lines = [line for line in audited(data) if line["what"].startswith("privacy.")]
    assert [(line["what"], line["why"]) for line in lines] == [
        ("privacy.export", "her letter"),
        ("privacy.erase", "her letter"),
    ]
    assert all(line["subject"].startswith("person:key_") for line in lines)
    assert lines[1]["detail"]["calls"] == 4
    assert cli("audit", "verify", "--data", data).exit_code == 0
