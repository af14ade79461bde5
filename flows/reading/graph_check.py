"""Is the graph of `flow.yaml` whole? Everything that is wrong with it is found at once."""

from collections.abc import Iterator
from typing import Any

from configs.lines import Lines
from configs.problems import KeyPath, Problem, did_you_mean, listed
from flows.reading.shape import Shape, mapping
from flows.tools.envelope import FIELDS

DEAD_AIR = "without it, any other result leaves the call where it is"


def check_graph(shape: Shape, lines: Lines) -> list[Problem]:
    """Unknown nodes, doubled tools, branches that can leave a call in silence."""
    known = sorted(shape.nodes)
    problems: list[Problem] = []
    if isinstance(shape.initial_node, str) and shape.initial_node not in shape.nodes:
        problems.append(_unknown(lines, ("initial_node",), shape.initial_node, known))
    for place, function in shape.functions():
        target = function.get("transition_to")
        for where, node in _targets((*place, "transition_to"), target):
            if node not in shape.nodes:
                problems.append(_unknown(lines, where, node, known))
        if isinstance(target, dict):
            problems += _branch((*place, "transition_to"), target, lines)
    return problems + _doubled(shape, lines)


def _targets(place: KeyPath, target: Any) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(target, str):
        yield place, target
    for case, node in mapping(mapping(target).get("cases")).items():
        if isinstance(node, str):
            yield (*place, "cases", case), node
    default = mapping(target).get("default")
    if isinstance(default, str):
        yield (*place, "default"), default


def _branch(place: KeyPath, branch: dict[str, Any], lines: Lines) -> list[Problem]:
    problems = []
    if branch.get("default") is None:
        problems.append(lines.problem(place, "the branch has no `default`", f"name a node; {DEAD_AIR}"))
    field = branch.get("field")
    if isinstance(field, str) and field not in FIELDS:
        allowed = listed(sorted(FIELDS))
        hint = f"branch on {allowed}, which every result has{did_you_mean(field, FIELDS)}"
        problems.append(
            lines.problem((*place, "field"), f'a result that failed has no field "{field}"', hint)
        )
    return problems


def _doubled(shape: Shape, lines: Lines) -> list[Problem]:
    """A name may stand once in a node, and not in a node and among the global functions."""
    problems = []
    seen: set[tuple[KeyPath, str]] = set()
    for place, function in shape.functions():
        name, home = function.get("name"), place[:-1]
        if not isinstance(name, str):
            continue
        if (home, name) in seen:
            problems.append(lines.problem((*place, "name"), f'"{name}" stands here a second time'))
        elif name in shape.global_tools and home != ("global_functions",):
            hint = "every node has it already; leave it out here"
            problems.append(lines.problem((*place, "name"), f'"{name}" is also a global function', hint))
        seen.add((home, name))
    return problems


def _unknown(lines: Lines, place: KeyPath, name: str, known: list[str]) -> Problem:
    hint = f"nodes of this flow: {listed(known, 'and')}{did_you_mean(name, known)}"
    return lines.problem(place, f'there is no node "{name}"', hint)
