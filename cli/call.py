"""`callwright call`: one simulated call, as it happens."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from cli.console import Exit, Progress, complain, err, indented, out, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the pipeline.
    from calls.events import CallEvent
    from configs import LoadedAgent
    from simulation.play import Conditions
    from simulation.result import ScenarioResult
    from simulation.scenario import Scenario
    from simulation.stage import Session


class Clock(StrEnum):
    """How time passes."""

    VIRTUAL = "virtual"
    REAL = "real"


class Ears(StrEnum):
    """How the caller's words reach the agent."""

    LOCAL = "local"
    SCRIPTED = "scripted"


ClockOption = Annotated[Clock, typer.Option(help="virtual: as fast as possible. real: in real time.")]
EarsOption = Annotated[
    Ears | None,
    typer.Option(help="local: the audio is recognised. scripted: the words are known. As the scenario says."),
]


class OnCarrier(StrEnum):
    """Whose line a caller is on."""

    TWILIO = "twilio"
    TELNYX = "telnyx"
    VONAGE = "vonage"
    WEBRTC = "webrtc"


CarrierOption = Annotated[
    OnCarrier,
    typer.Option(
        help="Whose wire protocol the call speaks; webrtc: a browser's, WebRTC itself in real time."
    ),
]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Use the local engines only.")]


def call(
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="Agent file or name.")],
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", "-s", help="Scenario file, or a name from the flow's scenarios/."),
    ] = None,
    clock: ClockOption = Clock.VIRTUAL,
    ears: EarsOption = None,
    carrier: CarrierOption = OnCarrier.TWILIO,
    offline: OfflineOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the call record and nothing else.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Where record, journal and recording go.")
    ] = None,
) -> None:
    """Call an agent with a simulated caller and show what happens. Exit 1 if the scenario fails."""
    with sentences(), Progress() as progress:
        # Loaded when used, so that `--help` answers at once.
        from cli.agents import existing_agent

        existing_agent(agent)
        if not as_json:
            progress.show("Loading ...")
        from cli.results_folder import fresh_folder
        from cli.scenarios import find_scenario
        from pipeline.checking import require_agent
        from simulation.needs import unmet
        from simulation.play import Conditions
        from simulation.suite import rivals_of

        loaded = require_agent(agent, environ=os.environ, offline=offline)
        chosen, everyone = find_scenario(scenario, loaded)
        reason = unmet(chosen, carrier.value, rivals_of(chosen, everyone), live=clock is Clock.REAL)
        if reason is not None:
            raise stop(f"{chosen.name} is skipped, no call was made: {reason}")
        data = fresh_folder(folder, loaded.name, chosen.short_name)
        heard = ears.value if ears else None
        conditions = Conditions(
            clock=clock.value, ears=heard, carrier=carrier.value, environ=dict(os.environ), data=data
        )
        if as_json:
            result = _play(chosen, everyone, loaded, conditions)
            _print_json(result)
        else:
            result = _play_live(chosen, everyone, loaded, conditions, progress)
            _show(result, conditions, data)
        if not result.passed:
            raise typer.Exit(Exit.BAD)


def _play(
    scenario: "Scenario", everyone: "list[Scenario]", agent: "LoadedAgent", conditions: "Conditions"
) -> "ScenarioResult":
    from simulation.play import play
    from simulation.suite import rivals_of

    return play(scenario, agent, conditions, rivals=rivals_of(scenario, everyone))[0]


def _play_live(
    scenario: "Scenario",
    everyone: "list[Scenario]",
    agent: "LoadedAgent",
    conditions: "Conditions",
    progress: Progress,
) -> "ScenarioResult":
    """Play it, and print what the journal is told as it is told."""
    from dataclasses import replace

    from cli.live import LiveTranscript

    progress.hush()
    heard = conditions.ears or scenario.callwright.ears
    manner = f"[dim]· {conditions.clock} clock, {heard} ears[/dim]"
    out.print(f"[bold]{escape(agent.name)}[/bold] is called: {escape(scenario.name)} {manner}\n")
    transcript = LiveTranscript(out.print)

    def show(event: "CallEvent") -> None:
        progress.hush()
        transcript.event(event)

    def watch(played: "Scenario", session: "Session") -> None:
        if played is scenario:
            session.feed.on_event(show)

    progress.show("Warming: models and engines load once, before the phone rings ...")
    result = _play(scenario, everyone, agent, replace(conditions, on_session=watch))
    progress.hush()
    return result


def _print_json(result: "ScenarioResult") -> None:
    if result.record is not None:
        print(result.record.to_json())
    for failure in result.failures:
        complain(failure)


def _show(result: "ScenarioResult", conditions: "Conditions", data: Path) -> None:
    from cli.summary import print_fact, print_summary

    if result.record is not None:
        print_summary(result.record, data, out)
        print_fact(out, "again", f"callwright calls show {result.record.call_id} --data {data}")
        out.print()
    if result.passed:
        faster = f" for {result.call_secs:.1f} s of call" if conditions.clock == "virtual" else ""
        out.print(f"[green]The scenario passed[/green] [dim]in {result.real_secs:.1f} s{faster}[/dim]")
        return
    out.print("[red]The scenario failed:[/red]")
    for failure in result.failures:
        out.print(indented(failure, 2))
    if result.record is None:
        err.print("[dim]callwright --debug call ... shows the details[/dim]")
