"""What a call came to, on one screen."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from calls.folders import RECORD
from calls.record import CallRecord


def print_summary(record: CallRecord, data: Path, console: Console) -> None:
    """Outcome, latencies, tools, and where it all lies. Paths are relative to `data`."""
    outcome = record.outcome
    sign = "[green]✓[/green]" if outcome.resolved else "[yellow]○[/yellow]"
    verdict = "[green]resolved[/green]" if outcome.resolved else "[yellow]not resolved[/yellow]"
    ending = f"{record.end_reason or 'active'} after {record.duration_secs:.1f} s"
    console.print()
    console.print(f"{sign} [bold]{escape(outcome.disposition)}[/bold], {verdict}; {ending}")
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(width=11, style="dim", justify="right")
    facts.add_column(overflow="fold")
    for name, text in _facts(record):
        facts.add_row(escape(name), escape(text))
    console.print(facts)
    for name, path in _files(record, data).items():
        # Not in the table: a path that is folded cannot be copied.
        print_fact(console, name, str(path))


def print_fact(console: Console, name: str, text: str) -> None:
    """One more line below the summary, which a narrow terminal does not cut."""
    console.print(f"[dim]{name:>11}[/dim]  {escape(text)}", soft_wrap=True)


def _facts(record: CallRecord) -> Iterator[tuple[str, str]]:
    if record.data:
        yield "noted", ", ".join(f"{key} {value}" for key, value in record.data.items())
    totals = [turn.latency_ms["total"] for turn in record.turns if turn.latency_ms]
    if totals:
        yield "answers", f"{len(totals)}: median {median(totals):.0f} ms, slowest {max(totals):.0f} ms"
        yield "", "from the caller's last sample to the agent's first"
    if record.tools:
        yield "tools", ", ".join(f"{t.name} {'✓' if t.ok else f'✗ {t.error_kind}'}" for t in record.tools)
    yield "path", " → ".join(record.path) or "none"


def _files(record: CallRecord, data: Path) -> dict[str, Path]:
    files = {"record": (data / record.journal).parent / RECORD}
    if record.recording is not None:
        files["recording"] = data / record.recording.path
    return files
