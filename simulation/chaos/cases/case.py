"""One fault of one service, and when it strikes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from simulation.faults import Fault, FaultKind

Service = Literal["stt", "llm", "tts", "rest", "database"]
SERVICES: tuple[Service, ...] = ("stt", "llm", "tts", "rest", "database")


@dataclass(frozen=True)
class Case:
    """One call of the matrix."""

    name: str
    """Unique, e.g. `llm-stall-first`; the service comes first."""
    service: Service
    says: str
    """In words, for people."""
    faults: tuple[Fault, ...]
    """At the service's first provider."""
    person: bool = False
    """Whether the caller asks for a person, so that the carrier is asked to do something."""


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, whenever it is."""

    name: str
    says: str
    fault: Fault


@dataclass(frozen=True)
class Moment:
    """When something goes wrong."""

    when: Mapping[str, Any]
    """Fields of the fault."""
    name: str = "{}"
    """The trouble's name with what this moment adds to it."""
    says: str = "{}"
    before: tuple[Fault, ...] = ()
    """What goes wrong before it, so that it can strike at all."""

    def of(self, service: Service, *troubles: Trouble, person: bool = False) -> Iterator[Case]:
        """Each of these troubles at this moment."""
        for trouble in troubles:
            yield Case(
                f"{service}-{self.name.format(trouble.name)}",
                service,
                self.says.format(trouble.says),
                (*self.before, replace(trouble.fault, **self.when)),
                person,
            )


def trouble(name: str, says: str, kind: FaultKind, **fields: Any) -> Trouble:
    """In a line. `fields`: of the fault."""
    return Trouble(name, says, Fault(kind, **fields))
