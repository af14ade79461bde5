"""`callwright scan`: the proof that nothing private was kept."""

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.audited import Why, audited
from cli.console import Exit, Progress, complain, err, out, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the pipeline.
    from calls.keys import KeyRing
    from calls.scan import Scanned
    from pipeline.scanning import ScanPlan

_SHOWN_SKIPPED = 20
"""Files that were not searched, named on the terminal; all are in the report."""


def scan(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; the data folder if none is given.")
    ] = None,
    call: Annotated[str | None, typer.Option(help="Only the files and rows of this call.")] = None,
    plant: Annotated[
        list[str] | None, typer.Option(help="A value that must not be anywhere; may be repeated.")
    ] = None,
    plants: Annotated[
        Path | None, typer.Option(help="A file with one such value per line, so that no shell keeps them.")
    ] = None,
    allow: Annotated[list[str] | None, typer.Option(help="A value that may be kept.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="The data folder; CALLWRIGHT_DATA or ./var if not given.")
    ] = None,
    listen: Annotated[bool, typer.Option(help="Recognise speech in recordings.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the signed report here.")] = None,
    verify: Annotated[Path | None, typer.Option(help="Only check that a report is as it was signed.")] = None,
    why: Why = "",
) -> None:
    """Search everything that was kept for private data. Exit 1 on a find, 2 if something is unreadable."""
    with sentences(), Progress() as progress:
        if verify is not None:
            _verify(verify, data)
            return
        if call is not None and paths:
            raise stop("--call and PATH: give one of them")
        # Loaded when used, so that `--help` answers at once.
        from calls.folders import data_dir
        from calls.scan import make_report
        from cli.scan_table import finds_table, print_totals

        folder = data or data_dir(os.environ)
        if call is None:
            _audit(paths or [folder], folder, why)
        plan = _plan([*(plant or []), *_values(plants)], allow or [], folder, listen=listen)
        files = asyncio.run(_scan(paths or [folder], call, plan, data, why, progress))
        progress.hush()
        ring = _ring(folder, make=report is not None)
        made = make_report(files, ring, plants=len(plan.search.plants), listened=listen)
        if report is not None:
            _write(report, made)
        if as_json:
            print(json.dumps(made, indent=2, ensure_ascii=False))
        else:
            if made["finds"]:
                out.print(finds_table(made["finds"]))
            print_totals(made, out)
        _finish(files)


def _audit(paths: list[Path], data: Path, why: str) -> None:
    """A scan reads calls, so it is a line in the log. Files that are no part of the data folder are none."""
    ours = data.resolve()
    for path in (path.resolve() for path in paths if path.exists()):
        if path.is_relative_to(ours) and path != ours:
            audited(data, "scan", str(path.relative_to(ours)), why)
        elif ours.is_dir() and ours.is_relative_to(path):
            audited(data, "scan", "everything", why)


def _plan(planted: list[str], allowed: list[str], data: Path, *, listen: bool) -> "ScanPlan":
    from compliance.redaction.finding import Finder
    from compliance.scan import Plant, Search
    from pipeline.scanning import ScanPlan

    try:
        values = [Plant.of(value) for value in planted]
        search = Search(values, spans=Finder().spans, allowed=allowed)
    except ValueError as error:
        raise stop(f"--plant: {error}") from None
    return ScanPlan(search, listen=listen, ring=_ring(data))


def _values(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise stop(f"--plants {path}: cannot be read: {error}") from None


def _ring(data: Path, *, make: bool = False) -> "KeyRing | None":
    """The key ring of the data folder; made only if it is needed."""
    from calls.keys import KEYS_VARIABLE, KeyRing

    if make or os.environ.get(KEYS_VARIABLE) or (data / "keys" / "ring.json").is_file():
        return KeyRing.open(data)
    return None


async def _scan(
    paths: list[Path], call: str | None, plan: "ScanPlan", data: Path | None, why: str, progress: Progress
) -> "list[Scanned]":
    from cli.scanned_call import scan_call
    from pipeline.scanning import scan as scan_files
    from services.local import engines

    def told(number: int, count: int, path: Path) -> None:
        if err.is_terminal or not number:
            progress.show(f"{number + 1} of {count} files: {path.name} ...")

    try:
        if call is None:
            return await scan_files(paths, plan, told)
        return await scan_call(call, plan, data, told, why=why)
    except FileNotFoundError as error:
        raise stop(str(error)) from None
    finally:
        await engines.close()


def _write(path: Path, made: object) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise stop(f"--report {path}: cannot be written: {error.strerror}") from None


def _verify(path: Path, data: Path | None) -> None:
    from calls.folders import data_dir
    from calls.keys import KeyRing
    from calls.scan import ReportProblem, verify_report
    from cli.scan_table import print_totals

    try:
        made = verify_report(path, KeyRing.open(data or data_dir(os.environ)))
    except ReportProblem as error:
        raise stop(str(error), Exit.BAD) from None
    out.print(f"[green]signed[/green] and unchanged since {made['made_at']}")
    print_totals(made, out)


def _finish(files: "list[Scanned]") -> None:
    unreadable = [one for one in files if one.problem]
    for one in unreadable[:_SHOWN_SKIPPED]:
        complain(f"{one.path}: {one.problem}")
    if any(one.finds for one in files):
        raise typer.Exit(Exit.BAD)
    if unreadable:
        raise typer.Exit(Exit.USAGE)
