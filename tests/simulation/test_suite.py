"""Scenario files are found, results are told to CI systems."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from configs import ConfigProblems
from simulation.junit import junit_xml
from simulation.result import ScenarioResult
from simulation.suite import agent_of, chosen, find_files, load_suite, rivals_of

FILE = """
name: {name}
scenarios:
  - name: one
    turns: []
    callwright: {{rivals: [two]}}
  - name: two
    turns: []
    callwright: {{only_as_rival: true}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "flows" / "visits" / "scenarios"
    place.mkdir(parents=True)
    (place / "a.yaml").write_text(FILE.format(name="a"))
    (place / "b.yml").write_text(FILE.format(name="b"))
    (place / "notes.txt").write_text("no scenario")
    (tmp_path / "flows" / "visits" / "flow.yaml").write_text("not: a scenario")
    return tmp_path


def test_in_a_folder_every_file_below_a_scenarios_folder_is_found(folder: Path):
    place = folder / "flows" / "visits" / "scenarios"
    assert [file.name for file in find_files([folder])] == ["a.yaml", "b.yml"]
    assert find_files([place]) == [place / "a.yaml", place / "b.yml"]
    assert find_files([place / "b.yml", folder]) == [place / "b.yml", place / "a.yaml"]


def test_a_place_without_scenarios_is_not_taken_for_one_where_all_pass(folder: Path):
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        find_files([folder / "nowhere"])
    (folder / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match="no scenario in it"):
        find_files([folder / "empty"])


def test_the_problems_of_all_files_are_told_at_once(folder: Path):
    files = find_files([folder])
    for file in files:
        file.write_text(file.read_text().replace("turns", "truns", 1))
    with pytest.raises(ConfigProblems) as caught:
        load_suite(files)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"a.yaml", "b.yml"}


def test_scenarios_that_are_only_rivals_are_not_played_alone(folder: Path):
    scenarios = load_suite(find_files([folder]))
    assert [scenario.name for scenario in chosen(scenarios)] == ["a/one", "b/one"]
    assert [scenario.name for scenario in chosen(scenarios, "a/two")] == ["a/two"]
    assert [scenario.name for scenario in rivals_of(scenarios[2], scenarios)] == ["b/two"]
    with pytest.raises(LookupError, match=r'no scenario "three"; there are: one, two, one and two'):
        chosen(scenarios, "three")


def test_a_scenario_that_names_no_agent_and_lies_nowhere_is_an_error(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(FILE.format(name="a"))
    (scenario, _) = load_suite([tmp_path / "a.yaml"])
    with pytest.raises(ConfigProblems, match="does not say which agent it calls"):
        agent_of(scenario)


def test_a_scenario_in_a_flows_folder_calls_the_agent_of_that_name(folder: Path):
    with pytest.raises(ConfigProblems, match="visits"):
        agent_of(load_suite(find_files([folder]))[0])


def test_junit_counts_and_quotes():
    results = [
        ScenarioResult("a/one", "a.yaml", 3, real_secs=1.5),
        ScenarioResult("a/two", "a.yaml", 9, ['expected "x" & <y>\x00', "more"], real_secs=0.5),
        ScenarioResult("b/one", "b.yaml", 3),
    ]
    root = ElementTree.fromstring(junit_xml(results))
    assert {key: root.get(key) for key in ("tests", "failures", "time")} == {
        "tests": "3",
        "failures": "1",
        "time": "2.000",
    }
    assert [suite.get("name") for suite in root] == ["a.yaml", "b.yaml"]
    failed = root[0][1]
    assert (failed.get("name"), failed.get("line")) == ("a/two", "9")
    failure = failed.find("failure")
    assert failure is not None
    assert failure.get("message") == 'expected "x" & <y>'
    assert failure.text == 'expected "x" & <y>\nmore'


def test_junit_counts_what_was_skipped_as_neither_passed_nor_failed():
    skipped = ScenarioResult("a/one", "a.yaml", 3, skipped="needs person: nobody can be rung")
    assert not skipped.passed
    root = ElementTree.fromstring(junit_xml([skipped, ScenarioResult("a/two", "a.yaml", 9)]))
    assert [root.get(key) for key in ("tests", "failures", "skipped")] == ["2", "0", "1"]
    told = root[0][0].find("skipped")
    assert told is not None and told.get("message") == "needs person: nobody can be rung"
    assert root[0][0].find("failure") is None and root[0][1].find("skipped") is None
