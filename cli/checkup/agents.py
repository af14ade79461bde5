"""Whether the agent files and the server file are good; `callwright check` says all of it."""

from functools import partial

from calls.clock import off_loop
from cli.checkup.case import Case
from cli.checkup.finding import Finding, ok, problem, warning
from cli.checkup.keys import key_variables
from configs.files import shown
from configs.problems import listed
from pipeline.checking import Checked, check_agent

SERVER = "server file"
_STAND_IN = "x" * 32
"""In place of keys that are not set: `check_keys` tells of those."""


async def check_agents(case: Case) -> list[Finding]:
    """One finding per agent."""
    unset = [name for name in key_variables(case) if not case.environ.get(name, "").strip()]
    environ = {**case.environ, **dict.fromkeys(unset, _STAND_IN)}
    files = [agent.file for agent in case.agents]
    return [
        judge_agent(await off_loop(partial(check_agent, file, environ=environ), name="doctor"))
        for file in files
    ]


async def check_server(case: Case) -> list[Finding]:
    """The server file: all that is wrong with it, or that it is good."""
    if case.server is not None:
        config = case.server.config
        served = listed(config.carriers.served, "and")
        numbers = f"{len(config.numbers)} number{'s' if len(config.numbers) > 1 else ''}"
        return [ok(SERVER, f"{shown(case.server.file)} is good: {numbers}, {served}")]
    return [
        problem(SERVER, f"{one.file}:{one.line}: {one.key}: {one.message}", one.hint)
        for one in case.server_problems
    ]


def judge_agent(checked: Checked) -> Finding:
    """One agent file with all that is wrong with it."""
    name = f"agent {checked.file.stem}"
    hint = f"callwright check {shown(checked.file)} shows all"
    errors = [each for each in checked.problems if each.severity == "error"]
    if errors:
        more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        return problem(name, f"{errors[0]}{more}", hint)
    if checked.problems:
        return warning(name, f"{checked.problems[0]}", hint)
    return ok(name, f"{shown(checked.file)} is good")
