"""Loading a flow: compiled once per version, and everything wrong with it told with its line."""

import shutil
import time
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from configs import ConfigProblems
from flows.reading.loader import check_flow, content_digest, load_flow

APPOINTMENTS = Path(__file__).resolve().parents[2] / "flows" / "appointments"

TOOLS = '''
from pathlib import Path
from typing import Literal

from flows.tools import tool

STATE = {"name": "", "order": {"size": ""}}


@tool(effect="read")
async def look(flow_manager, size: Literal["small", "large"], day: str = ""):
    """Look something up."""
    return {}


@tool(effect="write")
async def save(flow_manager):
    """Save it."""
    return {}


async def naked(flow_manager):
    """No wrapper around it."""
    return {}, None
'''

FLOW = """
initial_node: start
nodes:
  start:
    task_messages: [{role: developer, content: "Ask {{ name }} for the {{ order.size }}."}]
    functions:
      - {name: look, transition_to: {field: status, cases: {ok: finish}, default: start}}
      - {name: save, transition_to: finish}
  finish:
    task_messages: []
    post_actions: [{type: end_conversation}]
"""

SCRIPT = """
words: {sizes: {small: [little], large: [big]}}
nodes:
  start:
    say: Hello {{ name }}.
    main: look
    tools:
      look:
        phrases: ["a {size} one"]
        parameters: {size: {kind: choice, words: sizes, ask: "Which size?"}}
      save: {on_yes: true}
  finish: {say: Goodbye.}
"""


def folder(
    tmp_path: Path,
    flow: str = FLOW,
    tools: str | None = TOOLS,
    script: str | None = SCRIPT,
    name: str = "shop",
) -> Path:
    """A flow's folder with these files."""
    home = tmp_path / name
    home.mkdir(exist_ok=True)
    for file, text in (("flow.yaml", flow), ("tools.py", tools), ("script.yaml", script)):
        if text is not None:
            (home / file).write_text(dedent(text))
    return home


def told(home: Path) -> list[str]:
    """The problems as `file:line key message`, short."""
    return [f"{Path(p.file).name}:{p.line} {p.key}: {p.message}" for p in check_flow(home)]


def only(home: Path) -> str:
    """The one problem, with its hint."""
    problems = check_flow(home)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return f"{Path(problems[0].file).name}:{problems[0].line}: {problems[0].message}; {problems[0].hint}"


def test_the_shipped_flow_has_nothing_wrong() -> None:
    assert check_flow(APPOINTMENTS) == []


def test_a_good_flow_has_nothing_wrong(tmp_path: Path) -> None:
    assert told(folder(tmp_path)) == []


def test_an_unknown_target_is_told_where_it_stands_with_a_guess(tmp_path: Path) -> None:
    home = folder(tmp_path, FLOW.replace("transition_to: finish", "transition_to: finnish"))
    assert only(home) == (
        'flow.yaml:8: there is no node "finnish";'
        ' nodes of this flow: finish and start (did you mean "finish"?)'
    )


def test_an_unknown_target_of_a_branch_and_an_unknown_first_node_are_told(tmp_path: Path) -> None:
    home = folder(
        tmp_path, FLOW.replace("ok: finish", "ok: done").replace("initial_node: start", "initial_node: go")
    )
    assert told(home) == [
        'flow.yaml:2 initial_node: there is no node "go"',
        'flow.yaml:7 nodes.start.functions[0].transition_to.cases.ok: there is no node "done"',
    ]


def test_a_branch_without_default_is_dead_air(tmp_path: Path) -> None:
    home = folder(tmp_path, FLOW.replace(", default: start", ""))
    assert only(home).startswith("flow.yaml:7: the branch has no `default`; name a node")


def test_a_branch_on_a_field_that_failures_lack_is_told(tmp_path: Path) -> None:
    home = folder(tmp_path, FLOW.replace("field: status", "field: state"))
    assert only(home).startswith(
        'flow.yaml:7: a result that failed has no field "state"; branch on ok or status'
    )


def test_a_tool_that_is_nowhere_is_told_with_those_that_are(tmp_path: Path) -> None:
    home = folder(tmp_path, FLOW.replace("name: save", "name: safe"), script=None)
    assert "flow.yaml:8: " in only(home)
    assert only(home).endswith('has no tool "safe"; its tools: look and save (did you mean "save"?)')


def test_a_tool_without_the_wrapper_is_told(tmp_path: Path) -> None:
    home = folder(tmp_path, FLOW.replace("name: save", "name: naked"), script=None)
    assert only(home).startswith('flow.yaml:8: "naked" in ')


