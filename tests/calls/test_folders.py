import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from calls.folders import (
    call_folder,
    call_folders,
    check_call_id,
    data_dir,
    find_call_folder,
    is_call_id,
    new_call_id,
)

ID = "call_abcdefghijklmnopqrst"


def test_ids_are_well_formed_and_come_from_the_given_chance():
    ids = [new_call_id(random.Random(seed)) for seed in range(500)]
    assert all(is_call_id(one) for one in ids)
    assert len(set(ids)) == 500
    assert new_call_id(random.Random(7)) == ids[7]


@pytest.mark.parametrize(
    "text",
    ["", "call_", "../../etc/passwd", ID + "/..", ID + "\n", ID + "a", ID[:-1], ID.upper(), "x" + ID,
     "call_" + "0" * 20, "call_" + "é" * 20, "call_..aaaaaaaaaaaaaaaaaa"],
)  # fmt: skip
def test_what_is_no_call_id_never_becomes_a_path(tmp_path: Path, text: str):
    for use in (
        lambda: check_call_id(text),
        lambda: find_call_folder(tmp_path, text),
        lambda: call_folder(tmp_path, text, datetime(2026, 3, 1, tzinfo=UTC)),
    ):
        with pytest.raises(ValueError, match="not a call id"):
            use()


def test_a_call_lies_under_its_day_in_utc(tmp_path: Path):
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert call_folder(tmp_path, ID, late) == tmp_path / "calls" / "2026-03-02" / ID


def test_calls_are_found_by_id_and_listed_by_day(tmp_path: Path):
    assert list(call_folders(tmp_path)) == []
    assert find_call_folder(tmp_path, ID) is None
    ids = [new_call_id(random.Random(seed)) for seed in range(3)]
    for day, call_id in zip((3, 1, 2), ids, strict=True):
        call_folder(tmp_path, call_id, datetime(2026, 3, day, tzinfo=UTC)).mkdir(parents=True)
    (tmp_path / "calls" / "2026-03-01" / "notes").mkdir()
    (tmp_path / "calls" / "lost+found").mkdir()
    assert [folder.name for folder in call_folders(tmp_path)] == [ids[1], ids[2], ids[0]]
    assert find_call_folder(tmp_path, ids[2]) == tmp_path / "calls" / "2026-03-02" / ids[2]


def test_the_data_folder_is_named_by_the_environment(tmp_path: Path):
    assert data_dir({"CALLWRIGHT_DATA": str(tmp_path)}) == tmp_path
    assert data_dir({"CALLWRIGHT_DATA": " "}) == Path("var")
    assert data_dir({}) == Path("var")
