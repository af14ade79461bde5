"""What flows keep of people is declared, so that it can be exported and erased."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from configs.places import FLOW_FILE, PACKAGED_FLOWS
from flows.handoff.message_book import MessageBook
from flows.personal import PersonalNotReadable, personal_tables
from flows.reading.loader import load_flow

FLOWS = sorted(file.parent for file in PACKAGED_FLOWS.glob(f"*/{FLOW_FILE}"))
PERSONAL = {
    "phone",
    "email",
    "name",
    "address",
    "zip_code",
    "call_id",
    "words",
    "message",
    "problem",
    "visit_id",
}


def test_every_table_of_the_flows_that_come_along_which_names_people_is_declared(tmp_path: Path) -> None:
    for folder in FLOWS:
        load_flow(folder).open_resources(tmp_path)
    MessageBook(tmp_path)
    declared = {(table.file, table.table) for table in personal_tables(FLOWS)}
    found = set()
    for file in tmp_path.glob("*.sqlite"):
        with closing(sqlite3.connect(file)) as database:
            for (table,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                columns = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
                if columns & PERSONAL:
                    found.add((file.name, table))
    assert len(found) > 10
    assert found == declared


def test_every_declared_column_exists(tmp_path: Path) -> None:
    for folder in FLOWS:
        load_flow(folder).open_resources(tmp_path)
    MessageBook(tmp_path)
    for table in personal_tables(FLOWS):
        with closing(sqlite3.connect(tmp_path / table.file)) as database:
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({table.table})")}
        own = {*table.blank, *([table.call] if table.call else []), *(table.belongs or ())[:1]}
        assert own <= columns, table


@pytest.mark.parametrize(
    ("text", "said"),
    [("PERSONAL = 3", "is no list of PersonalTable"), ("import nothing_there", "nothing_there")],
)
def test_a_declaration_that_cannot_be_read_is_told_with_its_file(
    tmp_path: Path, text: str, said: str
) -> None:
    flow = tmp_path / "own"
    flow.mkdir()
    (flow / FLOW_FILE).write_text("nodes: {}\n")
    (flow / "privacy.py").write_text(f"{text}\n")
    with pytest.raises(PersonalNotReadable, match=said) as told:
        personal_tables([flow])
    assert str(flow / "privacy.py") in str(told.value)


def test_a_flow_without_a_declaration_keeps_nothing_but_messages(tmp_path: Path) -> None:
    assert {table.file for table in personal_tables([tmp_path])} == {"messages.sqlite"}
