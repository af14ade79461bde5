"""`callwright scan`: the proof that nothing private was kept."""

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import Exit, Progress, complain, err, out, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the pipeline.
    from calls.keys import KeyRing
    from calls.scan import Scanned
    from pipeline.scanning import ScanPlan, Told

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
        plan = _plan([*(plant or []), *_values(plants)], allow or [], folder, listen=listen)
        files = asyncio.run(_scan(paths or [], call, plan, data, folder, progress))
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
    paths: list[Path], call: str | None, plan: "ScanPlan", data: Path | None, folder: Path, progress: Progress
) -> "list[Scanned]":
    from pipeline.scanning import scan as scan_files
    from services.local import engines

    def told(number: int, count: int, path: Path) -> None:
        if err.is_terminal or not number:
            progress.show(f"{number + 1} of {count} files: {path.name} ...")

    try:
        if call is None:
            return await scan_files(paths or [folder], plan, told)
        return await _scan_call(call, plan, data, told)
    except FileNotFoundError as error:
        raise stop(str(error)) from None
    finally:
        await engines.close()


async def _scan_call(call: str, plan: "ScanPlan", data: Path | None, told: "Told") -> "list[Scanned]":
    """The call's folder, and what the database knows of it."""
    from calls.folders import find_call_folder
    from calls.scan.texts import scan_value
    from cli.kept import Kept
    from cli.ledger_table import as_dict
    from pipeline.scanning import scan as scan_files

    kept = Kept(data)
    record = await kept.get(call)
    rows = await kept.ledger(call, state=None, limit=10_000)
    folder = find_call_folder(kept.data, call)
    files = [] if folder is None else await scan_files([folder], plan, told)
    if folder is None:
        complain(f"{call} has no folder in {kept.data}; only its rows are searched")
    files.append(scan_value(Path(f"row of {call}"), json.loads(record.to_json()), plan.search))
    files.append(scan_value(Path(f"ledger of {call}"), [as_dict(row) for row in rows], plan.search))
    return files


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
