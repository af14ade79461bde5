"""Where a call can go: the nodes of a flow and the steps between them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from configs.problems import KeyPath
from flows.reading.shape import Shape, mapping

ANYWHERE = "*"
"""The source of a step that every node offers (a global function)."""

ESCALATE = "escalate"
"""Type of the action with which a node says that a person is needed; it may have `reason`, and `destination`
as a name of the agent file."""

ENTERED_BY_THE_CALL = ("handoff_failed", "callback", "message")
"""Nodes that the call itself may enter after a transfer that reached nobody."""

FAILURES = ("failed", "timeout", "unavailable")
"""The statuses of a result that no other words of the caller would have changed."""


@dataclass(frozen=True)
class Step:
    """One way from a node to the next."""

    source: str
    """A node, or ANYWHERE."""

    tool: str
    status: str | None
    """The result that leads there; None = every one that has no step of its own."""

    target: str
    place: KeyPath
    """Of the function in `flow.yaml`."""

    field: str = ""
    """The field of the result that decides; empty where every result leads to the same node."""

    def taken_on(self, status: str) -> bool:
        """Whether a result with this status takes exactly this step and no default."""
        return self.field == "status" and self.status == status


class Graph:
    """The steps of a flow, and what can be reached by them."""

    def __init__(self, shape: Shape) -> None:
        self.nodes = tuple(shape.nodes)
        self.ends = frozenset(name for name, node in shape.nodes.items() if _does(node, "end_conversation"))
        self.escalating = frozenset(name for name, node in shape.nodes.items() if _does(node, ESCALATE))
        """The nodes that fetch a person by themselves."""

        self.entrances = tuple(_entrances(shape))
        self.steps = tuple(step for place, entry in shape.functions() for step in _steps(place, entry))

    def from_node(self, node: str) -> list[Step]:
        """The steps that can be taken at a node, the global ones included. None leave an end."""
        if node in self.ends:
            return []
        return [step for step in self.steps if step.source in (node, ANYWHERE)]

    def beside(self, step: Step) -> list[Step]:
        """All steps of the same entry, this one included; the default is the last."""
        return [other for other in self.steps if other.place == step.place]

    def reached_from(self, nodes: Iterable[str]) -> set[str]:
        """The nodes that a call can come to from these, and these themselves."""
        return _closure(nodes, lambda node: (step.target for step in self.from_node(node)))

    def leading_to(self, nodes: Iterable[str]) -> set[str]:
        """The nodes from which a call can come to one of these, and these themselves."""
        into: dict[str, set[str]] = {}
        for node in self.nodes:
            for step in self.from_node(node):
                into.setdefault(step.target, set()).add(node)
        return _closure(nodes, lambda node: into.get(node, ()))


def _closure(start: Iterable[str], further: Callable[[str], Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += further(node)
    return seen


def _entrances(shape: Shape) -> Iterator[str]:
    """Where a call begins, and where it is put when a transfer has failed."""
    if isinstance(shape.initial_node, str):
        yield shape.initial_node
    yield from (name for name in ENTERED_BY_THE_CALL if name in shape.nodes)


def _does(node: dict[str, Any], kind: str) -> bool:
    actions = [action for when in ("pre_actions", "post_actions") for action in node.get(when) or ()]
    return any(mapping(action).get("type") == kind for action in actions)


def _steps(place: KeyPath, entry: dict[str, Any]) -> Iterator[Step]:
    source = str(place[1]) if place[0] == "nodes" else ANYWHERE
    tool, target = str(entry.get("name")), entry.get("transition_to")
    if isinstance(target, str):
        yield Step(source, tool, None, target, place)
        return
    branch = mapping(target)
    field = str(branch.get("field"))
    for status, node in mapping(branch.get("cases")).items():
        yield Step(source, tool, str(status), str(node), place, field)
    if isinstance(default := branch.get("default"), str):
        yield Step(source, tool, None, default, place, field)
