"""`callwright doctor`: whether this machine can answer calls, and what to do where it cannot."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import Exit, Progress, out, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the pipeline.
    from cli.checkup.case import Case
    from configs import Problem
    from configs.loader import Inspection
    from configs.server import LoadedServer


def doctor(
    agent: Annotated[
        str | None, typer.Argument(help="Agent file or name; those of the server file if none.")
    ] = None,
    server: Annotated[
        Path | None, typer.Option(help="Server file; configs/server.yaml if there is one.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing outside of this machine.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="The data folder; CALLWRIGHT_DATA or ./var if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look at keys, packages, carriers, database and machine. Exit 1 if there is a problem."""
    with sentences(), Progress() as progress:
        progress.show("looking ...")
        # Loaded when used, so that `--help` answers at once.
        import asyncio

        from cli.checkup.finding import State
        from cli.checkup.rounds import examine
        from cli.checkup.view import show

        told = asyncio.run(examine(_case(agent, server, data, offline=offline)))
        progress.hush()
        findings = [finding for section in told for finding in section.findings]
        if as_json:
            checks = [finding.as_dict() for finding in findings]
            print(json.dumps({"checks": checks}, indent=2, ensure_ascii=False))
        else:
            show(told, out)
        if any(finding.state is State.PROBLEM for finding in findings):
            raise typer.Exit(Exit.BAD)


def _case(agent: str | None, server: Path | None, data: Path | None, *, offline: bool) -> "Case":
    from calls.folders import data_dir
    from cli.checkup.case import Case

    serving, problems = _server(server)
    return Case(
        environ=os.environ,
        data=data or data_dir(os.environ),
        home=Path.cwd(),
        agents=_agents(agent, serving),
        server=serving,
        server_problems=problems,
        offline=offline,
    )


def _server(path: Path | None) -> "tuple[LoadedServer | None, tuple[Problem, ...]]":
    """The server file that was named, or the usual one if it is there; or what is wrong with it."""
    from configs import ConfigProblems
    from configs.server.loader import DEFAULT_FILE, load_server

    if path is None and not DEFAULT_FILE.is_file():
        return None, ()
    file = path or DEFAULT_FILE
    if not file.is_file():
        raise stop(f"{file}: there is no such server file")
    try:
        return load_server(file, environ=os.environ), ()
    except ConfigProblems as error:
        return None, error.problems


def _agents(agent: str | None, server: "LoadedServer | None") -> "tuple[Inspection, ...]":
    """The agent that was named, or those that answer the server's numbers."""
    from configs import ConfigProblems, inspect_agent

    files = [agent] if agent else sorted(set(server.agents.values())) if server else []
    try:
        found = tuple(inspect_agent(file, environ=os.environ) for file in files)
    except ConfigProblems as error:
        raise stop(str(error)) from None
    for one in found:
        if not one.file.exists():
            raise stop(f"{one.file}: there is no such agent file")
    return found
