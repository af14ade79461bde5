"""`callwright privacy erase` and its like over the traces of real calls."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.privacy_world import (
    ADA,
    ADAS,
    JAMES,
    MAIL,
    STRANGER,
    WRITINGS,
    audited,
    calls_of,
    going_on,
    traces,
)


def test_the_search_of_these_tests_finds_her_where_she_is_kept(data: Path) -> None:
    files = {re.sub(r"call_\w+", "CALL", path) for path in traces(data)}
    for name in ("callwright.db", "appointments.sqlite", "leads.sqlite", "support.sqlite"):
        assert any(path.startswith(name) for path in files), name
    assert "calls/2026-03-02/CALL/journal.jsonl" in files
    assert "calls/2026-03-02/CALL/record.json" in files


def test_after_an_erasure_no_byte_of_her_is_left_anywhere(cli, data: Path) -> None:
    hers, others = calls_of(data, ADA) + calls_of(data, STRANGER), calls_of(data, JAMES)
    assert len(hers) == 4 and len(others) == 1

    result = cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert result.exit_code == 0, result.output
    assert traces(data) == {}
    for call_id in hers:
        assert not list(data.rglob(f"{call_id}*"))
        assert calls_of(data, ADA) == calls_of(data, STRANGER) == []


def test_the_scan_finds_her_before_and_not_afterwards(cli, data: Path) -> None:
    scan = ("scan", data, "--plant", ADA, "--plant", MAIL, "--no-listen", "--data", data)
    assert cli(*scan).exit_code == 1
    cli("privacy", "erase", *ADAS, "--yes", "--data", data)
    clean = cli(*scan)
    assert clean.exit_code == 0, clean.output


def test_other_people_stay_as_they_were(cli, data: Path) -> None:
    (james,) = calls_of(data, JAMES)
    folder = next(data.rglob(james))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert calls_of(data, JAMES) == [james]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert json.loads(cli("calls", "show", james, "--json", "--data", data).stdout)["from"] == JAMES
    with closing(sqlite3.connect(data / "appointments.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM visits WHERE phone = ?", (JAMES,)).fetchone()[0] >= 1
    with closing(sqlite3.connect(data / "support.sqlite")) as database:
        # The books still say what was paid back, and no more to whom.
        refunds = database.execute("SELECT phone, amount_cents > 0 FROM refunds").fetchall()
        assert refunds == [("", 1)]


def test_a_second_erasure_finds_nothing_and_changes_nothing(cli, data: Path) -> None:
    cli("privacy", "erase", *ADAS, "--yes", "--data", data)
    before = {
        path: path.read_bytes() for path in data.rglob("*") if path.is_file() and "audit" not in path.parts
    }

    again = cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert again.exit_code == 0
    assert "Nothing is kept of them; nothing was changed." in again.stdout
    kept = {
        path: path.read_bytes() for path in data.rglob("*") if path.is_file() and "audit" not in path.parts
    }
    assert kept == before


def test_a_dry_run_says_what_would_go_and_touches_nothing(cli, data: Path) -> None:
    before = {
        path: path.read_bytes() for path in data.rglob("*") if path.is_file() and "-shm" not in path.name
    }

    result = cli("privacy", "erase", *ADAS, "--dry-run", "--data", data)

    for call_id in calls_of(data, ADA):
        assert call_id in result.stdout
    assert "in leads.sqlite, leads" in result.stdout
    after = {
        path: path.read_bytes() for path in data.rglob("*") if path.is_file() and "-shm" not in path.name
    }
    assert {path: content for path, content in after.items() if path in before} == before


def test_without_yes_it_asks_first(cli, data: Path) -> None:
    result = cli("privacy", "erase", *ADAS, "--data", data)  # nobody answers
    assert result.exit_code == 1
    assert len(calls_of(data, ADA)) == 3


def test_the_receipt_is_signed_and_tells_what_is_gone_without_a_personal_word(cli, data: Path) -> None:
    hers = {*calls_of(data, ADA), *calls_of(data, STRANGER)}
    told = json.loads(cli("privacy", "erase", *ADAS, "--json", "--data", data, "--why", "her letter").stdout)
    (path,) = (data / "privacy" / "receipts").iterdir()

    assert {*told["calls"]} == hers
    assert told["rows"]["calls"] == 4
    assert told["rows"]["leads.sqlite:leads"] == 1
    assert len([file for file in told["files"] if file["path"].endswith("journal.jsonl")]) == 4
    assert told["why"] == "her letter"
    assert not WRITINGS.search(path.read_bytes())
    verified = cli("privacy", "verify", path, "--data", data)
    assert verified.exit_code == 0, verified.output
    assert "4 calls" in verified.stdout


@pytest.mark.parametrize("spoilt", ["a count", "a file is back", "the audit line", "another key"])
def test_a_receipt_that_does_not_hold_is_told(cli, data: Path, spoilt: str) -> None:
    cli("privacy", "erase", *ADAS, "--yes", "--data", data)
    (path,) = (data / "privacy" / "receipts").iterdir()
    receipt = json.loads(path.read_text())
    if spoilt == "a count":
        path.write_text(json.dumps({**receipt, "rows": {}}))
    elif spoilt == "a file is back":
        back = data / receipt["files"][0]["path"]
        back.parent.mkdir(parents=True)
        back.write_text("x")
    elif spoilt == "the audit line":
        log = data / "audit" / "log.jsonl"
        log.write_text("".join(log.read_text().splitlines(keepends=True)[:-1]))
    else:
        (data / "keys" / "ring.json").unlink()

    result = cli("privacy", "verify", path, "--data", data)

    assert result.exit_code == 1
    wanted = {"a file is back": "is there again", "the audit line": "the audit log has no such line"}
    assert wanted.get(spoilt, "it was changed, or signed by another key") in result.stderr


def test_a_legal_hold_stops_an_erasure_until_it_is_released(cli, data: Path) -> None:
    held, *_ = calls_of(data, ADA)
    assert cli("privacy", "hold", "--call", held, "--why", "a lawsuit", "--data", data).exit_code == 0
    assert held in cli("privacy", "holds", "--data", data).stdout

    refused = cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert refused.exit_code == 1
    assert held in refused.stderr and "a lawsuit" in refused.stderr
    assert len(calls_of(data, ADA)) == 3
    assert audited(data)[-1]["what"] == "privacy.refused"

    assert "not held any more" in cli("privacy", "release", "--call", held, "--data", data).stdout
    assert cli("privacy", "erase", *ADAS, "--yes", "--data", data).exit_code == 0
    assert traces(data) == {}


def test_a_call_that_goes_on_is_left_alone_and_told(cli, data: Path) -> None:
    active, *_ = calls_of(data, ADA)
    with going_on(data, active):
        result = cli("privacy", "erase", *ADAS, "--yes", "--data", data)

        assert result.exit_code == 1
        assert f"{active}: still going on" in result.stdout
        assert calls_of(data, ADA) == [active]
        assert next(data.rglob(f"{active}/journal.jsonl")).stat().st_size

    assert cli("privacy", "erase", *ADAS, "--yes", "--data", data).exit_code == 0
    assert traces(data) == {}


def test_one_call_is_erased_by_its_id(cli, data: Path) -> None:
    one, *others = calls_of(data, ADA)

    assert cli("privacy", "erase", "--call", one, "--yes", "--data", data).exit_code == 0

    assert calls_of(data, ADA) == others
    assert not list(data.rglob(one))


def test_a_wish_not_to_be_called_outlives_the_erasure(cli, data: Path) -> None:
    cli("privacy", "opt-out", *ADAS, "--data", data)
    cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert "no calls wanted since" in cli("privacy", "erase", *ADAS, "--dry-run", "--data", data).stdout
    assert traces(data) == {}


def test_what_no_flow_declares_is_told_and_fails(cli, data: Path) -> None:
    with closing(sqlite3.connect(data / "newsletter.sqlite")) as database, database:
        database.execute("CREATE TABLE readers (email TEXT)")
        database.execute("INSERT INTO readers VALUES (?)", (MAIL,))

    result = cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert result.exit_code == 1
    assert "newsletter.sqlite: still names the person" in result.stdout


def test_calls_that_only_their_folder_knows_are_erased_too(cli, data: Path) -> None:
    with closing(sqlite3.connect(data / "callwright.db")) as database, database:
        database.execute("DELETE FROM calls")
    for record in data.rglob("record.json"):
        record.unlink()

    cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert traces(data) == {}
    assert len(list(data.rglob("journal.jsonl"))) == 1


def test_the_traces_of_simulated_calls_in_the_data_folder_are_erased_too(
    cli, data: Path, tmp_path: Path
) -> None:
    shutil.copytree(data, tmp_path / "copy")
    shutil.move(tmp_path / "copy", data / "simulated" / "appointments" / "demo")

    cli("privacy", "erase", *ADAS, "--yes", "--data", data)

    assert traces(data) == {}
    assert calls_of(data / "simulated" / "appointments" / "demo", JAMES)
