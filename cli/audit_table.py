"""Lines of the audit log as a table that fits the terminal."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from calls.audit import NO_REASON, AuditLine

COLUMNS = {"line": 0, "when": 0, "who": 90, "what": 0, "subject": 0, "why": 70, "": 120}
"""Column to the width of the terminal from which it is shown; the last one is the details."""

_COLOURS = {"privacy.erase": "red", "privacy.refused": "yellow", "policy": "cyan", "audit.mended": "yellow"}


def audit_table(lines: Sequence[AuditLine], width: int) -> Table:
    """One row for each line."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    shown = [column for column, least in COLUMNS.items() if width >= least]
    for column in shown:
        table.add_column(column, no_wrap=column in ("line", "when", "what"), overflow="fold")
    for line in lines:
        cells = _cells(line)
        table.add_row(*(cells[column] for column in shown))
    return table


def _cells(line: AuditLine) -> dict[str, str]:
    colour = _COLOURS.get(line.what)
    why = f"[dim]{line.why}[/dim]" if line.why == NO_REASON else escape(line.why)
    return {
        "line": str(line.seq),
        "when": f"{line.at[:10]} {line.at[11:19]}Z",
        "who": escape(line.who),
        "what": f"[{colour}]{escape(line.what)}[/{colour}]" if colour else escape(line.what),
        "subject": escape(line.subject),
        "why": why,
        "": escape(", ".join(f"{name} {value}" for name, value in line.detail.items())),
    }
