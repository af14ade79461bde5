"""`callwright check`: all problems of agent files at once."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import Exit, err, out, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the pipeline.
    from configs import Problem
    from pipeline.checking import Checked


def check(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Agent files, folders, or names; every known agent if none.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the agent file.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Check as if run on the local engines.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail the check too.")] = False,
) -> None:
    """Check agent files: keys, values, providers, keys to set, flows. Exit 1 if there is an error."""
    with sentences():
        if schema:
            # Loaded when asked for, so that `--help` answers at once.
            from configs.json_schema import schema_text

            print(schema_text(), end="")
            return
        _check(_agents(paths or []), as_json=as_json, offline=offline, strict=strict)


def _agents(paths: list[str]) -> list[str]:
    """Agent files and names; a folder stands for the files in it."""
    # Loaded when used, so that `--help` answers at once.
    from configs.places import known_agents

    if not paths:
        return known_agents()
    found: list[str] = []
    for path in paths:
        if Path(path).is_dir():
            files = sorted(str(file) for pattern in ("*.yaml", "*.yml") for file in Path(path).glob(pattern))
            if not files:
                raise stop(f"{path}: no agent files (*.yaml) in this folder")
            found += files
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _check(agents: list[str], *, as_json: bool, offline: bool, strict: bool) -> None:
    from pipeline.checking import check_agent

    checked = [check_agent(agent, environ=os.environ, offline=offline) for agent in agents]
    # A flow that several agents use is reported once.
    problems = list(dict.fromkeys(problem for one in checked for problem in one.problems))
    if as_json:
        print(json.dumps({"problems": [problem.as_dict() for problem in problems]}, indent=2))
    else:
        for problem in problems:
            _print(problem)
        good = sum(not _is_bad(one, strict) for one in checked)
        color = "green" if good == len(checked) else "red"
        err.print(f"{good} of {len(checked)} agent files are good", style=color)
    if any(_is_nowhere(one) for one in checked):
        raise typer.Exit(Exit.USAGE)
    if any(_is_bad(one, strict) for one in checked):
        raise typer.Exit(Exit.BAD)


def _is_bad(checked: "Checked", strict: bool) -> bool:
    """Whether an agent fails the check: it has errors, or warnings where these count."""
    return checked.agent is None or (strict and bool(checked.problems))


def _is_nowhere(checked: "Checked") -> bool:
    """Whether there is no such agent: then the command was wrong, not a file."""
    return checked.agent is None and not checked.file.exists()


def _print(problem: "Problem") -> None:
    """File and line first, where editors and terminals look for them."""
    if problem.severity == "warning":
        out.print("warning: ", style="yellow", end="")
    out.print(str(problem), markup=False, soft_wrap=True)
