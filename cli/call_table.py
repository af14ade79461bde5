"""A list of calls as a table that fits the terminal, or as plain data."""

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from calls.clock import iso
from calls.store.summary import CallSummary

COLUMNS = {
    "call": 0,
    "started": 0,
    "secs": 0,
    "outcome": 0,
    "agent": 90,
    "ended": 105,
    "from": 125,
    "carrier": 135,
}
"""Column to the width of the terminal from which it is shown."""


def call_table(found: Sequence[CallSummary], width: int) -> Table:
    """One line for each call."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    shown = [column for column, least in COLUMNS.items() if width >= least]
    for column in shown:
        table.add_column(column, no_wrap=True, justify="right" if column == "secs" else "left")
    for call in found:
        cells = _cells(call)
        table.add_row(*(cells[column] for column in shown))
    return table


def _cells(call: CallSummary) -> dict[str, str]:
    sign = "[green]✓[/green]" if call.resolved else "[yellow]○[/yellow]"
    return {
        "call": call.call_id,
        "started": f"{call.started_at:%Y-%m-%d %H:%M}Z",
        "secs": f"{call.duration_secs:.0f}",
        "outcome": f"{sign} {escape(call.disposition)}",
        "agent": escape(call.agent),
        "ended": call.end_reason or "[yellow]active[/yellow]",
        "from": escape(call.from_address or ""),
        "carrier": escape(call.carrier),
    }


def as_dict(call: CallSummary) -> dict[str, Any]:
    """The call as plain JSON data, with the keys of the record where it has them."""
    return {
        "call_id": call.call_id,
        "agent": call.agent,
        "carrier": call.carrier,
        "from": call.from_address,
        "to": call.to_address,
        "started_at": iso(call.started_at),
        "duration_secs": call.duration_secs,
        "end_reason": call.end_reason,
        "disposition": call.disposition,
        "resolved": call.resolved,
    }
