"""Journals read back from disk."""

from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from calls.events import EVENT, CallEvent


class JournalProblem(ValueError):
    """A journal has a line that is no event."""


def read_journal(path: Path) -> list[CallEvent]:
    """The events of a journal. A torn last line, as a killed process leaves it, is left out.

    Raises JournalProblem for any other line that is no event, and OSError if the file cannot be read.
    """
    events, problems = salvage_journal(path)
    if problems:
        raise JournalProblem(problems[0])
    return events


def salvage_journal(path: Path) -> tuple[list[CallEvent], list[str]]:
    """Every event that can still be read, and a sentence about each line that cannot."""
    events: list[CallEvent] = []
    problems: list[str] = []
    *whole, tail = path.read_bytes().split(b"\n")
    for number, line in enumerate(whole, start=1):
        try:
            events.append(EVENT.validate_json(line))
        except ValidationError as error:
            problems.append(f"{path}:{number}: not an event: {_first_problem(error)}")
    if tail:
        with suppress(ValidationError):  # cut off by the end of the process
            events.append(EVENT.validate_json(tail))
    return events, problems


def _first_problem(error: ValidationError) -> str:
    """The first thing that is wrong, in a few words."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
