"""`callwright calls`: what was kept, listed, shown and played."""

import json
import os
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def kept(cafe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one call in it."""
    from typer.testing import CliRunner

    from cli.main import app

    data = tmp_path_factory.mktemp("kept") / "data"
    before = Path.cwd()
    os.chdir(cafe)
    try:
        result = CliRunner().invoke(app, ["call", "cafe", "--json", "--out", str(data)])
    finally:
        os.chdir(before)
    assert result.exit_code == 0, result.output
    return data


@pytest.fixture
def call_id(kept: Path) -> str:
    return next(kept.glob("calls/*/call_*")).name


def test_calls_are_listed_with_what_they_came_to(cli, kept: Path, call_id: str) -> None:
    result = cli("calls", "list", "--data", kept)

    assert result.exit_code == 0
    for words in (call_id, "cafe", "twilio", "+12025550143", "completed", "✓ reserved"):
        assert words in result.stdout


def test_the_list_fits_a_narrow_terminal_and_keeps_the_ids_whole(cli, kept: Path, call_id: str) -> None:
    result = cli("calls", "list", "--data", kept, width=80)

    assert call_id in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_the_list_as_json(cli, kept: Path, call_id: str) -> None:
    calls = json.loads(cli("calls", "list", "--json", "--data", kept).stdout)

    assert [call["call_id"] for call in calls] == [call_id]
    assert calls[0]["disposition"] == "reserved"
    assert calls[0]["resolved"] is True


def test_the_list_of_one_agent(cli, kept: Path) -> None:
    result = cli("calls", "list", "--agent", "somebody-else", "--json", "--data", kept)

    assert json.loads(result.stdout) == []


def test_a_call_is_shown_with_its_transcript(cli, kept: Path, call_id: str) -> None:
    result = cli("calls", "show", call_id, "--data", kept)

    shown = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "caller I'd like to reserve a table." in shown
    assert "✓ reserved, resolved; completed" in shown


def test_a_call_as_json_is_its_record(cli, kept: Path, call_id: str) -> None:
    result = cli("calls", "show", call_id, "--json", "--data", kept)

    record = next(kept.rglob("record.json"))
    assert json.loads(result.stdout) == json.loads(record.read_text())


def test_the_recording_is_played_by_the_first_player_that_is_installed(
    cli, kept: Path, call_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard.txt"
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$@" > {heard}\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")

    result = cli("calls", "play", call_id, "--data", kept)

    assert result.exit_code == 0
    assert heard.read_text().split() == ["-q", str(next(kept.rglob("recording.wav")))]


def test_without_a_player_the_path_is_printed(
    cli, kept: Path, call_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    result = cli("calls", "play", call_id, "--data", kept, width=80)

    assert result.exit_code == 0
    assert result.stdout.strip() == str(next(kept.rglob("recording.wav")))


def test_nothing_kept_is_no_error_and_makes_no_database(cli, home: Path) -> None:
    listed = cli("calls", "list")
    as_json = cli("calls", "list", "--json")

    assert listed.exit_code == as_json.exit_code == 0
    assert "No calls in var yet." in listed.stderr
    assert json.loads(as_json.stdout) == []
    assert list(home.iterdir()) == []


def test_an_empty_list_says_where_simulated_calls_are(cli, at_cafe: Path) -> None:
    cli("call", "cafe", "--json")

    result = cli("calls", "list")

    assert "callwright calls list --data var/simulated/cafe/a_table" in result.stderr
    assert cli("calls", "list", "--data", "var/simulated/cafe/a_table").stdout.count("call_") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "call_aaaaaaaaaaaaaaaaaaaa"), "there is no call call_aaaaaaaaaaaaaaaaaaaa"),
        (("show", "../../etc/passwd"), "is not a call id"),
        (("play", "call_aaaaaaaaaaaaaaaaaaaa"), "there is no call call_aaaaaaaaaaaaaaaaaaaa"),
        (("list", "--before", "call_aaaaaaaaaaaaaaaaaaaa"), "is no call of"),
        (("list", "--before", "yesterday"), "is not a call id"),
        (("list", "--limit", "0"), "limit"),
        (("sing",), "sing"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(cli, kept: Path, words: tuple[str, ...], said: str) -> None:
    result = cli("calls", *words, *(("--data", kept) if words != ("sing",) else ()))

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_data_folder_that_is_not_there_is_wrong_usage(cli, home: Path) -> None:
    result = cli("calls", "list", "--data", "nowhere")

    assert result.exit_code == 2
    assert "nowhere: there is no such folder" in result.stderr


def test_a_database_that_does_not_answer_is_told_in_a_sentence(
    cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLWRIGHT_DATABASE_URL", "mysql://somewhere/calls")

    result = cli("calls", "list", "--json")

    assert result.exit_code == 1
    assert "sqlite:///FILE or postgresql://" in result.stderr
    assert result.stdout == ""


def test_the_ledger_tells_what_a_call_changed(cli, kept: Path, call_id: str) -> None:
    (row,) = json.loads(cli("calls", "ledger", call_id, "--json", "--data", kept).stdout)
    assert (row["tool"], row["state"], row["call_id"]) == ("reserve_table", "done", call_id)
    assert row["result"]["status"] == "reserved"

    shown = cli("calls", "ledger", "--data", kept, width=160)
    assert shown.exit_code == 0
    for words in (call_id, "reserve_table", "done"):
        assert words in shown.stdout


def test_there_is_nothing_unknown_in_the_ledger(cli, kept: Path) -> None:
    result = cli("calls", "ledger", "--state", "unknown", "--data", kept)
    assert "No unknown writes" in " ".join(result.stderr.split())
