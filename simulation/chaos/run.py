"""All the calls of a matrix, one after the other or in several processes."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from configs import load_agent
from services.local import engines
from simulation.chaos.call import CaseResult, play_case
from simulation.chaos.cases import Case
from simulation.processes import in_processes

Task = tuple[Case, str | Path, Mapping[str, str]]


def run_matrix(
    cases: Sequence[Case],
    agent: str | Path,
    environ: Mapping[str, str],
    *,
    jobs: int = 1,
    prepare: Callable[[], object] | None = None,
) -> Iterator[CaseResult]:
    """Play the cases against an agent and give each one's result as it comes, in order.

    With `jobs` above 1, in that many processes, each of which begins with `prepare`.
    """
    tasks: list[Task] = [(case, agent, environ) for case in cases]
    jobs = min(jobs, len(tasks))
    if jobs > 1:
        yield from in_processes(_play_one, tasks, jobs, prepare=prepare)
        return
    try:
        yield from map(_play_one, tasks)
    finally:
        asyncio.run(engines.close())


def _play_one(task: Task) -> CaseResult:
    case, agent, environ = task
    return play_case(case, load_agent(agent, environ=environ), environ)
