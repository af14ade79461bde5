"""What one half of the corpus is made of. The halves share no wording, so that one can be tuned on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.redaction.speaking import Habit


@dataclass(frozen=True)
class Wording:
    """Sentences, habits of speaking and lists of words.

    A sentence is `[asked] agent > caller`, where `[asked]` and `agent >` may be missing. `{entity}` is a
    value of that entity and private, `{WORD}` in capitals is no private datum.
    """

    name: str
    seed: int
    habits: Sequence[Habit]
    group_sizes: Mapping[str, Sequence[Sequence[int]]]
    """How digits of an entity are grouped."""
    issuers: Sequence[tuple[str, int]]
    """First digits of cards, and their lengths."""
    sentences: Mapping[str, Sequence[str]]
    """Entity → sentences."""
    written: Mapping[str, Sequence[str]]
    """Entity → lines as people and programs write them."""
    negatives: Sequence[str]
    dialogues: Mapping[str, Sequence[str]]
    """Entity → what opens a dialogue in which the value comes in parts: `[asked] agent > lead`."""
    between: Sequence[str]
    """What the agent says between the parts; "" = nothing."""
    pauses: Sequence[str]
    """What the caller may say between the parts, without digits."""
    first: Sequence[str]
    last: Sequence[str]
    hosts: Sequence[str]
    """Hosts of e-mail addresses, as they are spoken."""
    streets: Sequence[str]
    cities: Sequence[str]
    passwords: Sequence[str]
    dates: Sequence[Callable]
    """Ways of saying a date of birth, from a random.Random."""
