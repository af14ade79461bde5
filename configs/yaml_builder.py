"""YAML nodes to plain data: aliases, merge keys and includes are followed, and everything is counted."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from configs.files import KIB, FileRefused, read_inside, shown
from configs.lines import Lines, Position
from configs.problems import KeyPath, Problem, dotted
from configs.yaml_nodes import TAG, BadScalar, BadYaml, compose, scalar_value

MAX_BYTES = 64 * KIB
"""Size of one file, unless told otherwise."""

MAX_VALUES = 20_000
"""Values of one file with its includes, after all aliases are replaced."""

MAX_CHARACTERS = 1024 * KIB
"""Characters of all values, after all aliases are replaced."""

MAX_ALIAS_DEPTH = 8
"""Aliases within aliases."""

MAX_INCLUDES = 32
"""Includes that one file may cause, directly or not."""

MAX_INCLUDE_DEPTH = 4
"""Includes within includes."""


class Stop(Exception):
    """Reading on would be unsafe; the problem is already noted."""


@dataclass
class _Scope:
    """The file whose nodes are being read, and the way from its top to the current node."""

    file: Path
    label: str
    """The file as problems name it."""

    stack: tuple[Path, ...]
    """Real paths of the files that lead to this one, itself last."""

    open_nodes: list[int] = field(default_factory=list)
    home: dict[int, int] = field(default_factory=dict)
    """Node to the parent it was first met under; met under another one, it is an alias."""

    alias_depth: int = 0


class Builder:
    """Reads one file and what it includes. `problems` collects what is wrong on the way."""

    def __init__(self, file: Path, max_bytes: int = MAX_BYTES) -> None:
        self.lines = Lines(file)
        self.problems: list[Problem] = []
        self._root = file.parent
        self._max_bytes = max_bytes
        self._values = 0
        self._characters = 0
        self._includes = 0

    def read(self, file: Path, path: KeyPath, stack: tuple[Path, ...]) -> Any:
        """The data of one file, placed at `path`.

        Raises:
            FileRefused: it cannot be read.
            BadYaml: it is not YAML.
            Stop: a limit is broken; noted in `problems`.
        """
        text = read_inside(file, self._root, max_bytes=self._max_bytes)
        node = compose(text)
        if node is None:
            return None
        return self._value(node, path, _Scope(file, shown(file), (*stack, file.resolve())))

    def _note(self, node: Node, path: KeyPath, scope: _Scope, message: str, hint: str = "") -> None:
        self.problems.append(Problem(scope.label, _line(node), dotted(path), message, hint))

    def _stop(self, node: Node, path: KeyPath, scope: _Scope, message: str, hint: str) -> Stop:
        self._note(node, path, scope, message, hint)
        return Stop()

    def _value(self, node: Node, path: KeyPath, scope: _Scope) -> Any:
        self._count(node, path, scope)
        if id(node) in scope.open_nodes:
            raise self._stop(node, path, scope, "holds an alias of itself", "an alias must point outwards")
        parent = scope.open_nodes[-1] if scope.open_nodes else 0
        through_alias = scope.home.setdefault(id(node), parent) != parent
        scope.open_nodes.append(id(node))
        scope.alias_depth += through_alias
        try:
            if scope.alias_depth > MAX_ALIAS_DEPTH:
                limit = f"at most {MAX_ALIAS_DEPTH} deep"
                raise self._stop(node, path, scope, "has aliases within aliases", limit)
            return self._by_kind(node, path, scope)
        finally:
            scope.alias_depth -= through_alias
            scope.open_nodes.pop()

    def _count(self, node: Node, path: KeyPath, scope: _Scope) -> None:
        self._values += 1
        if isinstance(node, ScalarNode):
            self._characters += len(node.value)
        if self._values > MAX_VALUES or self._characters > MAX_CHARACTERS:
            limit = f"at most {MAX_VALUES} values and {MAX_CHARACTERS // KIB} Ki characters"
            message = "the file grows too large when its aliases and includes are replaced"
            raise self._stop(node, path, scope, message, limit)

    def _by_kind(self, node: Node, path: KeyPath, scope: _Scope) -> Any:
        if isinstance(node, ScalarNode):
            return self._scalar(node, path, scope)
        if isinstance(node, MappingNode) and node.tag == f"{TAG}map":
            return self._mapping(node, path, scope)
        if isinstance(node, SequenceNode) and node.tag == f"{TAG}seq":
            return self._sequence(node, path, scope)
        self._note(node, path, scope, f'the tag "{_tag(node)}" is not allowed here', "remove it")
        return None

    def _scalar(self, node: ScalarNode, path: KeyPath, scope: _Scope) -> Any:
        if node.tag == "!include":
            return self._include(node, path, scope)
        if node.style is not None:
            self.lines.record_quoted(path)
        try:
            return scalar_value(node.tag, node.value)
        except BadScalar as bad:
            self._note(node, path, scope, str(bad), "use text, a number, true, false or !include")
            return None

    def _sequence(self, node: SequenceNode, path: KeyPath, scope: _Scope) -> list[Any]:
        items = []
        for index, item in enumerate(node.value):
            place = (*path, index)
            self.lines.record(place, Position(scope.label, _line(item)))
            items.append(self._value(item, place, scope))
        return items

    def _mapping(self, node: MappingNode, path: KeyPath, scope: _Scope) -> dict[str, Any]:
        data = self._merged(node, path, scope)
        first_lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path, scope)
            if key is None:
                continue
            place = (*path, key)
            if key in first_lines:
                hint = f"it stands on line {first_lines[key]} already; keep one of them"
                self._note(key_node, place, scope, "the key stands here a second time", hint)
                continue
            first_lines[key] = _line(key_node)
            self.lines.record(place, Position(scope.label, _line(key_node)))
            data[key] = self._value(value_node, place, scope)
        return data

    def _key(self, node: Node, path: KeyPath, scope: _Scope) -> str | None:
        """The text of a key; None for a merge key, and for what cannot be one (which is noted)."""
        if node.tag == f"{TAG}merge":
            return None
        if isinstance(node, ScalarNode) and node.tag.startswith(TAG):
            try:
                return str(scalar_value(f"{TAG}str", node.value))
            except BadScalar as bad:
                self._note(node, path, scope, str(bad))
                return None
        self._note(node, path, scope, "a key must be text", "write it as one word, or quote it")
        return None

    def _merged(self, node: MappingNode, path: KeyPath, scope: _Scope) -> dict[str, Any]:
        """What the merge keys of a mapping bring; its own keys go over them."""
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag != f"{TAG}merge":
                continue
            sources = value_node.value if isinstance(value_node, SequenceNode) else [value_node]
            for source in sources:
                block = self._value(source, path, scope)
                if isinstance(block, dict):
                    merged = {**block, **merged}
                else:
                    self._note(source, path, scope, "<< can only merge a block of keys")
        return merged

    def _include(self, node: ScalarNode, path: KeyPath, scope: _Scope) -> Any:
        self._includes += 1
        if self._includes > MAX_INCLUDES or len(scope.stack) > MAX_INCLUDE_DEPTH:
            limit = f"at most {MAX_INCLUDES} in all and {MAX_INCLUDE_DEPTH} within each other"
            raise self._stop(node, path, scope, "too many includes", limit)
        name = node.value
        where = f"name a .yaml file inside {shown(self._root)}/, relative to this file"
        if Path(name).is_absolute() or not name.endswith((".yaml", ".yml")) or "\0" in name:
            self._note(node, path, scope, f"!include cannot take {name!r}", where)
            return None
        file = scope.file.parent / name
        try:
            if file.resolve() in scope.stack:
                self._note(node, path, scope, f"!include {name!r} leads back to itself", "break the circle")
                return None
            return self.read(file, path, scope.stack)
        except FileRefused as refused:
            self._note(node, path, scope, f"!include {name!r}: {refused.message}", refused.hint or where)
        except BadYaml as bad:
            self.problems.append(Problem(shown(file), bad.line, dotted(path), bad.message, bad.hint))
        except (OSError, RuntimeError):
            self._note(node, path, scope, f"!include {name!r} is not a usable path", where)
        return None


def _tag(node: Node) -> str:
    return node.tag.replace(TAG, "!!")


def _line(node: Node) -> int:
    return node.start_mark.line + 1
