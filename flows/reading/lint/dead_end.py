"""Nodes that a call cannot leave."""

from collections.abc import Iterator

from configs.problems import Problem
from flows.reading.lint.subject import Subject


def dead_ends(subject: Subject) -> Iterator[Problem]:
    """A node from which no way leads to the end: the caller goes round in it until they give up."""
    graph = subject.graph
    if not graph.ends:
        message = "no node ends the call, so the agent never hangs up"
        hint = "give the last node `post_actions: [{type: end_conversation}]`"
        yield subject.lines.problem(("nodes",), message, hint, "warning")
        return
    good = graph.leading_to(graph.ends | graph.escalating)
    for name in graph.nodes:
        if name in graph.reached_from(graph.entrances) and name not in good:
            message = "no way leads from here to the end of the call: whoever comes here stays"
            hint = "lead one of its tools on, or end the call here: post_actions: [{type: end_conversation}]"
            yield subject.lines.problem(("nodes", name), message, hint)
