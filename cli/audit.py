"""`callwright audit`: who read, exported or erased what, and whether the log of it is whole."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.console import Exit, complain, err, out, sentences, stop

audit = typer.Typer(help="Who read, exported or erased what.", no_args_is_help=True)

Data = Annotated[Path | None, typer.Option(help="The data folder; CALLWRIGHT_DATA or ./var if not given.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@audit.command("verify")
def verify(
    noted: Annotated[
        str, typer.Option("--noted", metavar="SEQ:HASH", help="What an earlier `verify` printed.")
    ] = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Find lines that were changed, taken away or put in. Exit 1 if there are any.

    The log alone cannot show that all of it was put back to an earlier state: for that, note what is
    printed somewhere else, and give it as --noted.
    """
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.audit import AuditLog
        from calls.audit.verifying import verify as look

        folder = _folder(data)
        try:
            found = look(AuditLog.open(folder), noted)
        except ValueError as error:
            raise stop(str(error)) from None
        if as_json:
            print(json.dumps(asdict(found), indent=2))
        for problem in [] if as_json else found.problems:
            complain(problem)
        if found.problems:
            raise typer.Exit(Exit.BAD)
        if not as_json and not found.lines:
            err.print(f"Nothing was audited in {folder} yet.", markup=False, soft_wrap=True)
        elif not as_json:
            out.print(f"[green]✓[/green] {found.lines} lines, all there and as they were written")
            out.print(f"[dim]newest, to be noted elsewhere:[/dim] {found.seq}:{found.digest}", soft_wrap=True)


@audit.command("list")
def list_lines(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 20,
    subject: Annotated[str | None, typer.Option(help="Only lines about this call or agent.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """The newest lines, the newest last."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.audit import AuditLog
        from cli.audit_table import audit_table

        folder = _folder(data)
        lines = [line for line in AuditLog.open(folder).lines() if subject in (None, line.subject)][-limit:]
        if as_json:
            print(json.dumps([asdict(line) for line in lines], indent=2))
        elif lines:
            out.print(audit_table(lines, out.width))
        else:
            err.print(f"Nothing was audited in {folder} yet.", markup=False, soft_wrap=True)


def _folder(data: Path | None) -> Path:
    from calls.folders import data_dir

    folder = data or data_dir(os.environ)
    if not folder.is_dir():
        raise stop(f"{folder}: there is no such folder")
    return folder
