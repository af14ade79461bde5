"""The report on the terminal."""

from rich.console import Console
from rich.table import Table

from benchmarks.memory import CALLS
from benchmarks.paired import Round, foreign, pooled
from benchmarks.ratios import Ratio, percentile
from benchmarks.results import SAME, Results, versions
from benchmarks.scene import BARE, OURS

MET = {True: "[green]met[/green]", False: "[red]not met[/red]", None: "[dim]–[/dim]"}

MEANINGS = (
    "[dim]greeting: start of the stream to the agent's first sound. response: the caller's last sample to "
    "the agent's first sound. barge-in: the caller's first sample to `clear`. ratio: median over the rounds "
    "of callwright / bare. A/A: a second bare bot / the first.[/dim]"
)


def show(results: Results, console: Console) -> None:
    """Print everything that a reader needs to judge the figures."""
    console.print()
    console.print(_comparison(results))
    console.print(MEANINGS)
    console.print(_local(results))
    for line in _remarks(results):
        console.print(line)


def _comparison(results: Results) -> Table:
    table = Table(title="Callwright beside a bare Pipecat bot, in the same windows", title_justify="left")
    table.add_column("figure")
    for column in ("bare", "callwright", "ratio", "range", "A/A", "goal"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("")
    for row in results.rows:
        table.add_row(
            f"{row.name}, {row.unit}",
            _number(row.base),
            _number(row.ours),
            f"[bold]{row.ratio.median:.2f}[/bold]" if row.ratio else "–",
            _range(row.ratio),
            f"{row.same.median:.2f}" if row.same else "–",
            f"≤ {row.goal:.2f}" if row.goal is not None else "–",
            MET[row.met],
        )
    return table


def _local(results: Results) -> Table:
    table = Table(title="The local engines, in real time over a real socket", title_justify="left")
    table.add_column("figure")
    for column in ("ms", "goal"):
        table.add_column(column, justify="right")
    table.add_column("")
    for each in results.absolutes:
        table.add_row(each.name, _number(each.ms), f"< {each.goal_ms:.0f}", MET[each.met])
    return table


def _remarks(results: Results) -> list[str]:
    remarks = []
    if results.rounds:
        remarks += _of_rounds(results)
    for name in results.restless:
        remarks.append(
            f"[yellow]A/A of {name} lies outside {SAME[0]:.2f}–{SAME[1]:.2f}:[/yellow] "
            "the machine was too restless for that ratio."
        )
    for name, memory in results.memory.items():
        if memory.greeted < CALLS:
            remarks.append(
                f"[yellow]Memory of {name} does not count:[/yellow] "
                f"{memory.greeted} of {CALLS} calls were greeted."
            )
        remarks.append(
            f"[dim]{name}: ready in {memory.ready_secs:.1f} s, first greeting "
            f"{_number(memory.first_greeting_ms)} ms, {memory.idle_mib:.0f} MiB idle[/dim]"
        )
    if results.local:
        local = results.local
        remarks.append(
            f"[dim]local engines: {local.turns} turns, {local.missed} missed, p95 "
            f"{_number(local.response_p95_ms)} ms, start window {local.start_window_ms:.0f} ms[/dim]"
        )
    remarks.append("[dim]" + ", ".join(f"{name} {value}" for name, value in versions().items()) + "[/dim]")
    remarks += [f"[red]failed:[/red] {failure}" for failure in results.failures]
    return remarks


def _of_rounds(results: Results) -> list[str]:
    counted = results.counted
    valid = [each for each in results.rounds if not each.void]
    remarks = []
    if not valid:
        remarks.append(
            "[yellow]No round passed the gates: these figures are of void rounds and judge nothing.[/yellow]"
        )
    elif len(valid) < results.plan.rounds:
        remarks.append(
            f"[yellow]Only {len(valid)} of {results.plan.rounds} rounds passed the gates.[/yellow]"
        )
    remarks.append(
        f"[dim]{len(counted)} rounds of {results.plan.calls} calls per server and "
        f"{results.plan.secs:.0f} s; {len(results.rounds) - len(valid)} void; other processes used "
        f"{foreign(counted):.0f} % of a core[/dim]"
    )
    remarks += [f"[dim]{name}: {_conversation(counted, name)}[/dim]" for name in (BARE.name, OURS.name)]
    return remarks


def _conversation(rounds: list[Round], name: str) -> str:
    figures = [each.figures[name] for each in rounds]
    responses = pooled(rounds, name, "responses_ms")
    children = max(of.children_cpu_ms for of in figures)
    return (
        f"{len(responses)} turns, response p95 {_number(percentile(responses, 95))} ms, "
        f"{sum(of.early for of in figures)} early, {sum(of.underruns for of in figures)} underruns, "
        f"{sum(of.after_clear for of in figures)} packets after clear, children's CPU {children:.1f} ms"
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _range(ratio: Ratio | None) -> str:
    return f"{ratio.low:.2f}–{ratio.high:.2f}" if ratio and ratio.low != ratio.high else "–"
