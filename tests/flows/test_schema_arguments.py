"""Arguments that a JSON Schema describes, and the tools that are declared with one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.flows import FlowsFunctionSchema

from configs.schema.tool_promises import DeclaredTool
from flows.external.answers import MAX_SAY_CHARS, sentence
from flows.external.declared import declared_tool, filled
from flows.external.schema_arguments import SchemaArguments
from flows.reading.loader import check_flow, load_flow
from flows.tools.spec import InvalidArguments, spec_of

ORDER = {
    "type": "object",
    "properties": {
        "order": {"type": "string", "title": "Order", "description": "Its number."},
        "count": {"type": "integer", "minimum": 1, "default": 1},
        "price": {"type": "number"},
        "gift": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "size": {"enum": ["small", "large"]},
        "place": {"$ref": "#/$defs/Place"},
    },
    "required": ["order"],
    "$defs": {
        "Place": {
            "type": "object",
            "properties": {"floor": {"type": "integer"}, "near": {"$ref": "#/$defs/Place"}},
            "required": ["floor"],
        }
    },
}


def checked(**given: Any) -> dict[str, Any]:
    return SchemaArguments(ORDER).checked({"order": "1"} | given)


def test_what_was_not_given_is_not_sent() -> None:
    assert checked(count="", price=None, day="") == {"order": "1"}


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"count": "3"}, 3),
        ({"count": 3}, 3),
        ({"price": "2.5"}, 2.5),
        ({"gift": "True"}, True),
        ({"gift": False}, False),
        ({"size": "small"}, "small"),
        ({"place": {"floor": 2, "near": {"floor": 1}}}, {"floor": 2, "near": {"floor": 1}}),
    ],
)
def test_a_value_is_read_as_it_is_declared(given: dict[str, Any], value: Any) -> None:
    (name,) = given
    assert checked(**given)[name] == value


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"order": ""}, None),
        ({"order": 5}, {"order": "must be of type string"}),
        ({"count": 0}, {"count": "must be at least 1"}),
        ({"count": "1.5"}, {"count": "must be of type integer"}),
        ({"count": True}, {"count": "must be of type integer"}),
        ({"gift": "1"}, {"gift": "must be of type boolean"}),
        ({"day": "tomorrow"}, {"day": "must be written as a date"}),
        ({"size": "hunter2"}, {"size": "must be one of ['small', 'large']"}),
        ({"place": {"near": {}}}, {"place.floor": "is missing", "place.near.floor": "is missing"}),
        ({"extra": 1}, {"extra": "there is no such parameter"}),
    ],
)
def test_what_does_not_fit_is_told_without_the_value(given: dict[str, Any], problems: Any) -> None:
    if problems is None:
        assert checked(**given)["order"] == ""
        return
    with pytest.raises(InvalidArguments) as wrong:
        checked(**given)
    assert wrong.value.problems == problems
    assert "hunter2" not in str(wrong.value.problems)


def test_a_missing_argument_is_named() -> None:
    with pytest.raises(InvalidArguments) as wrong:
        SchemaArguments(ORDER).checked({})
    assert wrong.value.problems == {"order": "is missing"}


def test_parameters_are_whole_in_themselves() -> None:
    parameters = SchemaArguments(ORDER).parameters()
    assert parameters["order"] == {"type": "string", "description": "Its number."}
    assert parameters["count"] == {"type": "integer", "minimum": 1}
    assert parameters["place"]["properties"]["floor"] == {"type": "integer"}
    assert "$ref" not in json.dumps(parameters), "a schema that holds itself ends somewhere"


@given(
    st.dictionaries(
        st.sampled_from(list(ORDER["properties"])), st.one_of(st.none(), st.text(), st.integers())
    )
)
def test_whatever_a_model_writes_is_checked_or_refused(arguments: dict[str, Any]) -> None:
    try:
        values = SchemaArguments(ORDER).checked(arguments)
    except InvalidArguments as wrong:
        assert wrong.problems
    else:
        assert SchemaArguments(ORDER).checked(values) == values


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("Shall I cancel {{ order }}?", {"order": "12"}, "Shall I cancel 12?"),
        ("On {{day}}?", {"day": "2026-03-03"}, "On Tuesday, March 3rd?"),
        (
            "As a gift: {{ gift }}. {{ count }} of them?",
            {"gift": True, "count": 2},
            "As a gift: yes. 2 of them?",
        ),
        ("Order {{ order }} {{ day }}?", {"order": "1"}, "Order 1 ?"),
    ],
)
def test_a_read_back_is_in_words(template: str, values: dict[str, Any], text: str) -> None:
    assert filled(template, values, SchemaArguments(ORDER).parameters()) == text


@given(st.text(max_size=2000))
def test_a_sentence_of_a_server_is_never_longer_than_anyone_listens(text: str) -> None:
    said = sentence(text)
    assert len(said) <= MAX_SAY_CHARS and "\n" not in said
    if len(" ".join(text.split())) <= MAX_SAY_CHARS:
        assert said == " ".join(text.split())


# ---- In a flow --------------------------------------------------------------------------------------------

FLOW = """
initial_node: start
nodes:
  start:
    task_messages: [{role: developer, content: Help.}]
    functions: [{name: find_order}]
"""


async def nothing(*_: Any, **__: Any) -> dict[str, Any]:
    return {}


FIND = declared_tool(
    DeclaredTool(name="find_order", effect="read", timeout_secs=3), "Find an order.", ORDER, nothing
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tools.py").write_text('"""No tools of its own."""\n')
    (tmp_path / "flow.yaml").write_text(FLOW)
    return tmp_path


def test_models_learn_a_declared_tool_as_its_schema_has_it(folder: Path) -> None:
    (tool,) = load_flow(folder, {"find_order": FIND}).flow.node("start").get("functions", [])
    assert isinstance(tool, FlowsFunctionSchema)
    assert (tool.description, tool.required) == ("Find an order.", ["order"])
    assert tool.properties["size"]["enum"] == ["small", "large"]
    assert (tool.cancel_on_interruption, tool.timeout_secs) == (True, 6.0)


def test_a_write_outlives_a_barge_in() -> None:
    promise = DeclaredTool(name="drop", effect="write", read_back="Shall I drop it?")
    write = declared_tool(promise, "Drop.", ORDER, nothing)
    spec = spec_of(write)
    assert spec and spec.changes_the_world and spec.read_back
    assert getattr(write, "_pipecat_cancel_on_interruption") is False  # noqa: B009


def test_a_flow_without_the_agent_file_lacks_the_tool(folder: Path) -> None:
    assert ['tools.py has no tool "find_order"' in str(p) for p in check_flow(folder)] == [True]
    assert check_flow(folder, {"find_order": FIND}) == []


def test_one_name_cannot_stand_for_two_tools(folder: Path) -> None:
    text = (
        "from flows.tools import tool\n\n\n"
        '@tool(effect="read")\nasync def find_order(flow_manager):\n    """Find."""\n    return {}\n'
    )
    (folder / "tools.py").write_text(text)
    (problem,) = check_flow(folder, {"find_order": FIND})
    assert "stands in" in problem.message and "and in the agent file" in problem.message
