"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands, best first."""

    OK = "ok"
    UNCHECKED = "not checked"
    """It could not be looked at; the message says why."""
    WARNING = "warning"
    """Calls are answered, but not as well or as safely as they could be."""
    PROBLEM = "problem"
    """Calls will fail, or something private lies open."""


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report. No secret is in it."""

    name: str
    """What was looked at, e.g. `disk` or `key OPENAI_API_KEY`."""

    state: State
    message: str
    """What is so."""

    hint: str = ""
    """What to do about it; empty where nothing is to be done."""

    def as_dict(self) -> dict[str, str]:
        """The keys `name state message hint`, ready for JSON."""
        return {"name": self.name, "state": str(self.state), "message": self.message, "hint": self.hint}


def ok(name: str, message: str) -> Finding:
    """Nothing is to be done."""
    return Finding(name, State.OK, message)


def unchecked(name: str, why: str, hint: str = "") -> Finding:
    """It could not be looked at."""
    return Finding(name, State.UNCHECKED, why, hint)


def warning(name: str, message: str, hint: str) -> Finding:
    """It works, but."""
    return Finding(name, State.WARNING, message, hint)


def problem(name: str, message: str, hint: str) -> Finding:
    """It must be mended before calls are answered."""
    return Finding(name, State.PROBLEM, message, hint)
