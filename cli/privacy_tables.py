"""What is found, erased, held and swept, for people."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from calls.privacy.finding import Found, FoundCall
from calls.privacy.receipt import Receipt
from calls.privacy.sweeping import Swept
from calls.store.privacy_rows import Hold

_MOST = 20
"""Calls that are listed one by one."""


def print_found(found: Found, console: Console) -> None:
    """Calls and rows, or that there are none."""
    if not found:
        console.print("Nothing is kept of them.")
    if found.calls:
        table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
        for column in ("call", "started", "agent", "kept", ""):
            table.add_column(column, no_wrap=True)
        for call in found.calls[:_MOST]:
            table.add_row(*_cells(call, found))
        console.print(table)
        more = len(found.calls) - _MOST
        if more > 0:
            console.print(f"[dim]and {more} more[/dim]")
    for place in found.places:
        for rows in place.rows:
            what = "blanked" if rows.table.blank else "deleted"
            where = f"{escape(rows.table.file)}, {rows.table.table}"
            console.print(f"{len(rows.ids)} in {where} [dim]({what})[/dim]")
    for one in found.suppressions:
        if one.opted_out_at:
            console.print(f"[dim]no calls wanted since {one.opted_out_at:%Y-%m-%d}; that stays[/dim]")


def _cells(call: FoundCall, found: Found) -> tuple[str, ...]:
    kept = call.kept
    where = [name for name, there in (("rows", kept), ("files", call.folder)) if there is not None]
    sign = "[yellow]still going on[/yellow]" if call.is_active else ""
    if call.call_id in found.holds:
        sign = f"[red]held: {escape(found.holds[call.call_id].why)}[/red]"
    started = f"{kept.started_at:%Y-%m-%d %H:%M}Z" if kept else ""
    return call.call_id, started, escape(kept.agent) if kept else "", " and ".join(where), sign


def print_receipt(receipt: Receipt, path: Path, console: Console) -> None:
    """What is gone, what is not, and where the receipt is."""
    sign = "[red]✗[/red]" if receipt.left else "[green]✓[/green]"
    rows, size = sum(receipt.rows.values()), sum(int(file["bytes"]) for file in receipt.files)
    files = f"{len(receipt.files)} files ({size / 1e6:.1f} MB)"
    console.print(f"{sign} erased: {len(receipt.calls)} calls, {rows} rows, {files}")
    for table, count in receipt.rows.items():
        console.print(f"[dim]{count:>11}[/dim]  {escape(table)}")
    for left in receipt.left:
        console.print(f"[red]{'left':>11}[/red]  {escape(left)}", soft_wrap=True)
    looked = f"{receipt.searched['calls']} calls before, {receipt.searched['files']} files afterwards"
    console.print(f"[dim]{'searched':>11}[/dim]  {looked}")
    console.print(f"[dim]{'receipt':>11}[/dim]  {escape(str(path))}", soft_wrap=True)


def holds_table(holds: Sequence[Hold]) -> Table:
    """One line for each hold."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("call", "since", "who", "why"):
        table.add_column(column, no_wrap=column != "why")
    for one in holds:
        table.add_row(one.call_id, f"{one.since:%Y-%m-%d %H:%M}Z", escape(one.who), escape(one.why))
    return table


def print_swept(swept: Swept, console: Console, *, dry_run: bool) -> None:
    """What went, or would."""
    would = "would be " if dry_run else ""
    if not (swept.calls or swept.recordings or swept.held or swept.left):
        console.print("Nothing is older than the agent files allow.")
        return
    if swept.calls:
        console.print(f"{would}deleted: {len(swept.calls)} calls")
    if swept.recordings:
        console.print(f"{would}deleted: the recordings of {len(swept.recordings)} calls")
    for call in swept.held:
        console.print(f"[yellow]kept by a legal hold:[/yellow] {call}")
    for left in swept.left:
        console.print(f"[red]left:[/red] {escape(left)}", soft_wrap=True)
