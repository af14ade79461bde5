"""A flow as a drawing: every node and every way between two is in it, and the special ones are marked."""

import re
from pathlib import Path
from typing import Any

import pytest
from pipecat.flows import FlowConfig

from configs.places import PACKAGED_FLOWS
from configs.yaml_lines import read_yaml
from flows.drawing import Picture, dot, mermaid, picture_of
from flows.reading.shape import Shape

SHIPPED = sorted(file.parent for file in PACKAGED_FLOWS.glob("*/flow.yaml"))
PERSON = {"ask_for_person"}

SMALL: dict[str, Any] = {
    "initial_node": "hello",
    "nodes": {
        "hello": {
            "task_messages": [],
            "functions": [
                {
                    "name": "buy",
                    "transition_to": {"field": "status", "cases": {"ok": "end"}, "default": "a b"},
                },
                {"name": "look"},
                {"name": "bye", "transition_only": True, "description": "x", "transition_to": "end"},
            ],
        },
        "a b": {"task_messages": [], "functions": []},
        "a_b": {"task_messages": [], "functions": []},
        "message": {"task_messages": [], "functions": []},
        "end": {"task_messages": [], "post_actions": [{"type": "end_conversation"}]},
    },
    "global_functions": [
        {"name": "ask_for_person", "transition_only": True, "description": "x", "transition_to": "message"}
    ],
}


def drawn(data: Any) -> Picture:
    return picture_of(Shape(data), PERSON)


def ways_of(config: FlowConfig) -> set[tuple[str, str, str, str]]:
    """Source, tool, result and target of every transition, as Pipecat reads the file."""
    ways = set()
    homes = [
        ("any node", config.global_functions),
        *((n, node.functions) for n, node in config.nodes.items()),
    ]
    for source, functions in homes:
        for function in functions:
            target = function.transition_to
            if isinstance(target, str):
                ways.add((source, function.name, "", target))
            elif target is not None:
                ways |= {(source, function.name, case, node) for case, node in target.cases.items()}
                ways |= {(source, function.name, "otherwise", target.default)} if target.default else set()
    return ways


def ways_in(text: str) -> set[tuple[str, str, str, str]]:
    """The same, read out of the Mermaid text."""
    titles = dict(re.findall(r'^ +(\w+)[\[({]+"([^"<]+)', text, re.M))
    ways = set()
    for source, label, target in re.findall(r'^ +(\w+) (?:-->|-\.->)\|"([^"]+)"\| (\w+)$', text, re.M):
        for line in label.split("<br/>"):
            tools, _, results = line.partition(": ")
            for tool in tools.split(", "):
                ways |= {(titles[source], tool, result, titles[target]) for result in results.split(", ")}
    return ways


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_every_node_and_every_way_of_a_shipped_flow_is_in_its_drawing(folder: Path) -> None:
    data = read_yaml(folder / "flow.yaml", max_bytes=10**7).data
    config = FlowConfig.model_validate(data)

    text = mermaid(drawn(data))

    for node in config.nodes:
        assert re.search(rf'^ +\w+[\[({{]+"{node}["<]', text, re.M), node
    assert ways_in(text) == ways_of(config)


def test_the_same_ways_are_in_the_drawing_for_graphviz() -> None:
    picture = drawn(SMALL)

    text = dot(picture)

    assert len(re.findall(r" -> ", text)) == len(picture.arrows) == 3
    assert 'node_hello -> node_end [label="buy: ok\\nbye"]' in text
    assert 'node_hello -> node_a_b [label="buy: otherwise"]' in text
    assert all(f"{box.id} [label=" in text for box in picture.boxes)


def test_the_start_the_ends_and_the_way_to_a_person_are_marked() -> None:
    text = mermaid(drawn(SMALL))

    assert 'node_hello(["hello<br/><i>look</i>"])' in text
    assert 'node_end((("end")))' in text
    assert 'node_message[["message"]]' in text
    assert 'any_node{{"any node"}}' in text
    assert "class node_message is_person" in text


def test_a_node_named_end_does_not_end_the_drawing_and_similar_names_stay_apart() -> None:
    boxes = drawn(SMALL).boxes

    assert len({box.id for box in boxes}) == len(boxes) == len(SMALL["nodes"]) + 1
    assert "end" not in {box.id for box in boxes}


def test_a_node_that_does_not_exist_is_drawn_where_something_leads_to_it() -> None:
    lost = {**SMALL, "global_functions": [{"name": "go", "transition_to": "nowhere"}]}

    text = mermaid(drawn(lost))

    assert 'node_nowhere["nowhere"]' in text
    assert ("any node", "go", "", "nowhere") in ways_in(text)


def test_ways_that_are_taken_only_when_a_tool_does_not_work_are_dotted() -> None:
    branch = {"field": "status", "cases": {"timeout": "sorry", "failed": "sorry"}, "default": "end"}
    flow = {**SMALL["nodes"], "sorry": {"task_messages": []}}
    flow["hello"] = {"task_messages": [], "functions": [{"name": "buy", "transition_to": branch}]}

    text = mermaid(drawn({"initial_node": "hello", "nodes": flow}))

    assert 'node_hello -.->|"buy: timeout, failed"| node_sorry' in text
    assert 'node_hello -->|"buy: otherwise"| node_end' in text
