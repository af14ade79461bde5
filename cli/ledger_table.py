"""Rows of the ledger as a table for people, or as plain data."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Table

from calls.clock import iso
from calls.ledger import Row, State

_COLOURS = {State.DONE: "green", State.UNKNOWN: "red", State.SENT: "yellow", State.FAILED: "dim"}


def ledger_table(rows: Sequence[Row], *, whole_call: bool) -> Table:
    """One line for each write. `whole_call`: all are of one call, which then needs no column."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    columns = ["proposed", "state", "tool", "what", "why"]
    for column in columns if whole_call else ["call", *columns]:
        table.add_column(column, no_wrap=column != "what")
    for row in rows:
        cells = [
            f"{row.proposed_at:%Y-%m-%d %H:%M:%S}Z",
            _state(row.state),
            escape(row.tool),
            escape(json.dumps(row.arguments, ensure_ascii=False)),
            escape(row.reason),
        ]
        table.add_row(*cells if whole_call else [row.call_id, *cells])
    return table


def as_dict(row: Row) -> dict[str, Any]:
    """The row as plain JSON data."""
    shown = {name: value for name, value in asdict(row).items() if name != "heard_from"}
    return shown | {
        "state": row.state.value,
        "proposed_at": iso(row.proposed_at),
        "updated_at": iso(row.updated_at),
    }


def _state(state: State) -> str:
    colour = _COLOURS.get(state)
    return f"[{colour}]{state.value}[/{colour}]" if colour else state.value