def test_a_doubled_tool_is_told(tmp_path: Path) -> None:
    home = folder(tmp_path, FLOW.replace("name: save", "name: look"), script=None)
    assert told(home) == ['flow.yaml:8 nodes.start.functions[1].name: "look" stands here a second time']


def test_a_missing_action_handler_is_told(tmp_path: Path) -> None:
    actions = "post_actions: [{type: function, handler: bye}]"
    home = folder(tmp_path, FLOW.replace("post_actions: [{type: end_conversation}]", actions))
    assert told(home)[0].startswith(
        "flow.yaml:9 nodes.finish: node 'finish' post_actions references action handler"
    )


def test_a_placeholder_that_nothing_sets_is_told_in_prompts_and_in_the_script(tmp_path: Path) -> None:
    home = folder(
        tmp_path,
        FLOW.replace("order.size", "order.colour"),
        script=SCRIPT.replace("{{ name }}", "{{ nam }}").replace("Which size?", "Which {{ size }}?"),
    )
    problems = check_flow(home)
    assert [(problem.line, problem.message.split(":")[0]) for problem in problems] == [
        (5, "nothing sets {{ order.colour }}"),
        (5, "nothing sets {{ nam }}"),
        (10, "nothing sets {{ size }}"),
    ]
    assert 'did you mean "name"?' in check_flow(home)[1].hint


def test_what_only_looks_like_a_placeholder_is_told(tmp_path: Path) -> None:
    home = folder(tmp_path, FLOW.replace("{{ name }}", "{{ name | upper }}"))
    assert only(home).startswith("flow.yaml:5: {{ name | upper }} is not a placeholder")


def test_a_placeholder_that_is_escaped_is_plain_text(tmp_path: Path) -> None:
    assert (
        told(
            folder(
                tmp_path,
                FLOW.replace('"Ask {{ name }}', "'Ask \\{{ nobody }}").replace('size }}."', "size }}.'"),
            )
        )
        == []
    )


def test_a_goodbye_with_a_placeholder_would_be_read_out_as_it_stands(tmp_path: Path) -> None:
    home = folder(
        tmp_path, FLOW.replace("type: end_conversation", 'type: end_conversation, text: "Bye {{ name }}"')
    )
    assert only(home).startswith("flow.yaml:11: placeholders are not filled in here")


def test_words_before_a_node_are_refused_since_a_barge_in_there_would_end_in_silence(tmp_path: Path) -> None:
    home = folder(
        tmp_path, FLOW.replace("  start:\n", "  start:\n    pre_actions: [{type: tts_say, text: Hi}]\n")
    )
    assert only(home).startswith("flow.yaml:5: a barge-in during this tts_say leaves the call in silence")


def test_a_script_that_does_not_fit_is_told_point_by_point(tmp_path: Path) -> None:
    script = """
    words: {sizes: {small: [little], huge: [giant]}}
    person: human
    nodes:
      start:
        main: lock
        tools:
          look:
            phrases: ["a {sise} one"]
            parameters:
              size: {kind: choice, words: sizes, ask: "Which size?"}
              shape: {kind: text}
          safe: {on_yes: true}
      finnish: {say: Goodbye.}
    """
    assert told(folder(tmp_path, script=script)) == [
        'script.yaml:3 person: "human" is no global function',
        'script.yaml:4 nodes: the node "finish" of flow.yaml has no entry',
        'script.yaml:6 nodes.start.main: "lock" is no tool at this node',
        'script.yaml:9 nodes.start.tools.look.phrases[0]: "sise" is no parameter or class of words',
        "script.yaml:11 nodes.start.tools.look.parameters.size.words:"
        ' "huge" under words.sizes is not a value of the parameter',
        'script.yaml:12 nodes.start.tools.look.parameters.shape: "shape" is no parameter of look',
        'script.yaml:13 nodes.start.tools.safe: "safe" is no tool at this node',
        'script.yaml:14 nodes.finnish: "finnish" is no node of flow.yaml',
    ]


def test_all_files_are_checked_even_when_one_is_broken(tmp_path: Path) -> None:
    home = folder(
        tmp_path, FLOW.replace("finish}, default", "gone}, default"), "import nowhere_at_all\n", "nodes: []\n"
    )
    files = [problem.split(":")[0] for problem in told(home)]
    assert files == ["flow.yaml", "script.yaml", "tools.py"]


