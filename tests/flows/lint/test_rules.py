"""The linter's rules where they must be silent, or see through what they look at."""

import shutil
from pathlib import Path

import pytest

from flows.reading.lint.long_text import MAX_SECS, spoken_secs
from flows.reading.loader import check_flow, lint_flow

SOUND = Path(__file__).parent / "sound"


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    """A copy of the sound flow."""
    return Path(shutil.copytree(SOUND, tmp_path / "flow"))


def change(flow: Path, file: str, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = (flow / file).read_text()
    assert old in text
    (flow / file).write_text(text.replace(old, new))


def told(flow: Path) -> list[str]:
    """The findings as `file:line key`."""
    assert [str(problem) for problem in check_flow(flow)] == []
    return [f"{Path(found.file).name}:{found.line} {found.key}" for found in lint_flow(flow)]


LEADING_BACK = (
    "cases: {free: confirm, timeout: message, failed: message, unavailable: message}",
    "cases: {free: confirm}",
)


def test_a_loop_that_its_tool_counts_is_none(flow: Path) -> None:
    change(flow, "flow.yaml", *LEADING_BACK)
    assert told(flow) == ["flow.yaml:10 nodes.greet"]

    change(
        flow,
        "tools.py",
        "    state = flow_manager.state\n",
        "    state = flow_manager.state\n    _count(state)\n",
    )
    change(
        flow,
        "tools.py",
        '@tool(effect="read")',
        'def _count(state: dict[str, Any]) -> None:\n    state["count"] += 1\n\n\n@tool(effect="read")',
    )
    assert told(flow) == []


def test_a_round_through_several_nodes_is_told_once(flow: Path) -> None:
    change(
        flow, "flow.yaml", "failed: message, unavailable: message}", "failed: confirm, unavailable: message}"
    )
    change(
        flow,
        "flow.yaml",
        "unconfirmed: confirm}, default: message}",
        "unconfirmed: confirm}, default: greet}",
    )

    assert told(flow) == ["flow.yaml:10 nodes.greet"]


def test_a_branch_on_ok_knows_where_a_failure_leads(flow: Path) -> None:
    change(
        flow,
        "flow.yaml",
        f"field: status\n          {LEADING_BACK[0]}",
        "field: ok\n          cases: {true: confirm, false: message}",
    )
    assert told(flow) == []


def test_a_tool_that_is_proposed_needs_no_read_back_of_its_own(flow: Path) -> None:
    change(flow, "tools.py", ", read_back=in_words", "")
    assert told(flow) == ["tools.py:28 buy_tickets"]

    change(
        flow,
        "tools.py",
        '    return {"status": "free"}',
        '    propose(flow_manager, "buy_tickets")\n    return {"status": "free"}',
    )
    change(
        flow,
        "tools.py",
        "from flows.tools import tool",
        "from flows.tools.confirming import propose\nfrom flows.tools.decorator import tool",
    )
    assert told(flow) == []


def test_a_tool_that_may_be_the_one_proposed_is_given_the_benefit_of_the_doubt(flow: Path) -> None:
    change(flow, "tools.py", ", read_back=in_words", "")
    change(
        flow,
        "tools.py",
        '    return {"status": "free"}',
        '    what = "buy_tickets" if count else "leave_message"\n    propose(flow_manager, what)\n'
        '    return {"status": "free"}',
    )
    change(
        flow,
        "tools.py",
        "from flows.tools import tool",
        "from flows.tools.confirming import propose\nfrom flows.tools.decorator import tool",
    )
    assert told(flow) == []


def test_keys_that_a_loop_names_are_filled_and_read_by_it(flow: Path) -> None:
    change(flow, "tools.py", '    "summary": "",\n', '    "summary": "",\n    "row": 0,\n    "seat": 0,\n')
    assert told(flow) == ["tools.py:12 STATE.row", "tools.py:13 STATE.seat"]

    change(
        flow,
        "tools.py",
        '    return {"status": "free"}',
        '    for key in ("row", "seat"):\n'
        '        state[key] = len([each for each in ("row", "seat") if state[each]])\n'
        '    return {"status": "free"}',
    )
    assert told(flow) == []


def test_forgetting_a_value_is_no_use_of_it(flow: Path) -> None:
    change(flow, "tools.py", '    "summary": "",\n', '    "summary": "",\n    "row": 0,\n')
    change(
        flow,
        "tools.py",
        '    return {"status": "free"}',
        '    for key in ("row",):\n        state[key] = STATE[key]\n    return {"status": "free"}',
    )
    assert told(flow) == ["tools.py:12 STATE.row"]


def test_a_key_that_only_the_script_shows_is_used(flow: Path) -> None:
    change(flow, "tools.py", '    "summary": "",\n', '    "summary": "",\n    "house": "The Old Theatre",\n')
    change(flow, "script.yaml", "say: Box office.", 'say: "{{ house }}, box office."')

    assert told(flow) == []


def test_a_key_that_a_piece_of_the_library_fills_is_filled(flow: Path) -> None:
    change(flow, "tools.py", '    "summary": "",\n', '    "summary": "",\n    "phone_spoken": "",\n')
    change(flow, "script.yaml", "say: Box office.", 'say: "{{ phone_spoken }}"')
    assert told(flow) == ["tools.py:12 STATE.phone_spoken"]

    change(
        flow,
        "tools.py",
        "from flows.tools import tool",
        "from flows.office import set_phone\nfrom flows.tools.decorator import tool",
    )
    change(
        flow,
        "tools.py",
        '    return {"status": "free"}',
        '    set_phone(state, "+12125550188")\n    return {"status": "free"}',
    )
    assert told(flow) == []


def test_a_node_that_fetches_a_person_is_a_way_to_one_and_no_dead_end(flow: Path) -> None:
    text = (flow / "flow.yaml").read_text()
    start, end = text.index("global_functions:"), text.index("nodes:")
    escalating = "\n  help:\n    task_messages: []\n    pre_actions: [{type: escalate}]\n"
    (flow / "flow.yaml").write_text(text[:start] + text[end:] + escalating)
    change(flow, "flow.yaml", "transition_to: greet\n", "transition_to: help\n")
    change(flow, "script.yaml", "  end:\n", "  help:\n    say: One moment.\n\n  end:\n")
    change(flow, "script.yaml", "person: ask_for_person\n\ntools:\n", "")
    change(flow, "script.yaml", "  ask_for_person: {phrases: [i want to talk to a person]}\n", "")

    findings = told(flow)

    assert [finding for finding in findings if "help" in finding] == []
    assert "flow.yaml:3 nodes" not in findings


def test_nothing_is_said_of_the_style_of_a_flow_that_does_not_work(flow: Path) -> None:
    change(flow, "flow.yaml", "transition_to: message\n", "transition_to: massage\n")

    assert len(check_flow(flow)) == 1
    assert lint_flow(flow) == []


def test_a_quoted_sentence_of_a_prompt_is_measured_as_speech(flow: Path) -> None:
    long = "Thank you for calling. " * 12
    change(flow, "flow.yaml", "content: Say goodbye.", f"content: 'Say: \"{long}\"'")

    assert told(flow) == ["flow.yaml:36 nodes.end.task_messages[0].content"]


def test_a_placeholder_takes_as_long_as_what_it_stands_for() -> None:
    assert spoken_secs("") == 0
    assert spoken_secs("{{ summary }}") == spoken_secs("on Tuesday at nine")
    assert spoken_secs("word " * 37) < MAX_SECS < spoken_secs("word " * 38)
