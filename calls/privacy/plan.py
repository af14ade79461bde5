"""The plan of an erasure, kept until it is done: what a crash leaves half deleted names nobody."""

import json
import os
import secrets
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_SUFFIX = ".plan.json"


@dataclass(frozen=True)
class Plan:
    """Whose data is erased, and which calls. Nothing in it is personal."""

    name: str
    """Of the receipt that will be written."""
    marks: tuple[str, ...]
    """Keyed hashes of telephones and addresses."""
    asked: tuple[str, ...]
    """Calls that were asked for by their ids."""
    calls: tuple[str, ...]
    """All calls that are to go."""

    def is_of(self, marks: Collection[str], asked: Collection[str]) -> bool:
        """Whether it is the plan of a person who is asked for now."""
        return bool({*self.marks} & {*marks} or {*self.asked} & {*asked})


def new_name() -> str:
    """The name of an erasure: `erase_` and ten hexadecimal digits."""
    return f"erase_{secrets.token_hex(5)}"


def write_plan(folder: Path, plan: Plan) -> Path:
    """Keep a plan; it is on the disk when this returns. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{plan.name}{_SUFFIX}"
    unnamed = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(plan), file)
        file.flush()
        os.fsync(file.fileno())
    return unnamed.replace(path)


def open_plans(folder: Path, marks: Iterable[str], asked: Sequence[str]) -> list[tuple[Path, Plan]]:
    """The plans for this person that were begun and not finished. Raises OSError."""
    wanted, found = frozenset(marks), []
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with suppress(ValueError, KeyError, TypeError):
            kept = json.loads(path.read_text(encoding="utf-8"))
            plan = Plan(kept["name"], *(tuple(kept[key]) for key in ("marks", "asked", "calls")))
            if plan.is_of(wanted, asked):
                found.append((path, plan))
    return found
