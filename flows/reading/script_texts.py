"""Every sentence of a `script.yaml`, with its place in the file."""

from collections.abc import Iterator
from typing import Any

from configs.problems import KeyPath
from configs.script import Script, ToolScript

NO_SENTENCES = frozenset({"words", "tools", "nodes", "person", "goodbye"})
"""Keys at the top of a script that hold something other than what is said."""


def every_text(script: Script) -> Iterator[tuple[KeyPath, str]]:
    """Everything that is said, the questions for parameters included."""
    yield from sentences(script)
    for place, entry in tool_entries(script):
        for name, parameter in entry.parameters.items():
            yield from each((*place, "parameters", name, "ask"), parameter.ask)


def sentences(script: Script) -> Iterator[tuple[KeyPath, str]]:
    """What is said, apart from the questions for parameters."""
    for key, value in script:
        if key not in NO_SENTENCES:
            yield from each((key,), value)
    for place, entry in tool_entries(script):
        yield from each((*place, "before"), entry.before)
    for name, node in script.nodes.items():
        yield from each(("nodes", name, "say"), node.say)
        yield from each(("nodes", name, "help"), node.help)


def tool_entries(script: Script) -> Iterator[tuple[KeyPath, ToolScript]]:
    """The entries of tools; those that every node offers first."""
    for name, entry in script.tools.items():
        yield ("tools", name), entry
    for node, own in script.nodes.items():
        for name, entry in own.tools.items():
            yield ("nodes", node, "tools", name), entry


def each(place: KeyPath, value: Any) -> Iterator[tuple[KeyPath, str]]:
    """One text, or several of a list."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for index, text in enumerate(value):
            yield (*place, index), str(text)
