"""Nodes that no call ever comes to."""

from collections.abc import Iterator

from configs.problems import Problem
from flows.reading.lint.subject import Subject


def unreachable_nodes(subject: Subject) -> Iterator[Problem]:
    """A node without a way to it: what it says is never heard, and nobody notices."""
    graph = subject.graph
    reached = graph.reached_from(graph.entrances)
    for name in graph.nodes:
        if name not in reached:
            message = "no step leads to this node, so what it does never happens"
            hint = f"lead a tool to it (transition_to: {name}), or take it out"
            yield subject.lines.problem(("nodes", name), message, hint, "warning")
