"""Tools that the agent file lets open private values, checked against its flow."""

from pathlib import Path

import yaml

from pipeline.checking import check_agent


def problems(folder: Path, **opened: list[str]) -> list[str]:
    file = folder / "office.yaml"
    agent = {"agent": "office", "flow": "appointments", "redaction": {"open": opened}}
    file.write_text(yaml.safe_dump(agent, sort_keys=False))
    return [f"{p.key}: {p.message}" for p in check_agent(file, environ={}).problems if "redaction" in p.key]


def test_a_tool_that_the_flow_does_not_have_is_an_error(tmp_path: Path) -> None:
    assert problems(tmp_path, pay=["card"]) == ['redaction.open.pay: the flow has no tool "pay"']


def test_a_tool_of_the_flow_may_be_named(tmp_path: Path) -> None:
    assert problems(tmp_path, book_visit=["card"]) == []
