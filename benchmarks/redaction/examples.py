"""What an example of the corpus is: a few turns of a call, and where private data stands in them."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Gold:
    """Private data in an utterance."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True)
class Turn:
    """One utterance of the caller, or of the agent."""

    text: str
    agent: bool = False
    gold: tuple[Gold, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Example:
    """A few turns. Without gold anywhere it is a negative."""

    about: str
    """The entity, or the sort of negative."""

    turns: tuple[Turn, ...]
    written: bool = False
    """Whether it is text as people or programs write it, and no speech."""


@dataclass(frozen=True)
class Value:
    """A value as it is said, perhaps over several turns."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """In one utterance."""
        return " ".join(self.parts)


@dataclass
class Builder:
    """Puts words and values together and remembers where the values stand."""

    text: str = ""
    gold: list[Gold] = field(default_factory=list)

    def add(self, words: str, entity: str | None = None) -> None:
        """More text; with an entity it is private."""
        start = len(self.text)
        self.text += words
        if entity:
            self.gold.append(Gold(start, len(self.text), entity))

    def turn(self, asked: tuple[str, ...] = ()) -> Turn:
        """The utterance."""
        return Turn(self.text, False, tuple(self.gold), asked)


_SLOT = re.compile(r"\{(\w+)\}")


def filled(template: str, values: dict[str, str], asked: tuple[str, ...] = ()) -> Turn:
    """A template with the values of its slots; slots in capitals are no private data."""
    builder, at = Builder(), 0
    for match in _SLOT.finditer(template):
        builder.add(template[at : match.start()])
        name = match[1]
        builder.add(values[name], None if name.isupper() else name)
        at = match.end()
    builder.add(template[at:])
    return builder.turn(asked)


def capitalised(turn: Turn) -> Turn:
    """The turn with a capital at its start and a full stop at its end, as recognisers write."""
    text = turn.text[:1].upper() + turn.text[1:]
    return Turn(text if text[-1:] in ".?!" else text + ".", turn.agent, turn.gold, turn.asked)
