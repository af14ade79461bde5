"""From an agent's path or name to a `LoadedAgent`, or to everything that is wrong with its file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from configs.allowed import may_vary
from configs.environment import Resolution, Rules, resolve
from configs.explain import validated
from configs.files import shown
from configs.handoff_check import handoff_problems
from configs.hashing import agent_hash, flow_digests
from configs.lines import Lines
from configs.loaded import LoadedAgent
from configs.places import find_agent, find_flow, no_flow
from configs.problems import ConfigProblems, KeyPath, Problem, in_order
from configs.schema.agent import AgentConfig
from configs.schema.providers import PipelineBlock, ProviderChoice
from configs.schema.tools import ToolsBlock
from configs.yaml_lines import read_yaml

KINDS = ("stt", "llm", "tts")
"""The provider lists under `pipeline:`."""

SMALLEST = "the smallest agent file is two lines, `agent: NAME` and `flow: NAME`"


@dataclass(frozen=True)
class PlacedChoice:
    """A provider of the file, and where it stands."""

    kind: str
    """`stt`, `llm` or `tts`"""

    path: KeyPath
    choice: ProviderChoice


@dataclass(frozen=True)
class Inspection:
    """All that can be said of an agent file, good or bad, so that other rooms can add what they find."""

    file: Path
    agent: LoadedAgent | None
    """None when there are problems."""

    problems: tuple[Problem, ...]
    lines: Lines
    flow_dir: Path | None
    choices: tuple[PlacedChoice, ...]
    """The providers that are well-formed, even when other parts of the file are not."""

    tools: ToolsBlock | None = field(default_factory=ToolsBlock)
    """The file's own tools, even when other parts are not well-formed; None when they are not."""


def load_agent(
    path_or_name: str | Path, *, environ: Mapping[str, str] | None = None, offline: bool = False
) -> LoadedAgent:
    """Read and check an agent file.

    Args:
        path_or_name: A path (it has a slash or ends in .yaml), or the name of an agent in `configs/agents/`.
        environ: Variables for `${NAME}`; the process's own by default.
        offline: Put the local engines in place of every provider; what those need need not be set.

    Raises:
        ConfigProblems: with every problem of the file.
    """
    inspection = inspect_agent(path_or_name, environ=environ, offline=offline)
    if inspection.agent is None:
        raise ConfigProblems(inspection.problems)
    return inspection.agent


def inspect_agent(
    path_or_name: str | Path, *, environ: Mapping[str, str] | None = None, offline: bool = False
) -> Inspection:
    """Like `load_agent`, but gives problems back instead of raising.

    Raises:
        ConfigProblems: only when no agent has this name.
    """
    file = find_agent(path_or_name)
    reading = read_yaml(file)
    problems = list(reading.problems)
    if reading.fatal:
        return Inspection(file, None, in_order(problems), reading.lines, None, ())
    if not isinstance(reading.data, dict):
        message = "the file is empty" if reading.data is None else "the file is not a block of keys"
        problems.append(reading.lines.problem((), message, SMALLEST))
        return Inspection(file, None, in_order(problems), reading.lines, None, ())
    rules = _rules(os.environ if environ is None else environ, offline)
    resolution = resolve(reading.data, reading.lines, rules)
    problems += resolution.problems
    config, found = validated(AgentConfig, resolution.data, reading.lines, known=problems)
    problems += found
    if config:
        problems += handoff_problems(config, reading.lines)
    flow_dir, found = _flow(reading.data, file, reading.lines)
    problems += found
    agent = None
    if config and flow_dir and not problems:
        agent = _loaded(config, file, flow_dir, resolution, reading.lines)
        agent = agent.with_local_engines() if offline else agent
    choices = _choices({} if offline else resolution.data)
    tools = _tools(resolution.data)
    return Inspection(file, agent, in_order(problems), reading.lines, flow_dir, choices, tools)


def _rules(environ: Mapping[str, str], offline: bool) -> Rules:
    return Rules(
        environ=environ,
        allowed=lambda path: may_vary(AgentConfig, path),
        optional=lambda path: offline and path[0] == "pipeline",
    )


def _flow(data: dict[str, Any], file: Path, lines: Lines) -> tuple[Path | None, list[Problem]]:
    """The flow's folder, looked for even when the rest of the file is bad."""
    try:
        name = AgentConfig(agent="any", flow=data.get("flow", "")).flow
    except ValidationError:
        return None, []  # reported with the other keys
    folder = find_flow(name, file)
    if folder is None:
        return None, [lines.problem(("flow",), *no_flow(name, file))]
    return folder.resolve(), []


def _loaded(
    config: AgentConfig, file: Path, flow_dir: Path, resolution: Resolution, lines: Lines
) -> LoadedAgent:
    try:
        digests = flow_digests(flow_dir)
    except OSError as error:
        reason = f"{shown(flow_dir)} cannot be read: {error.strerror}"
        raise ConfigProblems([lines.problem(("flow",), reason)]) from None
    return LoadedAgent(
        config=config,
        file=file.resolve(),
        flow_dir=flow_dir,
        hash=agent_hash(config, resolution.references, digests),
        flow_digests=digests,
        references=resolution.references,
        lines=lines,
    )


def _tools(data: Any) -> ToolsBlock | None:
    try:
        return ToolsBlock.model_validate((data or {}).get("tools") or {})
    except ValidationError:
        return None  # reported with the other keys


def _choices(data: Any) -> tuple[PlacedChoice, ...]:
    block = data.get("pipeline") if isinstance(data, dict) else None
    block = block if isinstance(block, dict) else {}
    placed = []
    for kind in KINDS:
        items = block.get(kind, getattr(PipelineBlock(), kind))
        for index, item in enumerate(items if isinstance(items, list | tuple) else ()):
            try:
                choice = ProviderChoice.model_validate(item)
            except ValidationError:
                continue  # reported with the other keys
            placed.append(PlacedChoice(kind, ("pipeline", kind, index), choice))
    return tuple(placed)
