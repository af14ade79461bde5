"""`callwright privacy`: what is kept of a person, given to them, erased, held, and let go with time."""

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.audited import Why
from cli.console import Exit, Progress, complain, err, out, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the store.
    from calls.privacy.archive import Archive
    from calls.privacy.person import Person

privacy = typer.Typer(help="Export, erase, hold and sweep what is kept of people.", no_args_is_help=True)

Phones = Annotated[list[str] | None, typer.Option("--phone", help="A telephone of the person. Repeatable.")]
Emails = Annotated[list[str] | None, typer.Option("--email", help="An e-mail address. Repeatable.")]
Calls = Annotated[list[str] | None, typer.Option("--call", help="One call, by its id. Repeatable.")]
Region = Annotated[str, typer.Option(help="The country of telephones that are given without a country code.")]
Data = Annotated[Path | None, typer.Option(help="The data folder; CALLWRIGHT_DATA or ./var if not given.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
CallId = Annotated[str, typer.Option("--call", help="A call id.")]


@privacy.command("export")
def export(
    phone: Phones = None,
    email: Emails = None,
    call: Calls = None,
    to: Annotated[Path | None, typer.Option("--out", "-o", help="A folder that is not there yet.")] = None,
    zipped: Annotated[bool, typer.Option("--zip", help="One zip file in the place of the folder.")] = False,
    region: Region = "US",
    why: Why = "",
    data: Data = None,
) -> None:
    """Everything that is kept of a person, as files: calls, recordings, rows, and a manifest."""
    with sentences(), Progress() as progress:
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.exporting import export as give

        person, archive = _person(phone, email, call, region), _archive(data, progress)
        into = to or Path(f"privacy-export-{os.urandom(4).hex()}")
        try:
            given = asyncio.run(give(archive, person, into, zipped=zipped, why=why))
        except (FileExistsError, ValueError) as error:
            raise stop(str(error)) from None
        progress.hush()
        if given.path is None:
            err.print("Nothing is kept of them.")
            return
        calls = f"{len(given.found.calls)} calls, {given.found.rows} rows of flows, {given.files} files"
        out.print(f"{calls}: {given.path}", markup=False, soft_wrap=True)


@privacy.command("erase")
def erase(
    phone: Phones = None,
    email: Emails = None,
    call: Calls = None,
    dry_run: DryRun = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    region: Region = "US",
    why: Why = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Delete every call and row of a person, for good. Exit 1 if anything of them is left.

    To run it again changes nothing, or finishes what was interrupted. A legal hold stops it.
    """
    with sentences(), Progress() as progress:
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.erasing import erase as delete
        from calls.privacy.erasing import look
        from cli.privacy_tables import print_found, print_receipt

        person, archive = _person(phone, email, call, region), _archive(data, progress)
        if dry_run or not (yes or as_json):
            found = asyncio.run(look(archive, person))
            progress.hush()
            print_found(found, out)
            if dry_run or not found:
                return
            typer.confirm("Delete all of this for good?", abort=True, err=True)
        try:
            done = asyncio.run(delete(archive, person, why=why))
        except ValueError as error:
            raise stop(str(error)) from None
        progress.hush()
        receipt = done.receipt
        if as_json:
            print(json.dumps(asdict(receipt) if receipt else None, indent=2))
        elif receipt is None:
            out.print("Nothing is kept of them; nothing was changed.")
        elif done.path is not None:
            print_receipt(receipt, done.path, out)
        if receipt is not None and receipt.left:
            raise typer.Exit(Exit.BAD)


@privacy.command("verify")
def verify(
    receipt: Annotated[Path, typer.Argument(help="A receipt, as `erase` wrote it.")], data: Data = None
) -> None:
    """Hold a receipt against its signature, the audit log and the disk. Exit 1 if something is wrong."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.receipt import doubts, read_receipt

        try:
            told, signature = read_receipt(receipt)
        except (OSError, ValueError) as error:
            raise stop(str(error)) from None
        archive = _archive(data, None)
        problems = doubts(told, signature, archive.audit, archive.data)
        for problem in problems:
            complain(f"{receipt}: {problem}")
        if problems:
            raise typer.Exit(Exit.BAD)
        what = f"{len(told.calls)} calls, {sum(told.rows.values())} rows and {len(told.files)} files"
        out.print(f"[green]✓[/green] {told.receipt} of {told.made_at}: {what} are gone; signed and audited")


@privacy.command("hold")
def hold(call: CallId, why: Why = "", data: Data = None) -> None:
    """Keep a call from being erased or swept, whoever asks."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.holding import hold as keep

        archive = _archive(data, None)
        try:
            held = asyncio.run(keep(archive, call, why=why))
        except (LookupError, ValueError) as error:
            raise stop(str(error.args[0])) from None
        since = f"since {held.since:%Y-%m-%d %H:%M}Z, by {held.who}: {held.why}"
        out.print(f"{call} is held {since}", markup=False, soft_wrap=True)


@privacy.command("release")
def release(call: CallId, why: Why = "", data: Data = None) -> None:
    """Let a call that was held be erased and swept again."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.holding import release as let_go

        released = asyncio.run(let_go(_archive(data, None), call, why=why))
        out.print(f"{call} is {'not held any more' if released else 'not held'}", soft_wrap=True)


@privacy.command("holds")
def holds(data: Data = None) -> None:
    """The calls that are held."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.holding import held
        from cli.privacy_tables import holds_table

        found = asyncio.run(held(_archive(data, None)))
        if found:
            out.print(holds_table(found))
        else:
            err.print("No call is held.")


@privacy.command("opt-out")
def opt_out(
    phone: Phones = None, email: Emails = None, region: Region = "US", why: Why = "", data: Data = None
) -> None:
    """Remember that a person wants no calls. It outlives their data."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.holding import opt_out as remember

        person, archive = _person(phone, email, None, region), _archive(data, None)
        count = asyncio.run(remember(archive, person, why=why))
        out.print(f"Remembered: no calls to {count} telephones or addresses.")


@privacy.command("sweep")
def sweep(dry_run: DryRun = False, why: Why = "", data: Data = None) -> None:
    """Delete what is older than `retention:` of the agent files says."""
    with sentences():
        # Loaded when used, so that `--help` answers at once.
        from calls.privacy.sweeping import sweep as delete
        from cli.privacy_tables import print_swept
        from cli.retention import kept_for

        swept = asyncio.run(delete(_archive(data, None), kept_for(os.environ), dry_run=dry_run, why=why))
        print_swept(swept, out, dry_run=dry_run)
        if swept.left:
            raise typer.Exit(Exit.BAD)


def _person(
    phones: list[str] | None, emails: list[str] | None, calls: list[str] | None, region: str
) -> "Person":
    from calls.privacy.person import Person

    try:
        return Person.of(phones or (), emails or (), calls or (), region=region)
    except ValueError as error:
        raise stop(str(error)) from None


def _archive(data: Path | None, progress: Progress | None) -> "Archive":
    from cli.archive import open_archive

    return open_archive(data, progress.show if progress else None)
