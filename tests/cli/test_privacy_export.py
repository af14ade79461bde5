"""`callwright privacy export`: a person is given everything that is kept of them."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.privacy_world import ADA, ADAS, JAMES, calls_of


def test_an_export_has_everything_and_its_manifest_every_hash(cli, data: Path) -> None:
    into = data.parent / "for ada"

    result = cli("privacy", "export", *ADAS, "--out", into, "--data", data)

    assert result.exit_code == 0, result.output
    manifest = json.loads((into / "manifest.json").read_text())
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    on_disk = {
        str(path.relative_to(into)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in into.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert listed == on_disk
    for call_id in calls_of(data, ADA):
        assert f"calls/{call_id}/journal.jsonl" in listed
        assert f"calls/{call_id}/record.json" in listed
    assert {
        "tables/leads/leads.json",
        "tables/appointments/patients.json",
        "tables/support/refunds.json",
    } <= {*listed}
    recordings = list(into.rglob("recording.*"))
    assert recordings and all(path.read_bytes()[:4] == b"RIFF" for path in recordings)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (into, *into.rglob("*")))
    assert not any(call in str(listed) for call in calls_of(data, JAMES))


def test_an_export_as_one_zip(cli, data: Path) -> None:
    result = cli("privacy", "export", *ADAS, "--zip", "--out", data.parent / "ada", "--data", data)

    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(data.parent / "ada.zip") as packed:
        assert "manifest.json" in packed.namelist()
    assert not (data.parent / "ada").exists()


def test_an_export_overwrites_nothing_and_of_nobody_makes_nothing(cli, data: Path) -> None:
    there = data.parent / "there"
    there.mkdir()
    assert cli("privacy", "export", *ADAS, "--out", there, "--data", data).exit_code == 2

    nobody = cli("privacy", "export", "--phone", "+12125550111", "--out", data.parent / "out", "--data", data)
    assert nobody.exit_code == 0
    assert "Nothing is kept of them." in nobody.stderr
    assert not (data.parent / "out").exists()


@pytest.mark.parametrize("verb", ["export", "erase"])
def test_whom_nobody_is_meant_by_is_told(cli, data: Path, verb: str) -> None:
    for words, said in (
        ((), "nobody is meant"),
        (("--phone", "nine"), "no telephone number"),
        (("--call", "x"), "call id"),
    ):
        result = cli("privacy", verb, *words, "--data", data)
        assert result.exit_code == 2
        assert said in result.stderr


def test_a_reason_that_names_the_person_is_refused(cli, data: Path) -> None:
    for verb in (("erase", "--yes"), ("export", "--out", data.parent / "out")):
        result = cli("privacy", *verb, *ADAS, "--data", data, "--why", "please erase (212) 555-0188")
        assert result.exit_code == 2
        assert "the reason names the person" in result.stderr
    assert len(calls_of(data, ADA)) == 3
