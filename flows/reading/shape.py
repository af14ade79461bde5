"""What stands in a `flow.yaml`, read from its plain data, so that a broken file can still be looked at."""

from collections.abc import Iterator
from typing import Any

from configs.problems import KeyPath

Functions = Iterator[tuple[KeyPath, dict[str, Any]]]
Texts = Iterator[tuple[KeyPath, str]]


class Shape:
    """The nodes, functions and texts of a flow, each with its place in the file."""

    def __init__(self, data: Any) -> None:
        self.nodes = {str(name): mapping(node) for name, node in mapping(mapping(data).get("nodes")).items()}
        self.initial_node = mapping(data).get("initial_node")
        self._globals = mapping(data).get("global_functions")

    @property
    def global_tools(self) -> set[str]:
        """The names of the tools that every node offers."""
        return _names(self._globals)

    def offered(self, node: str) -> set[str]:
        """The names of the tools at a node, the global ones included."""
        return _names(self.nodes[node].get("functions")) | self.global_tools

    def functions(self) -> Functions:
        """Every function entry; the global ones first."""
        yield from _entries(("global_functions",), self._globals)
        for name, node in self.nodes.items():
            yield from _entries(("nodes", name, "functions"), node.get("functions"))

    def prompts(self) -> Texts:
        """Every text that Pipecat fills from the state."""
        for name, node in self.nodes.items():
            here: KeyPath = ("nodes", name)
            if isinstance(role := node.get("role_message"), str):
                yield (*here, "role_message"), role
            for place, message in _entries((*here, "task_messages"), node.get("task_messages")):
                if isinstance(text := message.get("content"), str):
                    yield (*place, "content"), text
        yield from self._actions("tts_say")

    def goodbyes(self) -> Texts:
        """Every text that is said as it stands when the call ends."""
        yield from self._actions("end_conversation")

    def waits(self) -> Iterator[tuple[KeyPath, str]]:
        """The built-in actions that a node waits for before it is entered, with their types."""
        for name, node in self.nodes.items():
            for place, action in _entries(("nodes", name, "pre_actions"), node.get("pre_actions")):
                if (kind := action.get("type")) in ("tts_say", "function"):
                    yield place, str(kind)

    def _actions(self, kind: str) -> Texts:
        for name, node in self.nodes.items():
            for when in ("pre_actions", "post_actions"):
                for place, action in _entries(("nodes", name, when), node.get(when)):
                    if action.get("type") == kind and isinstance(text := action.get("text"), str):
                        yield (*place, "text"), text


def mapping(value: Any) -> dict[Any, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def _entries(place: KeyPath, entries: Any) -> Functions:
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict):
            yield (*place, index), entry


def _names(entries: Any) -> set[str]:
    return {entry["name"] for _, entry in _entries((), entries) if isinstance(entry.get("name"), str)}
