"""What the doctor examines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from configs.loader import Inspection, PlacedChoice
from configs.problems import Problem
from configs.server import LoadedServer
from services.registry import find
from services.spec import Kind, ServiceSpec

OFFLINE = "offline"
"""Why nothing outside of this machine was asked."""


@dataclass(frozen=True)
class Case:
    """One machine with the agents that are to answer on it."""

    environ: Mapping[str, str] = field(repr=False)
    data: Path
    """The data folder; it need not be there yet."""

    home: Path
    """The current folder, where `.env` is read."""

    agents: tuple[Inspection, ...] = ()
    server: LoadedServer | None = None
    """None: no server file was given, or it is not good."""

    server_problems: tuple[Problem, ...] = ()
    """What is wrong with the server file."""

    offline: bool = False
    """Ask nothing outside of this machine."""

    @property
    def choices(self) -> tuple[PlacedChoice, ...]:
        """The providers of all agents, each as often as it is chosen."""
        return tuple(choice for agent in self.agents for choice in agent.choices)

    def specs(self) -> list[ServiceSpec]:
        """The catalogue's entries of these providers, each once."""
        return list({id(spec): spec for choice in self.choices if (spec := spec_of(choice))}.values())


def spec_of(placed: PlacedChoice) -> ServiceSpec | None:
    """The catalogue's entry; None for a provider that it has not."""
    return find(cast(Kind, placed.kind), placed.choice.service)
