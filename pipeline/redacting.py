"""What a call does with private data, from the agent file."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import lru_cache

from calls.logs import known_to_logs
from compliance.redaction.finding import Finder
from compliance.redaction.policy import Policy
from compliance.redaction.redactor import Redactor
from configs.schema.agent import AgentConfig
from spoken.phone import region_of


def redactor_of(config: AgentConfig) -> Redactor:
    """The redactor of a new call."""
    block = config.redaction
    patterns = tuple((name, rule.pattern) for name, rule in block.patterns.items())
    return Redactor(Policy.of(block.ways()), _finder(config.language, patterns, block.presidio))


def until_forgotten(redactor: Redactor) -> Callable[[], None]:
    """From here on logs are masked with what the call knows. What is returned ends that and wipes it."""
    stack = ExitStack()
    stack.callback(redactor.close)
    stack.enter_context(known_to_logs(redactor))
    return stack.close


@lru_cache(maxsize=16)
def _finder(language: str, patterns: tuple[tuple[str, str], ...], presidio: bool) -> Finder:
    """Shared by calls: a finder keeps nothing of what it is given."""
    return Finder(region=region_of(language), language=language, patterns=dict(patterns), presidio=presidio)
