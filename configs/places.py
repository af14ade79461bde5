"""Where agent files and flow folders are looked for."""

from collections.abc import Iterable
from pathlib import Path

from configs.files import shown
from configs.problems import ConfigProblems, Problem, did_you_mean, listed

PACKAGED_AGENTS = Path(__file__).resolve().parent / "agents"
"""Agents that come with Callwright."""

PACKAGED_FLOWS = Path(__file__).resolve().parent.parent / "flows"
"""Flows that come with Callwright."""

FLOW_FILE = "flow.yaml"

PARENTS = 3
"""How many folders above the agent's own are asked for `flows/`."""


def find_agent(path_or_name: str | Path) -> Path:
    """The agent file: a path is taken as it is, a name is `configs/agents/NAME.yaml` here or in the package.

    Raises:
        ConfigProblems: no such agent; the message lists those that exist.
    """
    text = str(path_or_name)
    if is_path(text):
        return Path(text)
    for folder in agent_folders():
        file = folder / f"{text}.yaml"
        if _is_file(file):
            return file
    known = known_agents()
    hint = f"known agents: {listed(known, 'and') or 'none'}{did_you_mean(text, known)}; or give a path"
    file = f"configs/agents/{text}.yaml"
    raise ConfigProblems([Problem(file, 1, "", f'there is no agent named "{text}"', hint)])


def is_path(text: str) -> bool:
    """Whether an agent is meant by its path rather than its name."""
    return "/" in text or "\\" in text or text.endswith((".yaml", ".yml"))


def agent_folders() -> tuple[Path, ...]:
    """Where agents are found by name, the first one first."""
    return Path("configs/agents"), PACKAGED_AGENTS


def known_agents() -> list[str]:
    """The names of the agents that can be found by name."""
    return sorted({file.stem for folder in agent_folders() for file in _globbed(folder, "*.yaml")})


def flow_folders(agent_file: Path) -> list[Path]:
    """The `flows/` folders of an agent file, the first one first."""
    own = agent_file.resolve().parent
    near = [own, *list(own.parents)[:PARENTS]]
    folders = [folder / "flows" for folder in near] + [Path.cwd() / "flows", PACKAGED_FLOWS]
    return list(dict.fromkeys(folders))


def find_flow(name: str, agent_file: Path) -> Path | None:
    """The folder of a flow: the first of `flow_folders` that has `NAME/flow.yaml`; None where none has."""
    for folder in flow_folders(agent_file):
        if _is_file(folder / name / FLOW_FILE):
            return folder / name
    return None


def no_flow(name: str, agent_file: Path) -> tuple[str, str]:
    """What to say of a flow that is not there: what is wrong, and which flows there are."""
    folders = flow_folders(agent_file)
    for folder in folders:
        if (folder / name).is_dir():
            return f"{shown(folder / name)} has no {FLOW_FILE}", "add it; it holds the conversation"
    known = known_flows(folders)
    return (
        f'there is no flow named "{name}"',
        f"known flows: {listed(known, 'and') or 'none'}{did_you_mean(name, known)}",
    )


def known_flows(folders: Iterable[Path]) -> list[str]:
    """The names of the flows in these folders."""
    return sorted({file.parent.name for folder in folders for file in _globbed(folder, f"*/{FLOW_FILE}")})


def _globbed(folder: Path, pattern: str) -> list[Path]:
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