def test_tools_that_cannot_be_imported_are_told_with_their_line(tmp_path: Path) -> None:
    assert told(folder(tmp_path, tools="x = 1\nraise ValueError('no')\n", script=None)) == [
        "tools.py:2 : cannot be imported: ValueError: no"
    ]
    assert told(folder(tmp_path, tools="def x(:\n", script=None))[0].startswith(
        "tools.py:1 : cannot be imported"
    )


def test_a_flow_without_tools_says_so(tmp_path: Path) -> None:
    assert told(folder(tmp_path, tools=None, script=None)) == ["tools.py:1 : there is no tools.py"]


def test_an_include_does_not_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("task_messages: []\n")
    home = folder(tmp_path, "initial_node: start\nnodes:\n  start: !include ../secret.yaml\n", script=None)
    assert any("flow.yaml:3" in problem and "!include" in problem for problem in told(home))
    with pytest.raises(ConfigProblems):
        load_flow(home)


def test_an_include_inside_the_folder_works(tmp_path: Path) -> None:
    home = folder(tmp_path, "initial_node: start\nnodes:\n  start: !include start.yaml\n", script=None)
    (home / "start.yaml").write_text("task_messages: [{role: developer, content: Hi}]\n")
    assert load_flow(home).config.nodes["start"].task_messages[0].content == "Hi"


def test_loading_a_bad_flow_raises_everything_at_once(tmp_path: Path) -> None:
    home = folder(
        tmp_path, FLOW.replace("transition_to: finish", "transition_to: gone"), script="nodes: {x: {}}\n"
    )
    with pytest.raises(ConfigProblems) as caught:
        load_flow(home)
    assert len(caught.value.problems) >= 2


def test_a_flow_is_compiled_once_and_again_when_it_changes(tmp_path: Path) -> None:
    home = folder(tmp_path)
    first = load_flow(home)
    assert load_flow(home) is first
    (home / "tools.py").touch()
    assert load_flow(home) is first
    (home / "tools.py").write_text(TOOLS.replace('"name": ""', '"name": "Ada"'))
    second = load_flow(home)
    assert second is not first
    assert (first.initial_state["name"], second.initial_state["name"]) == ("", "Ada")
    assert first.tools is not second.tools


def test_scenarios_are_no_part_of_a_flow_s_content(tmp_path: Path) -> None:
    home = folder(tmp_path)
    before = content_digest(home)
    (home / "scenarios").mkdir()
    (home / "scenarios" / "one.yaml").write_text("turns: []\n")
    assert content_digest(home) == before


def test_two_folders_with_the_same_module_names_do_not_meet(tmp_path: Path) -> None:
    copy = tmp_path / "appointments"
    shutil.copytree(APPOINTMENTS, copy)
    (copy / "hours.py").write_text((copy / "hours.py").read_text().replace("time(17)", "time(18)"))
    own, other = load_flow(APPOINTMENTS), load_flow(copy)
    assert own.tools.Calendar is not other.tools.Calendar


def test_calls_share_the_flow_and_not_its_state(tmp_path: Path) -> None:
    flow = load_flow(folder(tmp_path))
    one, two = flow.initial_state, flow.initial_state
    one["order"]["size"] = "large"
    assert two["order"]["size"] == ""


def test_state_may_be_a_model(tmp_path: Path) -> None:
    tools = TOOLS.replace(
        'STATE = {"name": "", "order": {"size": ""}}',
        """
from pydantic import BaseModel

class Order(BaseModel):
    size: str = ""

class STATE(BaseModel):
    name: str = ""
    order: Order = Order()
""",
    )
    assert load_flow(folder(tmp_path, tools=tools)).initial_state == {"name": "", "order": {"size": ""}}


def test_models_are_told_the_choices_of_an_argument() -> None:
    functions = load_flow(APPOINTMENTS).flow.node("collect").get("functions", [])
    check: Any = next(one for one in functions if getattr(one, "name", "") == "check_slot")
    assert check.properties["service"]["enum"] == ["cleaning", "checkup", "filling", "whitening"]
    assert "HH:MM" in check.properties["time"]["description"]


def test_a_thousand_nodes_are_loaded_once_and_then_at_hand(tmp_path: Path) -> None:
    nodes = "".join(
        f"  n{i}:\n    task_messages: [{{role: developer, content: Go on}}]\n"
        f"    functions: [{{name: save, transition_to: n{(i + 1) % 1000}}}]\n"
        for i in range(1000)
    )
    home = folder(tmp_path, f"initial_node: n0\nnodes:\n{nodes}", script=None, name="large")
    flow = load_flow(home)
    assert len(flow.config.nodes) == 1000
    began = time.perf_counter()
    assert load_flow(home) is flow
    assert time.perf_counter() - began < 0.05
