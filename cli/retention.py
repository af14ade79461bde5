"""How long the known agents keep their calls."""

from collections.abc import Mapping

from calls.privacy.sweeping import Keep
from cli.console import err
from configs import ConfigProblems, load_agent
from configs.places import known_agents
from pipeline.sweeping import keep_of


def kept_for(environ: Mapping[str, str]) -> dict[str, Keep]:
    """Agent to how long, for every known agent whose file can be read; of others nothing is deleted."""
    found: dict[str, Keep] = {}
    for name in known_agents():
        try:
            found |= keep_of(load_agent(name, environ=environ, offline=True))
        except ConfigProblems as error:
            first = error.problems[0]
            said = f"{name}: not swept, since its file cannot be read: {first}"
            err.print(said, markup=False, soft_wrap=True)
    return found
