"""A scan's report on the terminal."""

from collections import Counter
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table


def finds_table(finds: list[dict[str, str]]) -> Table:
    """The finds; a value is never among them, only its shape."""
    table = Table(title=f"{len(finds)} finds", title_justify="left", title_style="red")
    for column in ("file", "place", "what", "written", "value"):
        table.add_column(column, overflow="fold")
    for find in finds:
        cells = (find["file"], find["place"], find["what"], find["writing"], find["value"])
        table.add_row(*map(escape, cells))
    return table


def print_totals(report: dict[str, Any], console: Console) -> None:
    """How many files were searched as what, which were not, and the verdict."""
    told = report["summary"]
    kinds = Counter(_kind(file["searched_as"]) for file in report["files"] if "searched_as" in file)
    for kind, count in sorted(kinds.items()):
        console.print(f"[dim]{count:6} searched as {escape(kind)}[/dim]")
    for file in report["files"]:
        if why := file.get("skipped") or file.get("problem"):
            console.print(
                f"[dim]       not searched: {escape(file['file'])}: {escape(why)}[/dim]", soft_wrap=True
            )
    if not report["speech_was_recognised"]:
        console.print("[dim]       speech in recordings was not recognised (--no-listen)[/dim]")
    size = f"{told['searched']} of {told['files']} files, {told['bytes'] / 1e6:.1f} MB"
    planted = (
        f"{report['planted_values']} planted values" if report["planted_values"] else "no planted values"
    )
    if told["finds"]:
        console.print(f"[red]{told['finds']} finds[/red] in {size}; {planted}")
    else:
        console.print(f"[green]nothing private found[/green] in {size}; {planted}")


def _kind(how: str) -> str:
    """Of `sound: 12.0 s, 2 tracks` only what it is."""
    return how.split(":")[0].split(";")[0]
