"""What was found in one utterance of a call."""

from dataclasses import dataclass, field

from compliance.redaction.entities import Span


@dataclass(frozen=True)
class Heard:
    """The private data of one utterance, and what it changes in utterances before it."""

    turn: int
    """Number of this utterance of the caller, from 0. A partial has the number that its final will have."""

    spans: list[Span]
    """In this text, sorted. `sure=False`: digits that may go on, masked in what is stored until known."""

    earlier: list[tuple[int, list[Span]]] = field(default_factory=list)
    """Utterances before, whose spans are other now, with all spans of each. Empty for partials."""
