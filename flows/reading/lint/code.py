"""The Python behind a flow, read and not run: its files, and the pieces of the library that they use."""

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from configs.files import shown
from configs.problems import Problem, Severity

LIBRARY = "flows."
"""What the rooms share; the flow's own code calls it, and it fills and reads the same state."""


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    file: Path
    tree: ast.Module
    own: bool
    """Whether it belongs to the flow's folder and not to the library."""

    def problem(self, line: int, key: str, message: str, hint: str, severity: Severity = "error") -> Problem:
        """A finding in this file."""
        return Problem(shown(self.file), line, key, message, hint, severity)


Function = ast.FunctionDef | ast.AsyncFunctionDef


class Code:
    """The modules of a flow's folder, and those of the library that they import."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = tuple(modules)

    @classmethod
    def of(cls, folder: Path) -> "Code":
        """Read a folder. Files that are not Python are left out: importing them has told that already."""
        own = [module for file in sorted(folder.rglob("*.py")) if (module := _parsed(file, own=True))]
        return cls([*own, *_library(own)])

    def functions(self) -> Iterator[tuple[Module, Function]]:
        """The functions of the flow's own modules, by module and line."""
        for module in self.modules:
            for node in module.tree.body if module.own else ():
                if isinstance(node, Function):
                    yield module, node

    def function(self, name: str) -> tuple[Module, Function] | None:
        """The flow's own function of that name."""
        return next((found for found in self.functions() if found[1].name == name), None)


def _library(own: Iterable[Module]) -> Iterator[Module]:
    seen: set[str] = set()
    waiting = [name for module in own for name in _imports(module.tree)]
    while waiting:
        name = waiting.pop()
        if name in seen or not name.startswith(LIBRARY):
            continue
        seen.add(name)
        module = _found(name)
        if module:
            waiting += _imports(module.tree)
            yield module


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _found(name: str) -> Module | None:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        # `from flows.office import stored`: the last part is no module.
        return None
    return _parsed(Path(spec.origin), own=False) if spec and spec.origin else None


def _parsed(file: Path, *, own: bool) -> Module | None:
    try:
        return Module(file, ast.parse(file.read_text(encoding="utf-8")), own)
    except (OSError, SyntaxError, ValueError):
        return None
