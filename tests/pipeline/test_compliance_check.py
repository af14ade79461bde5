"""What an agent file promises about recording and disclosure and cannot hold is told before a call."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from compliance.recording_policy import STALE_AFTER, recording_policy
from configs import Problem, inspect_agent
from configs.places import known_agents
from flows.reading.check import examine
from pipeline.checking import check_agent
from pipeline.compliance_check import compliance_problems

TODAY = max(row.checked for row in recording_policy().jurisdictions.values())


def checked(folder: Path, more: str) -> list[Problem]:
    """All that is wrong with an agent of the dental office."""
    file = folder / "agent.yaml"
    file.write_text(f"agent: office\nflow: appointments\n{more}\n", encoding="utf-8")
    return list(check_agent(file, environ={}).problems)


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.key, problem.message) for problem in problems]


@pytest.mark.parametrize("name", [name for name in known_agents() if not name.endswith("-cloud")])
def test_the_shipped_agents_are_good(name: str) -> None:
    assert list(compliance_problems(inspect_agent(name, environ={}), today=TODAY)) == []


@pytest.mark.parametrize(
    ("more", "severity", "key", "message"),
    [
        (
            "recording: {mode: announce}",
            "warning", "recording.mode", "it is not known where the business is",
        ),
        (
            "recording: {mode: announce}\ncompliance: {jurisdiction: JP}",
            "warning", "compliance.jurisdiction", "has no row for JP",
        ),
        (
            "recording: {mode: announce, announcement_is_consent: [US-WA, US-CA]}\n"
            "compliance: {jurisdiction: US-NY}",
            "error", "recording.announcement_is_consent[1]", "in US-CA an announcement is no consent by law",
        ),
        (
            "recording: {mode: announce, announcement: 'Welcome to our line.'}\n"
            "compliance: {jurisdiction: US-NY}",
            "error", "recording.announcement", "does not say that the call is recorded",
        ),
        (
            "recording: {mode: announce, announcement: ''}\ncompliance: {jurisdiction: US-NY}",
            "error", "recording.announcement", "no reason is given",
        ),
        ("language: ja-JP", "error", "language", "no text in ja-JP that tells callers"),
        (
            "compliance: {disclosure: {in_greeting: true}}",
            "error", "compliance.disclosure.in_greeting", "does not say that this is a machine",
        ),
        ("compliance: {jurisdiction: US}", "error", "compliance.jurisdiction", "there is no jurisdiction"),
        (
            "compliance: {disclosure: {text: 'Hello, I am Susan.'}}",
            "error", "compliance.disclosure.text", "the notice does not say that this is a machine",
        ),
        ("compliance: {disclosure: {off_because: no}}", "error", "compliance.disclosure.off_because", ""),
        ("compliance: {disclosure: {enabled: false}}", "error", "compliance.disclosure.enabled", "unknown"),
        ("repair: {off: [are_you_a_robot]}", "error", "repair.off[0]", "is not one of the choices"),
        ("repair: {robot: 'No soy un robot.'}", "error", "repair.robot", "does not say that this"),
    ],
)  # fmt: skip
def test_it_is_told_with_its_key(tmp_path: Path, more: str, severity: str, key: str, message: str) -> None:
    found = told(checked(tmp_path, more))

    assert [one for one in found if one[:2] == (severity, key) and message in one[2]], found


def test_a_policy_that_nobody_checked_for_long_is_a_warning(tmp_path: Path) -> None:
    inspection = inspect_agent("appointments", environ={})
    oldest = min(row.checked for row in recording_policy().jurisdictions.values())

    def on(day: date) -> list[Problem]:
        return list(compliance_problems(inspection, today=day))

    assert on(oldest + STALE_AFTER) == []
    (stale,) = on(oldest + STALE_AFTER + timedelta(days=1))
    assert stale.severity == "warning"
    assert "180 days" in stale.message
    assert "policy/recording.yaml" in stale.hint


FLOW = """
initial_node: hello
nodes:
  hello:
    task_messages: [{role: developer, content: Say hello.}]
    functions: [{name: are_you_a_robot}]
"""
TOOLS = """
from flows.tools import tool

@tool(effect="read")
async def are_you_a_robot(flow_manager) -> dict:
    "Says no."
    return {"status": "answered", "say": "No, I am Susan."}
"""


def test_a_flow_cannot_put_a_tool_of_its_own_in_the_place_of_the_truth(tmp_path: Path) -> None:
    (tmp_path / "flow.yaml").write_text(FLOW, encoding="utf-8")
    (tmp_path / "tools.py").write_text(TOOLS, encoding="utf-8")

    found = examine(tmp_path, "digest").problems

    assert [one.message for one in found] == ["every node offers this already, and its answer is true"]


def test_a_script_cannot_lie_about_it_either(tmp_path: Path) -> None:
    (tmp_path / "flow.yaml").write_text(
        FLOW.replace("functions: [{name: are_you_a_robot}]", ""), encoding="utf-8"
    )
    (tmp_path / "tools.py").write_text("", encoding="utf-8")
    (tmp_path / "script.yaml").write_text("robot: Je ne suis pas un robot.\nnodes: {hello: {say: Hi.}}\n")

    found = examine(tmp_path, "digest").problems

    assert [one.key for one in found] == ["robot"]
