"""Which scenario is meant."""

from pathlib import Path

from cli.console import stop
from configs import LoadedAgent
from configs.problems import did_you_mean, listed
from simulation.scenario import Scenario
from simulation.suite import FOLDER, find_files, load_suite

DEMO = "demo"
"""The scenario that is played when none is named; the first of the flow if it has none of that name."""


def find_scenario(wanted: str | None, agent: LoadedAgent) -> tuple[Scenario, list[Scenario]]:
    """The scenario, and all that may be its rivals.

    `wanted` is a file, a file's stem, or a scenario's name. A file with several scenarios gives its first.
    """
    if wanted is not None and Path(wanted).is_file():
        return _first(load_suite([Path(wanted)]))
    if wanted is not None and wanted.endswith((".yaml", ".yml")):
        raise stop(f"{wanted}: there is no such scenario file")
    everyone = _of_flow(agent)
    name = wanted or DEMO
    named = [one for one in everyone if name in (one.short_name, one.name)]
    if named:
        return named[0], everyone
    of_file = [one for one in everyone if one.file.stem == name]
    if of_file:
        return _first(of_file)
    if wanted is None:
        return _first(everyone)
    names = sorted({one.short_name for one in everyone})
    raise stop(
        f'there is no scenario "{wanted}"; there are: {listed(names, "and")}{did_you_mean(wanted, names)}'
    )


def _of_flow(agent: LoadedAgent) -> list[Scenario]:
    folder = agent.flow_dir / FOLDER
    if not folder.is_dir():
        raise stop(f"{agent.name} has no scenarios ({folder} is missing); give a file with --scenario")
    try:
        return load_suite(find_files([folder]))
    except FileNotFoundError as error:
        raise stop(str(error)) from None


def _first(scenarios: list[Scenario]) -> tuple[Scenario, list[Scenario]]:
    own = [one for one in scenarios if not one.callwright.only_as_rival]
    return (own or scenarios)[0], scenarios
