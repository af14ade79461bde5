"""The linter: every planted fault is found where it stands, and nothing else is.

In the planted flows `#! key: words` stands on the line of the fault: the key of the finding, and words of it.
"""

from pathlib import Path

import pytest

from configs.places import PACKAGED_FLOWS
from configs.problems import Problem
from flows.reading.loader import check_flow, lint_flow

HERE = Path(__file__).parent
PLANTED = sorted(path for path in (HERE / "planted").iterdir() if path.is_dir())
SHIPPED = sorted(file.parent for file in PACKAGED_FLOWS.glob("*/flow.yaml"))


def findings(folder: Path) -> list[Problem]:
    """What `callwright check` says of a flow."""
    return [*check_flow(folder), *lint_flow(folder)]


def planted_in(folder: Path) -> list[tuple[str, int, str, str]]:
    """File name, line, key and words of what is wrong with a flow."""
    marked = [
        (file.name, number, line.split("#! ", 1)[1])
        for file in sorted(folder.iterdir())
        if file.is_file()
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if "#! " in line
    ]
    return [(file, line, note.split(": ", 1)[0], note.split(": ", 1)[1]) for file, line, note in marked]


def test_there_are_at_least_fifteen_faults() -> None:
    assert len(PLANTED) >= 15


@pytest.mark.parametrize("folder", PLANTED, ids=lambda folder: folder.name)
def test_a_planted_fault_is_found_in_its_line_and_is_the_only_finding(folder: Path) -> None:
    [(file, line, key, words)] = planted_in(folder)

    [found] = findings(folder)

    assert (Path(found.file).name, found.line, found.key) == (file, line, key)
    assert words in found.message
    assert Path(found.file).parent.name == folder.name


@pytest.mark.parametrize("folder", PLANTED, ids=lambda folder: folder.name)
def test_a_finding_says_why_it_matters_and_what_to_do(folder: Path) -> None:
    [found] = findings(folder)

    assert len(found.message.split()) >= 4
    assert found.hint or folder.name == "irreversible_on_request"


def test_a_sound_flow_has_no_findings() -> None:
    assert findings(HERE / "sound") == []


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_linter_is_silent_on_every_shipped_flow(folder: Path) -> None:
    assert [str(finding) for finding in findings(folder)] == []
