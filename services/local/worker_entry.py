"""Starts a worker by path: `python worker_entry.py services.local.tts_worker`.

It works from any folder, and the worker gets its own modules alone: importing `services` in the ordinary way
would load Pipecat into every child, which costs a second and 100 MB.
"""

import runpy
import sys
from pathlib import Path
from types import ModuleType

_HERE = Path(__file__).resolve().parent


def _bare_package(name: str, folder: Path) -> None:
    """A package whose modules can be imported and whose `__init__` is not run."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package


if __name__ == "__main__":
    _bare_package("services", _HERE.parent)
    _bare_package("services.local", _HERE)
    runpy.run_module(sys.argv[1], run_name="__main__")
