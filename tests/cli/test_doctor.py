"""`callwright doctor` from the door: exit codes, JSON, and what it says without a network."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SERVER = """\
public_url: https://calls.example.com
numbers: {any: %s}
carriers: {twilio: {account_sid: "${TWILIO_ACCOUNT_SID}", auth_token: "${TWILIO_AUTH_TOKEN}"}}
"""


@pytest.fixture(autouse=True)
def private_data(home: Path) -> None:
    (home / "var").mkdir(mode=0o700)


def checks(output: str) -> dict[str, dict[str, str]]:
    read = json.loads(output[output.index("{") :])
    assert all(set(one) == {"name", "state", "message", "hint"} for one in read["checks"])
    return {one["name"]: one for one in read["checks"]}


def test_a_keyless_agent_on_a_good_machine_is_0(cli: Cli) -> None:
    done = cli("doctor", "appointments", "--offline", "--json")
    found = checks(done.stdout)
    assert done.exit_code == 0, done.output
    assert {"agent appointments", "packages", "database", "disk", "cores", "memory", "clock"} <= set(found)
    assert (found["clock"]["state"], "offline" in found["clock"]["message"]) == ("not checked", True)


def test_a_missing_key_is_1_and_says_what_to_set(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-" + "a1" * 20)
    done = cli("doctor", "appointments-cloud", "--offline", "--json")
    found = checks(done.stdout)
    assert done.exit_code == 1
    assert found["key OPENAI_API_KEY"]["state"] == "ok"
    assert found["key DEEPGRAM_API_KEY"]["state"] == "problem"
    assert "set DEEPGRAM_API_KEY" in found["key DEEPGRAM_API_KEY"]["hint"]
    assert found["agent appointments-cloud"]["state"] == "ok", "a missing key is told once"
    assert "a1a1" not in done.output


def test_the_agents_of_the_server_file_are_looked_at(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "server.yaml").write_text(SERVER % "appointments-cloud", encoding="utf-8")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "f" * 32)
    done = cli("doctor", "--server", "server.yaml", "--offline", "--json")
    found = checks(done.stdout)
    assert found["server file"]["state"] == "ok"
    assert "key DEEPGRAM_API_KEY" in found
    assert found["public URL"]["state"] == "not checked"


def test_what_is_wrong_with_a_server_file_stops_no_other_check(cli: Cli, home: Path) -> None:
    (home / "configs").mkdir()
    (home / "configs" / "server.yaml").write_text(SERVER % "appointments", encoding="utf-8")
    done = cli("doctor", "--offline", "--json")
    found = checks(done.stdout)
    assert done.exit_code == 1
    assert found["server file"]["state"] == "problem"
    assert "TWILIO_" in found["server file"]["message"]
    assert found["disk"]["state"] == "ok"


def test_an_agent_or_server_file_that_is_not_there_is_2(cli: Cli) -> None:
    for words in (("nobody",), ("nobody.yaml",), ("--server", "nothing.yaml")):
        done = cli("doctor", *words, "--offline")
        assert done.exit_code == 2, done.output
        assert words[-1] in done.output


def test_the_report_fits_a_narrow_terminal_and_counts(cli: Cli) -> None:
    done = cli("doctor", "appointments-cloud", "--offline", width=80)
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "✗  key DEEPGRAM_API_KEY" in done.stdout
    assert "3 problems · 2 not checked" in done.stdout
