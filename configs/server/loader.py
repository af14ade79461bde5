"""From the path of a server file to a `LoadedServer`, or to everything that is wrong with it."""

import os
from collections.abc import Mapping
from pathlib import Path

from configs.allowed import may_vary
from configs.environment import Rules, resolve
from configs.explain import validated
from configs.lines import Lines
from configs.places import find_agent
from configs.problems import ConfigProblems, Problem
from configs.server.loaded import LoadedServer, agent_path
from configs.server.schema import ServerConfig
from configs.yaml_lines import read_yaml

DEFAULT_FILE = Path("configs/server.yaml")
"""Where a project keeps its server file."""


def load_server(path: str | Path, *, environ: Mapping[str, str] | None = None) -> LoadedServer:
    """Read and check a server file. The agents that it names are found, not read.

    Raises:
        ConfigProblems: with every problem of the file.
    """
    file = Path(path)
    reading = read_yaml(file)
    if reading.fatal:
        raise ConfigProblems(reading.problems)
    problems = list(reading.problems)
    environ = os.environ if environ is None else environ
    rules = Rules(environ=environ, allowed=lambda path: may_vary(ServerConfig, path))
    resolution = resolve(reading.data, reading.lines, rules)
    problems += resolution.problems
    config, found = validated(ServerConfig, resolution.data, reading.lines, known=problems)
    problems += found
    agents: dict[str, Path] = {}
    if config:
        agents, found = _agents(config, file, reading.lines)
        problems += found
        if not config.carriers.served:
            problems.append(
                reading.lines.problem(("carriers",), "names no carrier", "add twilio, telnyx or vonage")
            )
    if problems or config is None:
        raise ConfigProblems(problems)
    return LoadedServer(config=config, file=file.resolve(), agents=agents, lines=reading.lines)


def _agents(config: ServerConfig, file: Path, lines: Lines) -> tuple[dict[str, Path], list[Problem]]:
    """The files of all agents, and what is wrong with their names."""
    agents: dict[str, Path] = {}
    problems: list[Problem] = []
    for number, entry in config.numbers.items():
        place = ("numbers", number, "agent")
        try:
            found = Path(find_agent(agent_path(entry.agent, file))).resolve()
        except ConfigProblems as missing:
            problems += [lines.problem(place, one.message, one.hint) for one in missing.problems]
            continue
        if not found.is_file():
            problems.append(lines.problem(place, f"there is no agent file {entry.agent}"))
            continue
        agents[entry.agent] = found
    return agents, problems
