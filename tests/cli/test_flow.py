"""`callwright flow`: a flow as a drawing, on standard output or in a file."""

import stat
from pathlib import Path

import pytest

FAKE = """#!/bin/sh
/bin/cat > {seen}
{then}
"""


@pytest.fixture
def bin_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where programs are found."""
    folder = home / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, then: str) -> Path:
    """A renderer that keeps what it is given, and then does something; gives what it was given."""
    seen = folder / f"{name}.seen"
    file = folder / name
    file.write_text(FAKE.format(seen=seen, then=then))
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return seen


def test_a_flow_is_drawn_as_mermaid_on_standard_output(cli, home: Path) -> None:
    result = cli("flow", "appointments", width=40)

    assert result.exit_code == 0
    assert result.stdout.startswith("flowchart TD\n")
    assert 'node_greet -->|"start_booking, start_move, start_cancel: number_offered"|' in result.stdout


def test_a_folder_a_flow_and_its_agent_give_the_same_drawing(cli, at_cafe: Path) -> None:
    by_name = cli("flow", "cafe")
    by_folder = cli("flow", "flows/cafe")
    by_file = cli("flow", "configs/agents/cafe.yaml")

    assert by_name.exit_code == 0
    assert by_name.stdout == by_folder.stdout == by_file.stdout
    assert "reserve_table: reserved" in by_name.stdout


def test_an_agent_whose_name_is_no_flow_is_drawn_too(cli, home: Path) -> None:
    assert cli("flow", "appointments-cloud").stdout == cli("flow", "appointments").stdout


def test_a_drawing_is_written_to_a_file(cli, home: Path) -> None:
    result = cli("flow", "appointments", "--out", home / "new" / "flow.mmd")

    assert result.exit_code == 0
    assert result.stdout == ""
    assert (home / "new" / "flow.mmd").read_text() == cli("flow", "appointments").stdout


def test_without_a_renderer_a_picture_says_what_to_install(cli, bin_folder: Path) -> None:
    result = cli("flow", "appointments", "--out", "flow.svg", width=500)

    assert result.exit_code == 2
    assert "flow.svg: nothing here draws svg: install Graphviz" in result.stderr
    assert not Path("flow.svg").exists()


def test_a_renderer_that_is_there_is_given_the_drawing_in_its_own_language(cli, bin_folder: Path) -> None:
    seen = program(bin_folder, "dot", 'for last; do :; done; echo "<svg/>" > "$last"')

    result = cli("flow", "appointments", "--out", "flow.svg")

    assert result.exit_code == 0, result.stderr
    assert Path("flow.svg").read_text() == "<svg/>\n"
    assert seen.read_text().startswith("digraph flow {")


def test_mermaid_is_drawn_by_its_own_renderer_where_both_are_there(cli, bin_folder: Path) -> None:
    program(bin_folder, "dot", "exit 1")
    seen = program(bin_folder, "mmdc", "echo picture > flow.png")

    assert cli("flow", "appointments", "--out", "flow.png").exit_code == 0
    assert seen.read_text().startswith("flowchart TD")


def test_a_renderer_that_fails_is_quoted(cli, bin_folder: Path) -> None:
    program(bin_folder, "dot", 'echo "Error: no font" >&2; exit 3')

    result = cli("flow", "appointments", "--out", "flow.svg")

    assert result.exit_code == 1
    assert "dot did not draw it: Error: no font" in result.stderr


def test_a_renderer_that_writes_nothing_has_failed(cli, bin_folder: Path) -> None:
    program(bin_folder, "dot", "exit 0")

    result = cli("flow", "appointments", "--out", "flow.svg")

    assert result.exit_code == 1
    assert "flow.svg: dot wrote nothing" in result.stderr


def test_a_flow_that_is_nowhere_and_a_file_of_another_kind_are_wrong_usage(cli, home: Path) -> None:
    nowhere = cli("flow", "apointments")
    gif = cli("flow", "appointments", "--out", "flow.gif")

    assert nowhere.exit_code == gif.exit_code == 2
    assert 'did you mean "appointments"?' in nowhere.stderr
    assert "a drawing is a file that ends in .mmd, .dot, .svg, .png" in gif.stderr
