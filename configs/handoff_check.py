"""Numbers of the `handoff:` block that may not be dialled, each with its line."""

from collections.abc import Iterator

from configs.dialling import country_of, not_allowed
from configs.lines import Lines
from configs.problems import Problem
from configs.schema.agent import AgentConfig
from configs.secrets import shown_value

ELSEWHERE = "set `handoff.country`, or list its beginning under `handoff.allowed_prefixes`"


def handoff_problems(config: AgentConfig, lines: Lines) -> Iterator[Problem]:
    """Every target whose number is not allowed."""
    handoff = config.handoff
    country = handoff.country or country_of(config.language)
    for name, destination in handoff.destinations.items():
        for index, target in enumerate(destination.targets):
            why = not_allowed(target.number, country, handoff.allowed_prefixes)
            if why is not None:
                place = ("handoff", "destinations", name, "targets", index, "number")
                hint = ELSEWHERE if why.startswith(("is no number of", "cannot")) else "give another number"
                yield lines.problem(place, f"{shown_value('number', target.number)} {why}", hint)
