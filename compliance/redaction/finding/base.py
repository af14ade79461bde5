"""What the finder of one entity is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from compliance.redaction.finding.said import Claim, Said


@dataclass(frozen=True)
class Kind:
    """One entity: how it is called, and what finds it."""

    entity: str

    claims: Callable[[Said], Iterable[Claim]]
    """Every place in an utterance where it may stand."""

    cues: Sequence[str] = ()
    """Words in which callers and agents name it, in small letters."""

    asked: frozenset[str] = frozenset()
    """Kinds of questions in flows whose answers are such data."""
