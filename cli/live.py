"""A call as it happens: the transcript, the tools and the latencies, line by line."""

from collections.abc import Callable
from typing import Any

from rich.markup import escape
from rich.table import Table

from calls.events import (
    AgentSpoke,
    CallEnded,
    CallerSpoke,
    CallEvent,
    CallStarted,
    DataCollected,
    DeadlineSpoken,
    FillerSpoken,
    Interrupted,
    KeyPressed,
    NodeEntered,
    OutcomeSet,
    ProviderFailed,
    ProviderSwitched,
    ResponseMeasured,
    SilenceNoticed,
    ToolCalled,
    ToolFinished,
    TransferCallTold,
    TransferEnded,
    TransferRequested,
)
from cli.latency_bar import COLORS, LatencyBar

Line = tuple[str, Any]
"""What kind of line it is, and its text: Rich markup, or anything else that Rich can print."""

TIME_WIDTH, LABEL_WIDTH = 7, 8


class LiveTranscript:
    """Prints events with `say`, which takes what Rich can print (`Console.print`)."""

    def __init__(self, say: Callable[[Any], object]) -> None:
        self._say = say
        self._time = ""
        self._colors: dict[str, str] = {}
        self._printers: dict[type, Callable[..., Line]] = {
            CallStarted: self._started,
            NodeEntered: lambda e: ("[dim]node[/dim]", f"[dim]→ {escape(e.node)}[/dim]"),
            CallerSpoke: self._caller,
            AgentSpoke: self._agent,
            Interrupted: lambda _: ("[yellow]barge-in[/yellow]", "[yellow]the caller talks over it[/yellow]"),
            KeyPressed: lambda e: ("[cyan]key[/cyan]", escape(e.digit)),
            ResponseMeasured: self._response,
            SilenceNoticed: lambda e: ("[yellow]silence[/yellow]", f"[yellow]step {e.step}[/yellow]"),
            FillerSpoken: lambda e: ("[dim]filler[/dim]", f"[dim]{escape(e.text)}[/dim]"),
            DeadlineSpoken: lambda e: ("[yellow]waiting[/yellow]", f"[yellow]{escape(e.text)}[/yellow]"),
            ToolCalled: self._tool,
            ToolFinished: self._tool_end,
            DataCollected: lambda e: ("[blue]noted[/blue]", f"{escape(e.key)} = {escape(str(e.value))}"),
            OutcomeSet: self._outcome,
            ProviderFailed: self._failure,
            ProviderSwitched: lambda e: (
                "[yellow]failover[/yellow]",
                f"{e.kind} {escape(e.instead_of)} → {escape(e.provider)} [dim]({escape(e.why)})[/dim]",
            ),
            TransferRequested: lambda e: (
                "[magenta]transfer[/magenta]",
                f"→ {escape(e.destination)} ({escape(e.reason)}, {e.mode})",
            ),
            TransferCallTold: lambda e: ("", f"[dim]{escape(e.number)} {e.result}[/dim]"),
            TransferEnded: lambda e: ("[magenta]transfer[/magenta]", escape(e.outcome)),
            CallEnded: self._ended,
        }

    def event(self, event: CallEvent) -> None:
        """Print one event, if a person wants to see it."""
        printer = self._printers.get(type(event))
        if printer is None:
            return
        label, text = printer(event)
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_column(width=TIME_WIDTH, justify="right", style="dim")
        line.add_column(width=LABEL_WIDTH)
        line.add_column(overflow="fold")
        line.add_row(self._new_time(event.at_ms), label, text)
        self._say(line)

    def _new_time(self, at_ms: int) -> str:
        """Seconds since the stream began; nothing if the line above has the same."""
        time = f"{at_ms / 1000:.2f}"
        shown = "" if time == self._time else time
        self._time = time
        return shown

    def _started(self, event: CallStarted) -> Line:
        who = f" from {escape(event.from_)}" if event.from_ else ""
        providers = " · ".join(f"{kind} {escape(name)}" for kind, name in event.providers.items())
        return "[bold]call[/bold]", f"{event.call_id}\n{escape(event.carrier)}{who} · {providers}"

    def _caller(self, event: CallerSpoke) -> Line:
        how = "" if event.via == "speech" else f" [dim]({event.via})[/dim]"
        return "[bold cyan]caller[/bold cyan]", f"[cyan]{escape(event.text)}[/cyan]{how}"

    def _agent(self, event: AgentSpoke) -> Line:
        text = f"[green]{escape(event.text)}[/green]"
        if event.interrupted:
            unheard = event.text[len(event.heard) :] if event.text.startswith(event.heard) else ""
            text = f"[green]{escape(event.heard)}[/green] [yellow]✂[/yellow]"
            text += f"[strike dim]{escape(unheard)}[/strike dim]"
        return "[bold green]agent[/bold green]", text

    def _response(self, event: ResponseMeasured) -> Line:
        for name in event.parts:
            self._colors.setdefault(name, COLORS[len(self._colors) % len(COLORS)])
        return "[dim]latency[/dim]", LatencyBar(event.total_ms, event.parts, self._colors)

    def _tool(self, event: ToolCalled) -> Line:
        arguments = ", ".join(f"{escape(k)}={escape(repr(v))}" for k, v in event.arguments.items())
        return "[magenta]tool[/magenta]", f"{escape(event.name)}({arguments})"

    def _tool_end(self, event: ToolFinished) -> Line:
        verdict = "[green]✓[/green]" if event.ok else f"[red]✗ {escape(event.error_kind or 'failed')}[/red]"
        return "", f"{verdict} [dim]{escape(event.name)}[/dim]"

    def _outcome(self, event: OutcomeSet) -> Line:
        state = "[green]resolved[/green]" if event.resolved else "[yellow]not resolved[/yellow]"
        return "[bold]outcome[/bold]", f"{escape(event.disposition)}, {state}"

    def _failure(self, event: ProviderFailed) -> Line:
        return "[red]failure[/red]", f"[red]{escape(f'{event.kind} {event.provider}: {event.message}')}[/red]"

    def _ended(self, event: CallEnded) -> Line:
        detail = f" ({escape(event.detail)})" if event.detail else ""
        return "[bold]ended[/bold]", f"{event.end_reason}{detail}"
