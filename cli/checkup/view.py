"""The doctor's report for people."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.checkup.finding import Finding, State
from cli.checkup.rounds import Told

SIGNS = {
    State.OK: ("✓", "green"),
    State.UNCHECKED: ("–", "dim"),
    State.WARNING: ("!", "yellow"),
    State.PROBLEM: ("✗", "red"),
}


def show(told: Sequence[Told], console: Console) -> None:
    """Section by section, and a line that counts."""
    findings = [finding for section in told for finding in section.findings]
    width = max((len(finding.name) for finding in findings), default=0)
    for section in told:
        if not section.findings:
            continue
        console.print(f"[bold]{section.title}[/bold]")
        console.print(Padding(_table(section.findings, width), (0, 0, 0, 1), expand=False))
        console.print()
    console.print(_totals(findings))


def _table(findings: Sequence[Finding], width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=1)
    table.add_column(min_width=width, no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        sign, style = SIGNS[finding.state]
        quiet = "dim" if finding.state is State.UNCHECKED else ""
        said = Text(finding.message, style=quiet)
        if finding.state is State.UNCHECKED:
            said = Text.assemble(("not checked: ", "dim"), said)
        if finding.hint:
            said.append(f"\n→ {finding.hint}", style=style)
        table.add_row(Text(sign, style=style), Text(finding.name, style=quiet), said)
    return table


def _totals(findings: Sequence[Finding]) -> Text:
    """`9 ok · 1 warning · 2 problems · 1 not checked`"""
    counts = Counter(finding.state for finding in findings)
    parts: list[Text] = []
    for state in (State.OK, State.WARNING, State.PROBLEM, State.UNCHECKED):
        count = counts[state]
        if count:
            plural = "s" if count > 1 and state in (State.WARNING, State.PROBLEM) else ""
            parts.append(Text(f"{count} {state}{plural}", style=SIGNS[state][1]))
    return Text(" · ").join(parts)
