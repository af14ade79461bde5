"""The law as data: every row says where it stands, how well it is known and when it was checked."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from compliance.recording_policy import POLICY_FILE, STALE_AFTER, read_policy, recording_policy
from configs.schema.compliance import US_STATES, known_jurisdiction
from configs.yaml_lines import load_yaml

ROW = 'consent: one_party, cite: "18 USC 2511(2)(d)", grade: S, checked: "2026-11-20"'
ALL_PARTY = {"CA", "FL", "IL", "MD", "MA", "MT", "NH", "PA", "WA", "CT", "DE", "MI", "NV"}


def policy_of(row: str, folder: Path) -> Path:
    file = folder / "recording.yaml"
    file.write_text(f'version: "1"\njurisdictions:\n  US-NY: {{{row}}}\n', encoding="utf-8")
    return file


def test_every_row_has_its_cite_its_day_and_its_grade() -> None:
    data, _ = load_yaml(POLICY_FILE)

    for code, row in data["jurisdictions"].items():
        assert {"cite", "checked", "grade", "consent"} <= set(row), code
        assert known_jurisdiction(code) == code


@pytest.mark.parametrize("missing", ["cite", "grade", "checked", "consent"])
def test_a_row_without_one_of_them_cannot_be_used(missing: str, tmp_path: Path) -> None:
    row = ", ".join(part for part in ROW.split(", ") if not part.startswith(missing))

    with pytest.raises(ValidationError, match=missing):
        read_policy(policy_of(row, tmp_path))


def test_a_whole_row_can_be_used(tmp_path: Path) -> None:
    assert not read_policy(policy_of(ROW, tmp_path)).jurisdictions["US-NY"].asks_all


def test_a_row_that_nobody_verified_asks_for_no_less_than_everybody(tmp_path: Path) -> None:
    assert (
        read_policy(policy_of(ROW.replace("grade: S", "grade: U"), tmp_path)).jurisdictions["US-NY"].asks_all
    )


def test_every_state_has_a_row_and_those_of_all_parties_ask_them_all() -> None:
    rows = recording_policy().jurisdictions

    assert {code for code in rows if code.startswith("US-")} == {f"US-{state}" for state in US_STATES}
    assert {code[3:] for code, row in rows.items() if code.startswith("US-") and row.asks_all} == ALL_PARTY


def test_a_row_is_stale_after_180_days() -> None:
    policy = recording_policy()
    checked = min(row.checked for row in policy.jurisdictions.values())

    assert policy.stale(checked + STALE_AFTER) == {}
    assert policy.stale(checked + STALE_AFTER + timedelta(days=1))
    assert checked >= date(2026, 1, 1)
