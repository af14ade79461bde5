"""Finding an agent file and its flow, and what becomes of them."""

import dataclasses
from pathlib import Path

import pytest

from configs import ConfigProblems, inspect_agent, load_agent

ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with one agent and one flow, as the current directory."""
    write(tmp_path / "configs/agents/desk.yaml", "agent: desk\nflow: talk\n")
    write(tmp_path / "flows/talk/flow.yaml", "initial_node: a\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def problem_of(path_or_name: str | Path) -> str:
    with pytest.raises(ConfigProblems) as caught:
        load_agent(path_or_name, environ={})
    return str(caught.value)


def test_the_smallest_agent_file_is_agent_and_flow(house: Path) -> None:
    agent = load_agent("desk", environ={})
    assert (agent.name, agent.config.flow) == ("desk", "talk")
    assert agent.file == (house / "configs/agents/desk.yaml").resolve()
    assert agent.flow_dir == (house / "flows/talk").resolve()
    assert agent.config.language == "en-US"
    assert [choice.service for choice in agent.config.pipeline.llm] == ["local"]
    assert len(agent.hash) == 16


@pytest.mark.parametrize("name", ["appointments", "appointments-cloud"])
def test_agents_of_the_package_are_found_from_anywhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    agent = load_agent(name, environ={})
    assert agent.file == ROOT / f"configs/agents/{name}.yaml"
    assert agent.flow_dir == ROOT / "flows/appointments"


def test_an_agent_here_goes_before_one_of_the_package(house: Path) -> None:
    write(house / "configs/agents/appointments.yaml", "agent: mine\nflow: talk\n")
    assert load_agent("appointments", environ={}).name == "mine"


def test_a_path_is_taken_as_it_is(house: Path) -> None:
    write(house / "elsewhere.yaml", "agent: elsewhere\nflow: talk\n")
    assert load_agent("elsewhere.yaml", environ={}).name == "elsewhere"
    assert load_agent(house / "elsewhere.yaml", environ={}).name == "elsewhere"


def test_an_unknown_name_lists_the_known_agents(house: Path) -> None:
    said = problem_of("dsk")
    assert 'there is no agent named "dsk"' in said
    assert "appointments" in said
    assert 'did you mean "desk"?' in said


def test_a_path_to_nothing_is_a_problem_of_that_file(house: Path) -> None:
    assert problem_of("none.yaml") == "none.yaml:1: there is no such file"


def test_a_folder_is_not_an_agent_file(house: Path) -> None:
    assert "is not a file" in problem_of(house / "configs" / "agents")


def test_a_file_over_64_kib_is_refused(house: Path) -> None:
    write(house / "big.yaml", "agent: big\nflow: talk\n" + "# padding\n" * 7000)
    assert problem_of("big.yaml") == "big.yaml:1: is too large; at most 64 KiB"


def test_a_link_out_of_its_folder_is_refused(house: Path) -> None:
    outside = write(house / "outside.yaml", "agent: outside\nflow: talk\n")
    (house / "configs/agents/link.yaml").symlink_to(outside)
    assert "leads out of its folder" in problem_of("link")


@pytest.mark.parametrize("place", ["agents/flows", "flows", "agents/../flows"])
def test_a_flow_is_looked_for_beside_the_agent_and_above(tmp_path: Path, place: str) -> None:
    write(tmp_path / place / "near/flow.yaml", "initial_node: a\n")
    file = write(tmp_path / "agents/a.yaml", "agent: a\nflow: near\n")
    assert load_agent(file, environ={}).flow_dir == (tmp_path / place / "near").resolve()


def test_the_nearest_flow_wins(house: Path) -> None:
    near = write(house / "configs/agents/flows/talk/flow.yaml", "initial_node: a\n")
    assert load_agent("desk", environ={}).flow_dir == near.parent


def test_a_flow_is_not_looked_for_more_than_three_folders_up(tmp_path: Path) -> None:
    write(tmp_path / "flows/far/flow.yaml", "initial_node: a\n")
    file = write(tmp_path / "1/2/3/4/a.yaml", "agent: a\nflow: far\n")
    assert 'there is no flow named "far"' in problem_of(file)


def test_a_flow_folder_without_its_flow_is_named(house: Path) -> None:
    (house / "flows/empty").mkdir()
    file = write(house / "a.yaml", "agent: a\nflow: empty\n")
    assert f"{Path('flows/empty')} has no flow.yaml" in problem_of(file)


CLOUD = """
agent: cloud
flow: talk
pipeline:
  llm:
    - service: openai
      args: {api_key: "${NOT_SET}"}
    - service: local
"""


def test_offline_puts_local_engines_everywhere_and_needs_no_key(house: Path) -> None:
    write(house / "cloud.yaml", CLOUD)
    assert "NOT_SET is not set" in problem_of("cloud.yaml")
    agent = load_agent("cloud.yaml", environ={}, offline=True)
    pipeline = agent.config.pipeline
    services = {choice.service for choice in (*pipeline.stt, *pipeline.llm, *pipeline.tts)}
    assert services == {"local"}


def test_local_engines_make_it_another_agent_with_another_hash(house: Path) -> None:
    write(house / "cloud.yaml", CLOUD)
    agent = load_agent("cloud.yaml", environ={"NOT_SET": "k"})
    offline = agent.with_local_engines()
    assert offline.hash == load_agent("cloud.yaml", environ={}, offline=True).hash
    assert offline.hash != agent.hash
    assert agent.config.pipeline.llm[0].service == "openai"


def test_offline_still_checks_the_providers_blocks(house: Path) -> None:
    write(house / "cloud.yaml", CLOUD + "    - {servise: x}\n")
    with pytest.raises(ConfigProblems, match="unknown key"):
        load_agent("cloud.yaml", environ={}, offline=True)


def test_a_loaded_agent_cannot_be_changed(house: Path) -> None:
    agent = load_agent("desk", environ={})
    with pytest.raises(dataclasses.FrozenInstanceError):
        agent.hash = "0"  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ValueError, match="frozen"):
        agent.config.agent = "other"


def test_others_can_point_at_a_line_of_the_file(house: Path) -> None:
    write(house / "cloud.yaml", CLOUD)
    agent = load_agent("cloud.yaml", environ={"NOT_SET": "k"})
    problem = agent.problem(("pipeline", "llm", 0, "service"), "has no such model", "use another")
    assert str(problem) == "cloud.yaml:6: pipeline.llm[0].service: has no such model; use another"


def test_the_good_providers_of_a_bad_file_can_still_be_checked(house: Path) -> None:
    write(house / "cloud.yaml", CLOUD + "    - {servise: x}\nturn: 1\n")
    inspection = inspect_agent("cloud.yaml", environ={"NOT_SET": "k"})
    assert inspection.agent is None
    assert [(c.kind, c.path, c.choice.service) for c in inspection.choices] == [
        ("stt", ("pipeline", "stt", 0), "local"),
        ("llm", ("pipeline", "llm", 0), "openai"),
        ("llm", ("pipeline", "llm", 1), "local"),
        ("tts", ("pipeline", "tts", 0), "local"),
    ]
