"""A server file that is ready for use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from configs.lines import Lines
from configs.places import is_path
from configs.problems import KeyPath, Problem
from configs.server.schema import ServerConfig


@dataclass(frozen=True)
class LoadedServer:
    """A checked server file, its environment references resolved."""

    config: ServerConfig
    """Printing it, or turning it into JSON, shows references (`${NAME}`), not the values behind them."""

    file: Path
    """Absolute path of the file."""

    agents: Mapping[str, Path] = field(default_factory=dict)
    """What `numbers:` calls an agent → its file."""

    lines: Lines | None = field(default=None, repr=False, compare=False)

    def problem(self, path: KeyPath, message: str, hint: str = "") -> Problem:
        """A problem at a key of the server file."""
        return (self.lines or Lines(self.file)).problem(path, message, hint)


def agent_path(reference: str, server_file: Path) -> str | Path:
    """An agent as a number names it, for `find_agent`: paths are taken from the server file's folder."""
    return server_file.parent / reference if is_path(reference) else reference
