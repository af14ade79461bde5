"""What a picture of a flow shows, whatever it is drawn with."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from flows.reading.graph import ANYWHERE, FAILURES, Graph, Step
from flows.reading.shape import Shape

ANY_NODE = "any node"
"""The title of the box from which the steps start that every node offers."""

OTHERWISE = "otherwise"
"""Stands on an arrow for every result that has no arrow of its own."""

Role = Literal["start", "end", "person", "anywhere", "plain"]


@dataclass(frozen=True)
class Box:
    """A node."""

    id: str
    """Letters, digits and underscores."""

    title: str
    role: Role
    stays: tuple[str, ...] = ()
    """Tools that are offered here and lead nowhere."""


@dataclass(frozen=True)
class Arrow:
    """Every way from one node to another."""

    source: str
    """The id of a box."""

    target: str
    labels: tuple[str, ...]
    """`tool`, or `tool, tool: status, status`."""

    mishap: bool = False
    """Whether it is only taken when a tool does not work."""


@dataclass(frozen=True)
class Picture:
    """The boxes and arrows of a flow, in the order of its file."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def picture_of(shape: Shape, person_tools: Collection[str]) -> Picture:
    """Draw a flow. `person_tools`: the tools that fetch a person; where they lead is marked."""
    graph = Graph(shape)
    names = [*graph.nodes, *({step.target: None for step in graph.steps if step.target not in graph.nodes})]
    ids = _ids(names) | {ANYWHERE: "any_node"}
    people = graph.escalating | {step.target for step in graph.steps if step.tool in person_tools}
    boxes = [Box(ids[name], name, _role(name, shape, graph, people), _stays(shape, name)) for name in names]
    if shape.global_tools:
        boxes.insert(0, Box(ids[ANYWHERE], ANY_NODE, "anywhere", _stays(shape, ANYWHERE)))
    between: dict[tuple[str, str], list[Step]] = {}
    for step in graph.steps:
        between.setdefault((step.source, step.target), []).append(step)
    arrows = [
        Arrow(ids[a], ids[b], tuple(_labels(steps)), all(step.status in FAILURES for step in steps))
        for (a, b), steps in between.items()
    ]
    return Picture(tuple(boxes), tuple(arrows))


def _role(name: str, shape: Shape, graph: Graph, people: Collection[str]) -> Role:
    if name in graph.ends:
        return "end"
    if name == shape.initial_node:
        return "start"
    return "person" if name in people else "plain"


def _stays(shape: Shape, name: str) -> tuple[str, ...]:
    places = [("global_functions",)] if name == ANYWHERE else [("nodes", name, "functions")]
    return tuple(
        str(entry.get("name"))
        for place, entry in shape.functions()
        if place[:-1] in places and entry.get("transition_to") is None
    )


def _labels(steps: list[Step]) -> Iterator[str]:
    """One line for the tools that lead there with the same results."""
    results: dict[str, list[str]] = {}
    for step in steps:
        results.setdefault(step.tool, []).append(step.status or (OTHERWISE if step.field else ""))
    alike: dict[tuple[str, ...], list[str]] = {}
    for tool, statuses in results.items():
        alike.setdefault(tuple(filter(None, statuses)), []).append(tool)
    for statuses, tools in alike.items():
        yield ", ".join(tools) + (f": {', '.join(statuses)}" if statuses else "")


def _ids(names: list[str]) -> dict[str, str]:
    """A name that every language takes for each node; `end` alone would end a Mermaid drawing."""
    ids: dict[str, str] = {}
    for index, name in enumerate(names):
        plain = "node_" + re.sub(r"\W", "_", name, flags=re.ASCII)
        ids[name] = f"{plain}_{index}" if plain in ids.values() else plain
    return ids
