"""Tools that change the world, and wait for a yes that the caller is never asked for."""

import ast
from collections.abc import Iterator

from configs.problems import Problem
from flows.reading.lint.subject import Subject
from flows.tools.spec import ToolSpec

PROPOSE = "propose"
"""The function that says what is read back now and done after the yes."""


def writes_without_confirmation(subject: Subject) -> Iterator[Problem]:
    """A write that is refused for ever: nothing reads back what it would do."""
    proposed = _proposed(subject)
    for place, entry in subject.shape.functions():
        name = str(entry.get("name"))
        spec = subject.tools.get(name)
        if spec is None or not _waits(spec) or name in proposed:
            continue
        proposed.add(name)  # told once, however many nodes offer it
        message = "changes something and nothing reads it back, so the caller can never confirm it"
        hint = (
            f"give it read_back=..., or call propose(flow_manager, {name}, ...) in the tool before it;"
            ' confirm="request" where the request itself is the yes'
        )
        found = subject.code.function(name)
        if found:
            module, function = found
            line = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
            yield module.problem(line, name, message, hint)
        else:
            yield subject.lines.problem((*place, "name"), f"{name} {message}", hint)


def _waits(spec: ToolSpec) -> bool:
    """Whether a write needs a read-back that it does not make itself."""
    return spec.changes_the_world and spec.confirm == "read_back" and spec.read_back is None


def _proposed(subject: Subject) -> set[str]:
    """The tools that the flow's code proposes, or hands to something that may propose them."""
    trees = [module.tree for module in subject.code.modules if module.own]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    calls = [node for node in nodes if isinstance(node, ast.Call) and _name(node.func) == PROPOSE]
    proposed = {_name(node.args[1]) for node in calls if len(node.args) > 1}
    if proposed <= set(subject.tools):
        return proposed
    # A variable is proposed: every tool that the code names anywhere may be its value.
    return proposed | {_name(node) for node in nodes if isinstance(node, ast.Constant | ast.Name)}


def _name(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", getattr(node, "value", ""))))
