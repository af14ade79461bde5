"""One thing that is wrong with a chosen provider, and the nearest right word for a wrong one."""

from collections.abc import Iterable
from dataclasses import dataclass

from configs.problems import did_you_mean


@dataclass(frozen=True)
class ServiceProblem:
    """A problem, addressed to the key that causes it."""

    key: str
    """Path inside the choice: `service`, `settings.voice`, `args.base_url`."""

    message: str
    """What is wrong. Never holds a secret."""

    hint: str = ""
    """What is allowed, or what to do."""

    def __str__(self) -> str:
        sentence = f"{self.key}: {self.message}"
        return f"{sentence}; {self.hint}" if self.hint else sentence


def allowed(word: str, options: Iterable[str]) -> str:
    """Say which words are allowed, with the likely one first: `one of: a, b (did you mean "a"?)`."""
    choices = sorted(options)
    if not choices:
        return "nothing is allowed here"
    return f"one of: {', '.join(choices)}{did_you_mean(word, choices)}"
