"""Find scenario files and play what is in them, here or in several processes."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from configs import ConfigProblems, LoadedAgent, Problem, load_agent
from configs.problems import did_you_mean, listed
from services.local import engines
from simulation.needs import unmet
from simulation.play import Conditions, play
from simulation.processes import in_processes
from simulation.result import ScenarioResult
from simulation.scenario import Scenario, load_scenarios

FOLDER = "scenarios"
"""Where a flow keeps its scenarios."""


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """The scenario files among files and folders: in a folder, every YAML file below a `scenarios` folder.

    Raises FileNotFoundError for a path that is not there, or a folder without scenarios.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_file():
            found[path] = None
            continue
        if not path.is_dir():
            raise FileNotFoundError(f"{path}: there is no such file or folder")
        inside = [file for file in sorted(path.rglob("*.y*ml")) if _is_scenario(file, path)]
        if not inside:
            raise FileNotFoundError(f"{path}: no scenario in it; allowed: YAML files in a folder {FOLDER!r}")
        found.update(dict.fromkeys(inside))
    return list(found)


def _is_scenario(file: Path, root: Path) -> bool:
    if file.suffix not in (".yaml", ".yml") or any(part.startswith(".") for part in file.parts):
        return False
    return FOLDER in file.relative_to(root).parts[:-1] or root.resolve().name == FOLDER


def load_suite(files: Iterable[Path]) -> list[Scenario]:
    """All scenarios of the files. Raises ConfigProblems with the problems of all of them."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for file in files:
        try:
            scenarios += load_scenarios(file)
        except ConfigProblems as error:
            problems += error.problems
    if problems:
        raise ConfigProblems(problems)
    return scenarios


def chosen(scenarios: Sequence[Scenario], name: str | None = None) -> list[Scenario]:
    """Those to be played: all that are not only rivals, or the one of that name (short or whole).

    Raises LookupError, naming what there is.
    """
    if name is None:
        return [scenario for scenario in scenarios if not scenario.callwright.only_as_rival]
    named = [scenario for scenario in scenarios if name in (scenario.name, scenario.short_name)]
    if not named:
        names = [scenario.short_name for scenario in scenarios]
        guess = did_you_mean(name, names)
        raise LookupError(f'there is no scenario "{name}"; there are: {listed(names, "and")}{guess}')
    return named


def agent_of(scenario: Scenario, *, default: str | None = None, offline: bool = False) -> LoadedAgent:
    """The agent that a scenario calls: its own, `default`, or that of the flow in whose folder it lies.

    Raises ConfigProblems when it cannot be loaded or none is named.
    """
    place = scenario.file.resolve().parent
    of_folder = place.parent.name if place.name == FOLDER else None
    name = scenario.callwright.agent or default or of_folder
    if name is None:
        message = f'scenario "{scenario.name}" does not say which agent it calls'
        raise ConfigProblems(
            [Problem(str(scenario.file), scenario.line, "callwright.agent", message, "add `agent: NAME`")]
        )
    return load_agent(name, offline=offline)


def rivals_of(scenario: Scenario, scenarios: Iterable[Scenario]) -> list[Scenario]:
    """The scenarios of the same file that are played at the same time."""
    wanted = scenario.callwright.rivals
    return [each for each in scenarios if each.file == scenario.file and each.short_name in wanted]


def run_suite(
    scenarios: Sequence[Scenario],
    conditions: Conditions,
    *,
    everyone: Sequence[Scenario] | None = None,
    agent: str | None = None,
    offline: bool = False,
    jobs: int = 1,
    prepare: Callable[[], object] | None = None,
) -> Iterator[ScenarioResult]:
    """Play scenarios and give each one's result as it comes, in order. Rivals are looked for in `everyone`.

    A rival's failures count as its scenario's. What needs something that the line lacks is skipped.
    With `jobs` above 1, in that many processes, each of which begins with `prepare`.
    """
    pool = everyone if everyone is not None else scenarios
    tasks = [(scenario, rivals_of(scenario, pool), conditions, agent, offline) for scenario in scenarios]
    if jobs <= 1 or len(tasks) <= 1:
        try:
            yield from map(_play_one, tasks)
        finally:
            asyncio.run(engines.close())
        return
    watched = [(*task[:2], replace(task[2], on_session=None), *task[3:]) for task in tasks]
    jobs = min(jobs, len(tasks))
    yield from in_processes(_play_one, watched, jobs, prepare=prepare)


Task = tuple[Scenario, list[Scenario], Conditions, str | None, bool]


def _play_one(task: Task) -> ScenarioResult:
    scenario, rivals, conditions, agent, offline = task
    try:
        loaded = agent_of(scenario, default=agent, offline=offline)
    except ConfigProblems as error:
        return ScenarioResult(scenario.name, str(scenario.file), scenario.line, [str(error)])
    reason = unmet(scenario, conditions.carrier, rivals, live=conditions.live)
    if reason is not None:
        return ScenarioResult(scenario.name, str(scenario.file), scenario.line, skipped=reason)
    first, *others = play(scenario, loaded, conditions, rivals=rivals)
    for other in others:
        first.failures += [f"{other.name}: {failure}" for failure in other.failures]
    return first
