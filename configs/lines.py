"""Where each key of a loaded file stands."""

from dataclasses import dataclass
from pathlib import Path

from configs.files import shown
from configs.problems import KeyPath, Problem, Severity, dotted


@dataclass(frozen=True)
class Position:
    """A place in a file."""

    file: str
    line: int
    """Counted from 1."""


class Lines:
    """The file and line of every key path of a loaded file."""

    def __init__(self, file: Path) -> None:
        self.file = shown(file)
        self._positions: dict[KeyPath, Position] = {}
        self._quoted: set[KeyPath] = set()

    def record(self, path: KeyPath, position: Position) -> None:
        """Remember where a key stands."""
        self._positions[path] = position

    def record_quoted(self, path: KeyPath) -> None:
        """Remember that the text at a path is in quotes (or is a block of text)."""
        self._quoted.add(path)

    def is_quoted(self, path: KeyPath) -> bool:
        """Whether the text at a path is in quotes, so that it means text and nothing else."""
        return path in self._quoted

    def at(self, path: KeyPath) -> Position:
        """Where a key stands; for a key that is not there, its nearest parent's place."""
        while path and path not in self._positions:
            path = path[:-1]
        return self._positions.get(path) or Position(self.file, 1)

    def problem(self, path: KeyPath, message: str, hint: str = "", severity: Severity = "error") -> Problem:
        """A problem at a key."""
        position = self.at(path)
        return Problem(position.file, position.line, dotted(path), message, hint, severity)
