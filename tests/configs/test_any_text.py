"""Whatever stands in a file or a path: an agent, or problems; never another exception."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configs import ConfigProblems, load_agent
from configs.hashing import flow_digests
from configs.script_file import load_script

GOOD = """\
agent: a
flow: desk
pipeline:
  llm: &x
    - service: openai
      settings: {model: "${MODEL:-m}", deep: [1, 0.5, true, ~, 'q']}
  tts: *x
turns: !include part.yaml
limits: {max_duration_secs: 60}
"""
PIECES = [
    *GOOD.splitlines(keepends=True),
    *"[]{}&*!?|>%@`\"'#-:,~ \n\t",
    "${",
    "<<: *x\n",
    "!!int ",
    "\\ud800",
]

pieces = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
cuts = st.tuples(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.text(max_size=8)).map(
    lambda cut: GOOD[: cut[0]] + cut[2] + GOOD[cut[1] :]
)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "flows/desk").mkdir(parents=True)
    (tmp_path / "flows/desk/flow.yaml").write_text("initial_node: a\n")
    (tmp_path / "part.yaml").write_text("silence_secs: 0.5\n")
    return tmp_path


def loads_or_complains(file: Path) -> None:
    try:
        agent = load_agent(file, environ={})
        assert len(agent.hash) == 16
    except ConfigProblems as refused:
        assert refused.problems
        for problem in refused.problems:
            assert problem.line >= 1
            assert problem.message
            str(problem).encode()


def test_the_text_that_is_varied_is_good(house: Path) -> None:
    (house / "a.yaml").write_text(GOOD)
    assert load_agent(house / "a.yaml", environ={}).config.limits.max_duration_secs == 60


@many
@given(text=st.text() | pieces | cuts)
def test_any_text_is_an_agent_or_problems(house: Path, text: str) -> None:
    (house / "a.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    loads_or_complains(house / "a.yaml")


@many
@given(content=st.binary())
def test_any_bytes_are_an_agent_or_problems(house: Path, content: bytes) -> None:
    (house / "a.yaml").write_bytes(content)
    loads_or_complains(house / "a.yaml")


@many
@given(text=st.text() | pieces)
def test_any_text_is_a_script_or_problems(house: Path, text: str) -> None:
    (house / "script.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(ConfigProblems):
        load_script(house / "script.yaml")


@many
@given(value=st.text(max_size=40))
def test_any_value_of_any_variable_is_an_agent_or_problems(house: Path, value: str) -> None:
    (house / "a.yaml").write_text(GOOD)
    agent = load_agent(house / "a.yaml", environ={"MODEL": value})
    assert agent.hash == load_agent(house / "a.yaml", environ={}).hash


@many
@given(name=st.text())
def test_any_name_is_an_agent_or_problems(name: str) -> None:
    with contextlib.suppress(ConfigProblems):
        load_agent(name, environ={})


def test_a_flow_that_is_not_there_has_no_digests(tmp_path: Path) -> None:
    assert flow_digests(tmp_path / "none") == {}
