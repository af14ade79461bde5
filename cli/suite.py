"""`callwright test`: scenario suites."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from cli.call import CarrierOption, Clock, ClockOption, EarsOption, OfflineOption, OnCarrier
from cli.console import Exit, Progress, err, indented, out, quiet_libraries, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the pipeline.
    from simulation.result import ScenarioResult
    from simulation.scenario import Scenario


def test(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Scenario files or folders; flows/ here if none.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", "-s", help="Only the scenario of this name.")
    ] = None,
    agent: Annotated[str | None, typer.Option(help="The agent to call where a scenario names none.")] = None,
    clock: ClockOption = Clock.VIRTUAL,
    ears: EarsOption = None,
    carrier: CarrierOption = OnCarrier.TWILIO,
    offline: OfflineOption = False,
    junit: Annotated[Path | None, typer.Option(help="Write the results as JUnit XML.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes.")] = os.cpu_count()
    or 1,
) -> None:
    """Play scenarios and say which failed, and why. Exit 1 if any did.

    Skipped, and said to be, is what needs something that the carrier's line does not have.
    """
    with sentences(), Progress() as progress:
        if junit is not None and junit.is_dir():
            raise stop(f"{junit} is a folder; --junit takes a file")
        progress.show("Loading ...")
        # Loaded when used, so that `--help` answers at once.
        from cli.agents import existing_agent
        from simulation.play import Conditions
        from simulation.suite import run_suite

        if agent is not None:
            existing_agent(agent)
        everyone, scenarios = _find(paths or ["flows"], scenario)
        conditions = Conditions(clock=clock.value, ears=ears.value if ears else None, carrier=carrier.value)
        jobs = min(jobs, len(scenarios))
        progress.show(_doing(0, len(scenarios)))
        results = []
        playing = run_suite(
            scenarios,
            conditions,
            everyone=everyone,
            agent=agent,
            offline=offline,
            jobs=jobs,
            prepare=quiet_libraries,
        )
        for result in playing:
            results.append(result)
            progress.hush()
            _print(result, len(results), len(scenarios))
            if len(results) < len(scenarios) and err.is_terminal:
                progress.show(_doing(len(results), len(scenarios)))
        _finish(results, junit)


def _find(paths: list[str], name: str | None) -> "tuple[list[Scenario], list[Scenario]]":
    """Every scenario of the files, and those to be played."""
    from simulation.suite import chosen, find_files, load_suite

    try:
        everyone = load_suite(find_files(paths))
        scenarios = chosen(everyone, name)
    except (FileNotFoundError, LookupError) as error:
        raise stop(str(error.args[0])) from None
    if not scenarios:
        raise stop("there is nothing to play: every scenario is `only_as_rival`")
    return everyone, scenarios


def _doing(done: int, total: int) -> str:
    return f"{done} of {total} scenarios played ..."


def _print(result: "ScenarioResult", number: int, total: int) -> None:
    verdict = "[green]pass[/green]" if result.passed else "[red]FAIL[/red]"
    if result.skipped is not None:
        verdict = "[yellow]skip[/yellow]"
    digits = len(str(total))
    times = f"[dim]{result.call_secs:5.1f} s call {result.real_secs:5.1f} s run[/dim]"
    out.print(
        f"[dim]{number:{digits}}/{total}[/dim] {verdict} {times}  {escape(result.name)}", soft_wrap=True
    )
    if result.skipped is not None:
        out.print(indented(f"skipped: {result.skipped}", 6))
    if result.failures:
        out.print(f"      {result.file}:{result.line}", style="dim", markup=False, soft_wrap=True)
    for failure in result.failures:
        out.print(indented(failure, 6))


def _finish(results: "list[ScenarioResult]", junit: Path | None) -> None:
    from simulation.junit import junit_xml

    passed = sum(result.passed for result in results)
    failed = sum(bool(result.failures) for result in results)
    skipped = sum(result.skipped is not None for result in results)
    color = "red" if failed else "green" if passed else "yellow"
    left_out = f"[yellow], {skipped} skipped[/yellow]" if skipped else ""
    out.print(f"[{color}]{passed} passed, {failed} failed[/{color}]{left_out}")
    if junit is not None:
        try:
            junit.parent.mkdir(parents=True, exist_ok=True)
            junit.write_text(junit_xml(results), encoding="utf-8")
        except OSError as error:
            raise stop(f"{junit}: cannot be written: {error.strerror}") from None
    if failed:
        raise typer.Exit(Exit.BAD)
    if not passed:
        raise stop("nothing was played: every scenario needs what this line does not have")
