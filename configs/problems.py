"""What is wrong with a file, said so that a person can repair it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from configs.secrets import without_secrets

Severity = Literal["error", "warning"]

KeyPath = tuple[str | int, ...]
"""Keys and list positions from the top of a file: `("pipeline", "stt", 0, "service")`."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `str()` gives `file:line: key: message; hint`.

    Whatever has the shape of a secret is blotted out of key, message and hint.
    """

    file: str
    line: int
    """Counted from 1."""

    key: str
    """Dotted key path, e.g. `pipeline.stt[0].service`; empty for the file as a whole."""

    message: str
    """What is wrong."""

    hint: str = ""
    """What is allowed, or what to do."""

    severity: Severity = "error"

    def __post_init__(self) -> None:
        for name in ("key", "message", "hint"):
            object.__setattr__(self, name, without_secrets(getattr(self, name)))

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{key} {self.message}{hint}"

    def as_dict(self) -> dict[str, str | int]:
        """The keys `file line key message hint severity`, ready for JSON."""
        return asdict(self)


class ConfigProblems(Exception):
    """A file cannot be used. `problems` holds everything that is wrong with it, in order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = in_order(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted by file and line, each problem once."""
    once = dict.fromkeys(problems)
    return tuple(sorted(once, key=lambda problem: (problem.file, problem.line, problem.key)))


def dotted(path: KeyPath) -> str:
    """A key path as people write it: `pipeline.stt[0].service`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None."""
    best = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=65)
    return best[0] if best else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)`, or nothing where no known word is near."""
    guess = closest(word, known)
    return f' (did you mean "{guess}"?)' if guess else ""


def listed(words: Sequence[str], last: str = "or") -> str:
    """`a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
