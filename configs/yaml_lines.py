"""A YAML file as plain data, with the file and line of every key, within limits.

`!include other.yaml` is replaced by the content of that file, which must be inside the folder of the first
one. Aliases and merge keys (`<<`) work. Doubled keys are errors. How scalars are read: `yaml_nodes.py`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from configs.files import FileRefused, shown
from configs.lines import Lines, Position
from configs.problems import ConfigProblems, Problem
from configs.yaml_builder import MAX_BYTES, Builder, Stop
from configs.yaml_nodes import BadYaml

__all__ = ["MAX_BYTES", "Lines", "Position", "YamlReading", "load_yaml", "read_yaml"]


@dataclass(frozen=True)
class YamlReading:
    """What came of reading a file: as much data as could be read, and everything that is wrong with it."""

    data: Any
    lines: Lines
    problems: tuple[Problem, ...]
    fatal: bool
    """True when `data` is nothing because the file could not be read at all."""


def load_yaml(path: str | Path, *, max_bytes: int = MAX_BYTES) -> tuple[Any, Lines]:
    """The data of a YAML file (only `dict list str int float bool None`; keys are always text) and its lines.

    Raises:
        ConfigProblems: it cannot be read, is not YAML, breaks a limit, doubles a key, or has a bad include.
    """
    reading = read_yaml(path, max_bytes=max_bytes)
    if reading.problems:
        raise ConfigProblems(reading.problems)
    return reading.data, reading.lines


def read_yaml(path: str | Path, *, max_bytes: int = MAX_BYTES) -> YamlReading:
    """Like `load_yaml`, but gives the problems back instead of raising, with what could be read."""
    file = Path(path)
    builder = Builder(file, max_bytes)
    data, fatal = None, True
    try:
        data, fatal = builder.read(file, (), ()), False
    except FileRefused as refused:
        builder.problems.append(Problem(shown(file), refused.line, "", refused.message, refused.hint))
    except BadYaml as bad:
        builder.problems.append(Problem(shown(file), bad.line, "", bad.message, bad.hint))
    except Stop:
        pass  # the builder has noted why
    return YamlReading(data, builder.lines, tuple(builder.problems), fatal)
