"""What a flow's code does with the keys of its state: which it fills, which it reads.

What cannot be told apart without running it counts as both, so that nothing is found that is not there.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flows.reading.lint.code import Code, Module

DEFINITION = "STATE"
"""How the names of the mappings end that give the keys and their first values."""


@dataclass
class Memory:
    """The keys that are filled, read and defined somewhere in the code."""

    filled: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    defined: dict[str, tuple[Module, int]] = field(default_factory=dict)
    """Key to the module and line of its first value, in the flow's own code."""


def memory_of(code: Code) -> Memory:
    """Everything the code does with constant keys."""
    memory = Memory()
    for module in code.modules:
        _Reader(module, memory).visit(module.tree)
    return memory


class _Reader(ast.NodeVisitor):
    """Walks one module."""

    def __init__(self, module: Module, memory: Memory) -> None:
        self._module, self._memory = module, memory
        self._loops = dict(_loops(module.tree))

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(_is_definition(target) for target in node.targets) and isinstance(node.value, ast.Dict):
            self._define(node.value)
        else:
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if _is_definition(node.target) and isinstance(node.value, ast.Dict):
            self._define(node.value)
        else:
            self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        for key in self._keys(node.slice):
            if isinstance(node.ctx, ast.Store):
                self._memory.filled.add(key)
            elif isinstance(node.ctx, ast.Load) and not _is_definition(node.value):
                self._memory.read.add(key)
        self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            self.visit(node.slice)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        # A sum that nobody looks at is no use of a value: it counts as filled only.
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            self._memory.filled |= {word.arg for word in node.keywords if word.arg}
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        self._memory.filled |= {key for name in node.keys for key in _constants(name)}
        for part in (*(name for name in node.keys if not isinstance(name, ast.Constant)), *node.values):
            if part is not None:
                self.visit(part)

    def visit_For(self, node: ast.For) -> None:
        # The tuple of keys itself is no use of them; what the loop does with them is.
        for part in (node.target, *node.body, *node.orelse):
            self.visit(part)
        if not _listed(node.iter):
            self.visit(node.iter)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for part in (node.target, *node.ifs):
            self.visit(part)
        if not _listed(node.iter):
            self.visit(node.iter)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._memory.filled.add(node.value)
            self._memory.read.add(node.value)

    def _keys(self, place: ast.expr) -> set[str]:
        if isinstance(place, ast.Name):
            return self._loops.get(place.id, set())
        return _constants(place)

    def _define(self, node: ast.Dict) -> None:
        for name, value in zip(node.keys, node.values, strict=True):
            if self._module.own and name is not None:
                self._memory.defined |= dict.fromkeys(_constants(name), (self._module, name.lineno))
            self.visit(value)


def _loops(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """The variables that run over constant texts, with these."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
            found.setdefault(node.target.id, set()).update(_listed(node.iter))
    yield from found.items()


def _listed(node: ast.expr) -> set[str]:
    elements: Iterable[ast.expr] = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else ()
    return {key for element in elements for key in _constants(element)}


def _constants(node: ast.expr | None) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def _is_definition(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id.endswith(DEFINITION)
