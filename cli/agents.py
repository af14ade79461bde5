"""Which agent is meant. Loads nothing heavy."""

from cli.console import stop
from configs.places import find_agent
from configs.problems import ConfigProblems


def existing_agent(path_or_name: str) -> str:
    """The same path or name, if there is such a file; otherwise the command was used wrongly."""
    try:
        file = find_agent(path_or_name)
    except ConfigProblems as error:
        raise stop("; ".join(f"{problem.message}; {problem.hint}" for problem in error.problems)) from None
    if not file.is_file():
        raise stop(f"{file}: there is no such agent file")
    return path_or_name
