"""`callwright chaos`: one conversation per fault, and what its caller heard."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from calls.logs import set_up_logs
from cli.console import Exit, Progress, debugging, err, out, quiet_libraries, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the pipeline.
    from simulation.chaos.call import CaseResult
    from simulation.chaos.cases import Case


class Broken(StrEnum):
    """What breaks."""

    STT = "stt"
    LLM = "llm"
    TTS = "tts"
    REST = "rest"
    DATABASE = "database"


def chaos(
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="Agent file or name.")],
    fault: Annotated[
        list[str] | None, typer.Option("--fault", "-f", help="Only this fault; may be given again.")
    ] = None,
    service: Annotated[Broken | None, typer.Option(help="Only the faults of this service.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes.")] = os.cpu_count()
    or 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the results as JSON and nothing else.")
    ] = False,
    markdown: Annotated[Path | None, typer.Option(help="Write the table to this file as Markdown.")] = None,
) -> None:
    """Break one thing per call, against fake providers on a virtual clock. Exit 1 if a promise is broken.

    Nothing leaves this machine and no key is needed: the agent's hosted services are replaced by fakes that
    speak their protocols.
    """
    with sentences(), Progress() as progress:
        if markdown is not None and markdown.is_dir():
            raise stop(f"{markdown} is a folder; --markdown takes a file")
        # Loaded when used, so that `--help` answers at once.
        from cli.agents import existing_agent

        existing_agent(agent)
        progress.show("Loading ...")
        cases = _chosen(fault or [], service.value if service is not None else None)
        notes = _notes(agent)
        results = _run(cases, agent, jobs, progress, notes, quiet=as_json)
        if as_json:
            from cli.chaos_table import as_data

            print(json.dumps([as_data(result) for result in results], indent=2))
        if markdown is not None:
            _write(markdown, agent, results, notes)
        if not all(result.met for result in results):
            raise typer.Exit(Exit.BAD)


def _chosen(names: list[str], service: str | None) -> "list[Case]":
    from simulation.chaos.cases import chosen

    try:
        return chosen(names, service)
    except LookupError as error:
        raise stop(str(error.args[0])) from None


def _notes(agent: str) -> list[str]:
    """What is different from the agent's own file."""
    from pipeline.checking import require_agent
    from simulation.chaos.pointing import keys, missing_fakes, notes_on

    loaded = require_agent(agent, environ={**os.environ, **keys()})
    missing = missing_fakes(loaded)
    if missing:
        raise stop("; ".join(missing))
    return notes_on(loaded)


def _run(
    cases: "list[Case]", agent: str, jobs: int, progress: Progress, notes: list[str], *, quiet: bool
) -> "list[CaseResult]":
    from cli.chaos_table import ChaosTable
    from simulation.chaos.run import run_matrix

    table = ChaosTable(out.width if out.is_terminal else 100)
    progress.hush()
    if not quiet:
        out.print(f"[bold]{escape(agent)}[/bold] [dim]· {len(cases)} calls, one fault each[/dim]")
        for note in notes:
            out.print(f"[dim]{escape(note)}[/dim]", soft_wrap=True)
    results: list[CaseResult] = []
    hush()
    progress.show(_doing(cases, 0))
    for result in run_matrix(cases, agent, dict(os.environ), jobs=jobs, prepare=hush):
        results.append(result)
        progress.hush()
        if not quiet:
            for line in table.lines(result):
                out.print(line, soft_wrap=True)
        if len(results) < len(cases) and err.is_terminal:
            progress.show(_doing(cases, len(results)))
    if not quiet:
        out.print()
        out.print(table.summary(results))
    return results


def hush() -> None:
    """Things break here on purpose: nobody is told of each unless `--debug` was given."""
    quiet_libraries()
    set_up_logs("DEBUG" if debugging() else "CRITICAL")


def _doing(cases: "list[Case]", done: int) -> str:
    return f"{done} of {len(cases)} calls made; next: {cases[done].name} ..."


def _write(file: Path, agent: str, results: "list[CaseResult]", notes: list[str]) -> None:
    from cli.chaos_markdown import markdown_of

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(markdown_of(agent, results, notes), encoding="utf-8")
    except OSError as error:
        raise stop(f"{file}: cannot be written: {error.strerror}") from None
