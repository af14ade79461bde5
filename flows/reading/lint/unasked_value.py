"""Values that are used and never come."""

from collections.abc import Iterator

from configs.problems import Problem
from flows.reading.lint.shown_values import shown_keys
from flows.reading.lint.subject import Subject


def used_and_never_asked(subject: Subject) -> Iterator[Problem]:
    """A key of the state that is read or shown, is empty at first, and is never filled."""
    used = subject.memory.read | shown_keys(subject)
    for key, (module, line) in subject.memory.defined.items():
        empty = not subject.state.get(key)
        if key in subject.state and key in used and empty and key not in subject.memory.filled:
            message = "is used and never filled: it is empty in every call"
            hint = f"fill it in the tool that asks for it (state[{key!r}] = ...), or take it out"
            yield module.problem(line, f"STATE.{key}", message, hint)
