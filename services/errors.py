"""What can go wrong in this room.

ServicesError
├── CatalogError    the catalogue itself is wrong: a mistake in our own list
└── ServiceError    this choice cannot be built here: the agent file, a package or a key
"""

from collections.abc import Sequence

from services.problem import ServiceProblem


class ServicesError(Exception):
    """Base of the room's errors."""


class CatalogError(ServicesError):
    """A catalogue entry is wrong: named twice, or its class is not there or not a service."""


class ServiceError(ServicesError):
    """A provider that was chosen cannot be built. Holds every problem, not only the first."""

    def __init__(self, kind: str, service: str, problems: Sequence[ServiceProblem]):
        self.kind = kind
        self.service = service
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{kind} {service}: {problem}" for problem in self.problems))
