"""Every broken agent file under `broken/` gives all of its problems, each on its line, in one run.

In those files `#! key: words & key: words` stands on the line of each problem: its key path, and words of it.
"""

from pathlib import Path

import pytest

from configs import ConfigProblems, Problem, load_agent

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
MARK = "#! "


def expected_in(file: Path) -> list[tuple[str, int, str, str]]:
    """File name, line, key and words of every problem that is marked in a file."""
    found = []
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        if MARK in line:
            for note in line.split(MARK, 1)[1].split(" & "):
                key, words = note.split(": ", 1)
                found.append((file.name, number, key, words.strip()))
    return found


def problems_of(file: Path) -> tuple[Problem, ...]:
    with pytest.raises(ConfigProblems) as caught:
        load_agent(file, environ={})
    return caught.value.problems


def test_there_are_at_least_ten_broken_files() -> None:
    assert len(BROKEN) >= 10


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_gives_all_its_problems_at_once_with_their_lines(file: Path) -> None:
    expected = expected_in(file)
    if file.stem == "includes":
        expected += [note for part in (file.parent / "parts").glob("*.yaml") for note in expected_in(part)]
    problems = problems_of(file)

    assert len(expected) > 1
    assert {place[:3] for place in expected} == {(Path(p.file).name, p.line, p.key) for p in problems}
    for name, line, key, words in expected:
        said = [str(p) for p in problems if (Path(p.file).name, p.line, p.key) == (name, line, key)]
        assert any(words in text for text in said), f"{words!r} is not in {said}"


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_problem_reads_as_file_line_key_message_and_hint(file: Path) -> None:
    for problem in problems_of(file):
        assert str(problem).startswith(f"{problem.file}:{problem.line}: {problem.key}: {problem.message}")
        assert str(problem).endswith(problem.hint)
        assert problem.as_dict().keys() == {"file", "line", "key", "message", "hint", "severity"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("agent: a\nflow: [b\n", 3, "not valid YAML"),
        ("agent: a\n\tflow: b\n", 2, "not valid YAML"),
        ("agent: a\nflow: b\n---\nagent: c\n", 3, "a second document"),
        ("agent: a\nflow: *b\n", 2, "no anchor"),
        ("agent: a\nflow: b\x07\n", 2, "U+0007"),
        ('agent: a\nflow: "\\U00110000"\n', 1, "out of range"),
        ("", 1, "the file is empty"),
        ("- agent: a\n", 1, "not a block of keys"),
        ("just text", 1, "not a block of keys"),
        ("agent: a\nflow: {b: ${C}}\n", 2, "quote a reference"),
    ],
)
def test_what_is_no_agent_at_all_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    (problem,) = problems_of(file)
    assert problem.line == line
    assert words in str(problem)


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"agent: a\nflow: \xff\xfe\n")
    (problem,) = problems_of(file)
    assert (problem.line, problem.message) == (2, "is not UTF-8 text")
