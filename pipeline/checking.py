"""Everything that is wrong with an agent, from all rooms at once: its file, its providers, its flow."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from configs import ConfigProblems, Inspection, LoadedAgent, Problem, inspect_agent
from configs.files import shown
from configs.problems import KeyPath, in_order
from pipeline.compliance_check import compliance_problems
from pipeline.declared_tools import declared_problems
from pipeline.payment_check import payment_problems
from services.catalog import CATALOG
from services.registry import find
from services.registry import problems as service_problems
from services.spec import Kind, ServiceSpec

SCRIPT = "script.yaml"
"""In a flow's folder: the words of engines that follow a script."""


class Checked(NamedTuple):
    """The verdict on one agent file."""

    file: Path
    agent: LoadedAgent | None
    """None when there are errors."""
    problems: tuple[Problem, ...]
    """Errors and warnings, in order of file and line."""


def check_agent(
    path_or_name: str | Path,
    *,
    environ: Mapping[str, str] | None = None,
    offline: bool = False,
    catalog: Sequence[ServiceSpec] = CATALOG,
) -> Checked:
    """Check the file, every provider it chose, and its flow. Reports all problems; raises none of them.

    `environ`: the process's own by default.
    """
    environ = os.environ if environ is None else environ
    try:
        inspection = inspect_agent(path_or_name, environ=environ, offline=offline)
    except ConfigProblems as error:
        return Checked(Path(str(path_or_name)), None, error.problems)
    found = list(inspection.problems)
    found += _providers(inspection, environ, catalog)
    found += declared_problems(inspection)
    found += payment_problems(inspection)
    found += compliance_problems(inspection)
    errors = [problem for problem in found if problem.severity == "error"]
    return Checked(inspection.file, None if errors else inspection.agent, in_order(found))


def _providers(
    inspection: Inspection, environ: Mapping[str, str], catalog: Sequence[ServiceSpec]
) -> Iterator[Problem]:
    """What keeps the chosen providers from being built, except at keys that are known to be wrong."""
    language = inspection.agent.config.language if inspection.agent else None
    told = {problem.key for problem in inspection.problems}
    for placed in inspection.choices:
        kind = cast(Kind, placed.kind)
        wrong = service_problems(kind, placed.choice, environ, language=language, catalog=catalog)
        for each in wrong:
            problem = inspection.lines.problem((*placed.path, *each.key.split(".")), each.message, each.hint)
            if problem.key not in told:
                yield problem
        yield from _script(inspection, find(kind, placed.choice.service, catalog), placed.path)


def _script(inspection: Inspection, spec: ServiceSpec | None, path: KeyPath) -> Iterator[Problem]:
    """A dialogue engine that follows the flow by itself, where the flow has no words for it."""
    folder = inspection.flow_dir
    if folder is None or spec is None or spec.kind != "llm" or not spec.flow_aware:
        return
    if not (folder / SCRIPT).exists():
        message = f"needs {shown(folder / SCRIPT)}, and there is none"
        hint = "add it; it holds what the agent says and understands at each node"
        yield inspection.lines.problem((*path, "service"), message, hint)


def require_agent(
    path_or_name: str | Path,
    *,
    environ: Mapping[str, str] | None = None,
    offline: bool = False,
    catalog: Sequence[ServiceSpec] = CATALOG,
) -> LoadedAgent:
    """The agent, ready for calls. Raises ConfigProblems with everything that is wrong with it."""
    checked = check_agent(path_or_name, environ=environ, offline=offline, catalog=catalog)
    if checked.agent is None:
        raise ConfigProblems(problem for problem in checked.problems if problem.severity == "error")
    return checked.agent
