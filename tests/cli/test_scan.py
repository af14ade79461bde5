"""`callwright scan` from the door: exit codes, the report, and its signature."""

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app

CARD = "4539578763621486"


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["scan", *map(str, arguments)], env={"COLUMNS": "200"})
    return done.exit_code, done.output


def test_a_clean_folder_is_0_and_a_find_is_1_without_the_value(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("nothing to see\n", encoding="utf-8")
    code, told = run(tmp_path)
    assert (code, "nothing private found" in told) == (0, True), told
    (tmp_path / "b.log").write_text("card 4539 5787 6362 1486\n", encoding="utf-8")
    code, told = run(tmp_path)
    assert (code, "•••• 1486" in told, "6362" in told) == (1, True, False), told


def test_planted_values_come_from_options_and_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "scanned").mkdir()
    (tmp_path / "scanned" / "a.log").write_text("swordfish and seven three seven", encoding="utf-8")
    (tmp_path / "values").write_text("swordfish\n737\n", encoding="utf-8")
    assert run(tmp_path / "scanned")[0] == 0
    assert run(tmp_path / "scanned", "--plant", "swordfish")[0] == 1
    code, told = run(tmp_path / "scanned", "--plants", tmp_path / "values", "--json")
    assert code == 1
    assert json.loads(told[told.index("{") :])["planted_values"] == 2


def test_what_cannot_be_read_is_2_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\0" + bytes(100))
    code, told = run(tmp_path)
    assert (code, "torn.db" in told) == (2, True), told
    code, told = run(tmp_path / "nothing")
    assert (code, "no such file" in told) == (2, True), told


def test_a_report_is_signed_and_a_changed_one_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(f"card {CARD}\n", encoding="utf-8")
    report, data = tmp_path / "report.json", tmp_path / "data"
    code, _ = run(tmp_path / "a.log", "--report", report, "--data", data)
    assert code == 1
    assert CARD not in report.read_text(encoding="utf-8")
    assert run("--verify", report, "--data", data)[0] == 0
    made = json.loads(report.read_text(encoding="utf-8"))
    made["finds"] = []
    report.write_text(json.dumps(made), encoding="utf-8")
    code, told = run("--verify", report, "--data", data)
    assert (code, "not what key" in told) == (1, True), told


def test_an_unknown_call_is_a_wrong_use(tmp_path: Path) -> None:
    code, told = run("--call", "call_aaaaaaaaaaaaaaaaaaaa", "--data", tmp_path)
    assert (code, "there is no call" in told) == (2, True), told
