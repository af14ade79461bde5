"""Whether everything that the agents use is installed."""

import platform
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from cli.checkup.case import Case
from cli.checkup.finding import Finding, ok, problem
from services.loading import missing_packages

POSTGRES_DRIVER = "asyncpg"


async def check_packages(case: Case) -> list[Finding]:
    """One finding for what is there, and one per package that is missing."""
    missing = [
        _missing(each.message, each.hint or "") for spec in case.specs() for each in missing_packages(spec)
    ]
    url = case.environ.get("CALLWRIGHT_DATABASE_URL", "")
    if url.startswith("postgres") and find_spec(POSTGRES_DRIVER) is None:
        said = f"the database is PostgreSQL, and {POSTGRES_DRIVER} is not installed"
        missing.append(_missing(said, "pip install 'callwright[postgres]'"))
    if any(agent.tools and agent.tools.mcp for agent in case.agents) and find_spec("mcp") is None:
        said = "an agent uses MCP servers, and the package mcp is not installed"
        missing.append(_missing(said, "pip install 'callwright[mcp]'"))
    return missing or [ok("packages", f"all installed: {_versions()}")]


def _missing(message: str, hint: str) -> Finding:
    return problem("packages", message, hint)


def _versions() -> str:
    return f"Python {platform.python_version()}, pipecat-ai {_version('pipecat-ai')}"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "of an unknown version"
