"""Nodes at which a caller asks for a person in vain."""

from collections.abc import Iterator

from configs.problems import Problem
from flows.reading.lint.subject import ASK_FOR_PERSON, Subject


def no_way_to_a_person(subject: Subject) -> Iterator[Problem]:
    """A node that does not offer a person. Who wants one and is not given one hangs up, or worse."""
    graph, shape = subject.graph, subject.shape
    names = subject.person_tools
    if not graph.escalating and not any(shape.offered(node) & names for node in shape.nodes):
        message = "there is no way to a person: a caller whom the agent cannot help is left alone"
        hint = f"add {ASK_FOR_PERSON} to global_functions (from flows.handoff.tools), or a tool of your own"
        yield subject.lines.problem(("nodes",), message, hint, "warning")
        return
    reached = graph.reached_from(graph.entrances) - graph.ends - graph.escalating
    for node in graph.nodes:
        if node in reached and not shape.offered(node) & names:
            message = "no way to a person here: a caller who asks for one is refused"
            hint = f"offer {' or '.join(sorted(names))} here, or at every node under global_functions"
            yield subject.lines.problem(("nodes", node), message, hint, "warning")
