"""Loops that a broken backend keeps a caller in.

Misunderstandings are counted wherever they happen. A tool that fails is not: where its failure leads back to
where it was called, a caller hears the same apology for as long as the backend is down.
"""

import ast
from collections.abc import Iterator

from configs.problems import Problem
from flows.reading.graph import FAILURES, Step
from flows.reading.lint.subject import Subject


def loops_without_counter(subject: Subject) -> Iterator[Problem]:
    """A round of failures that nothing ends: each is told once, at its first step."""
    failing = {node: list(_when_it_fails(subject, node)) for node in subject.graph.nodes}
    after = {node: _after(failing, node) for node in failing}
    told: set[str] = set()
    for node, steps in failing.items():
        if node in told or node not in after[node]:
            continue
        round_ = {other for other in after[node] if node in after[other]}
        told |= round_
        inside = [step for name in round_ for step in failing[name] if step.target in round_]
        if any(_counts(subject, step.tool) for step in inside):
            continue
        first = next(step for step in steps if step.target in round_)
        beside = subject.graph.beside(first)
        how = ", ".join(status for status in FAILURES if _chosen(beside, status) == first)
        message = f"when {first.tool} fails ({how}), the call comes back here every time, and nothing counts"
        hint = (
            "give the branch cases that lead on to something else (a message, a person, the end), or count in"
            " the tool (state[...] += 1) and give it a case for too many"
        )
        # At the node: a branch that several nodes share stands where the first of them is.
        yield subject.lines.problem(("nodes", node), message, hint, "warning")


def _when_it_fails(subject: Subject, node: str) -> Iterator[Step]:
    """The steps that are taken at a node when a tool does not work.

    Only branches are looked at: a tool that leads on whatever comes of it is no attempt at anything.
    """
    branches = {step.place: step for step in subject.graph.from_node(node) if step.field}
    for step in branches.values():
        # What follows when nobody can be fetched is the way out itself.
        if step.tool in subject.tools and step.tool not in subject.person_tools:
            steps = subject.graph.beside(step)
            yield from {_chosen(steps, status): None for status in FAILURES}


def _chosen(steps: list[Step], status: str) -> Step:
    """The step of a branch that a failure takes; the default comes last."""
    named = [step for step in steps if step.taken_on(status)]
    named += [step for step in steps if step.field == "ok" and (step.status or "").lower() == "false"]
    return (named or steps[-1:])[0]


def _after(failing: dict[str, list[Step]], start: str) -> set[str]:
    """The nodes that failure after failure leads to."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for step in failing.get(waiting.pop(), ()):
            if step.target not in seen:
                seen.add(step.target)
                waiting.append(step.target)
    return seen


def _counts(subject: Subject, tool: str) -> bool:
    """Whether the tool, or what it calls of the flow's own functions, counts something."""
    seen: set[str] = set()
    waiting = [tool]
    while waiting:
        name = waiting.pop()
        found = subject.code.function(name)
        if name in seen or not found:
            continue
        seen.add(name)
        for node in ast.walk(found[1]):
            if isinstance(node, ast.AugAssign):
                return True
            if isinstance(node, ast.Call):
                waiting.append(getattr(node.func, "attr", getattr(node.func, "id", "")))
    return False
