"""Values that a caller is asked for in vain."""

import ast
from collections.abc import Iterator

from configs.problems import Problem
from flows.reading.lint.code import Function
from flows.reading.lint.shown_values import shown_keys
from flows.reading.lint.subject import Subject


def asked_and_never_used(subject: Subject) -> Iterator[Problem]:
    """An argument that its tool does not look at, or a value that is kept and never looked at again."""
    for module, function in subject.code.functions():
        if function.name in subject.tools:
            read = _names_read(function)
            for argument in (*function.args.args, *function.args.kwonlyargs):
                if argument.arg not in read and argument.arg != "flow_manager":
                    message = "is asked for and never used: the caller says it, and it is lost"
                    hint = "use it in the tool, or take the argument out"
                    key = f"{function.name}.{argument.arg}"
                    yield module.problem(argument.lineno, key, message, hint, "warning")
    used = subject.memory.read | shown_keys(subject)
    for key, (module, line) in subject.memory.defined.items():
        if key in subject.state and key not in used:
            message = "is kept and never used: no tool reads it and nothing shows it"
            hint = f"use it (state[{key!r}], or {{{{ {key} }}}} in a text), or take it out"
            yield module.problem(line, f"STATE.{key}", message, hint, "warning")


def _names_read(function: Function) -> set[str]:
    found = {
        node.id
        for part in function.body
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    # With locals() every argument is used.
    return found | {argument.arg for argument in function.args.args} if "locals" in found else found
