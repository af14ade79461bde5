"""A flow's `tools.py` or `privacy.py`, imported from its folder.

The folder is code that the developer ships, like any module. It becomes a package of its own under a name
made from its content, so that two versions of it can serve calls side by side, and relative imports work.
"""

import importlib
import importlib.util
import sys
import traceback
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

PREFIX = "callwright_flow_"


class ToolsNotUsable(Exception):
    """`tools.py` cannot be imported. `line` is the place in it (from 1), as far as known."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def import_tools(folder: Path, digest: str) -> ModuleType:
    """The module `tools` of a flow's folder.

    Raises:
        ToolsNotUsable: It raises an error when it is imported.
    """
    return import_part(folder, digest, "tools")


def import_part(folder: Path, digest: str, part: str) -> ModuleType:
    """A module of a flow's folder, by its name.

    Raises:
        ToolsNotUsable: It raises an error when it is imported.
    """
    package = f"{PREFIX}{folder.name.replace('-', '_')}_{digest}"
    if package not in sys.modules:
        spec = ModuleSpec(package, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[package] = importlib.util.module_from_spec(spec)
    # A file that was written a moment ago may not be in the import system's list of the folder yet.
    importlib.invalidate_caches()
    try:
        return importlib.import_module(f"{package}.{part}")
    except Exception as error:
        _forget(package)
        line = _line_in(folder / f"{part}.py", error)
        raise ToolsNotUsable(f"{type(error).__name__}: {error}", line) from error


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


def _line_in(file: Path, error: Exception) -> int:
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno or 1
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == str(file)), 1)
