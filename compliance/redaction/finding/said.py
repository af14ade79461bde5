"""An utterance with all that is evidence in it: words, digits, what they are called, what was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from compliance.redaction.finding.runs import Run, soft
from compliance.redaction.finding.words import Word

HARMLESS = "harmless"
"""The label of what is said to be no private datum: a price, an order number."""

_REACH = 10
"""Words between what a number is called and the number."""

_BEHIND = 5
"""Words between a number and what it is called afterwards: "1234 is my PIN"."""


_WITHOUT_DIGITS = ("person_name", "email")
"""What an agent may wait for that explains no digits."""

_AMERICAN = {"national_id": 9, "phone": 10}


def sizes_of(region: str) -> dict[str, int]:
    """Entity → how many digits it always has there."""
    return _AMERICAN if region in ("US", "PR") else {}


@dataclass(frozen=True)
class Claim:
    """Characters that one finder holds for private."""

    start: int
    end: int
    entity: str
    value: str
    weight: int
    """Of claims that overlap the heaviest stands."""


@dataclass(frozen=True)
class Cue:
    """Words that say what a value near them is."""

    first: int
    last: int
    """Index after its last word."""
    label: str
    """An entity, or `HARMLESS`."""


@dataclass
class Said:
    """One utterance. The finders of all entities look at the same one."""

    text: str
    words: list[Word]
    runs: list[Run]
    cues: list[Cue]
    region: str = "US"
    asked: frozenset[str] = frozenset()
    """Kinds that the flow waits for."""
    waiting: str | None = None
    """What the agent asked for last."""
    card_known: bool = False
    """Whether a card was given before, in this call."""
    cards: dict[int, str] = field(default_factory=dict)
    """First words of runs that are cards → their digits."""
    after_card: set[int] = field(default_factory=set)
    """First words of runs that follow a card without a word between."""
    explained: set[int] = field(default_factory=set)
    """First words of runs that their own writing explains: dates, prices."""
    speech: bool = False
    """Whether somebody said it in a call."""

    @property
    def quiet(self) -> bool:
        """Whether nothing is said that leads away from a number: "hold on", "let me see"."""
        return (
            soft(self.words, 0, len(self.words))
            or {"hold", "second", "moment"} & {w.text for w in self.words} != set()
        )

    def label(self, run: Run) -> str | None:
        """What a run is called: in the sentence itself, else by the agent's question; None = unknown."""
        own = self.own_label(run)
        return own or (None if self.waiting in _WITHOUT_DIGITS else self.waiting)

    def own_label(self, run: Run) -> str | None:
        """What a run is called in its own utterance."""
        cue = self.cue_before(run.first)
        if cue and not any(cue.last <= other.first < run.first for other in self.runs if other is not run):
            return cue.label
        behind = next((one for one in self.cues if one.first >= run.last), None)
        if behind and behind.first - run.last <= _BEHIND and self._called(run.last, behind.first):
            return behind.label
        return cue.label if cue and (self._listed(cue, run) or self._wanting(cue, run)) else None

    def cue_before(self, at: int) -> Cue | None:
        """The last thing that was named before a word, not too far away."""
        before = [cue for cue in self.cues if cue.last <= at]
        return before[-1] if before and at - before[-1].last <= _REACH else None

    def _called(self, start: int, end: int) -> bool:
        """Whether "is my" or "that's the" stands between."""
        texts = [word.text for word in self.words[start:end]]
        if len(texts) <= 2 and texts[:1] == ["on"]:
            return True
        return bool({"is", "that's", "thats", "was", "for", "as"} & set(texts)) and not {"and", "but"} & set(
            texts
        )

    def _listed(self, cue: Cue, run: Run) -> bool:
        """Whether the run stands in a row with others that the cue names: "my numbers are ... and ..."."""
        others = [one for one in self.runs if cue.last <= one.first < run.first]
        ends = [one.last for one in others]
        gap = self.words[ends[-1] : run.first]
        return all(word.text in ("or", "and", "also") for word in gap) or soft(
            self.words, ends[-1], run.first
        )

    def _wanting(self, cue: Cue, run: Run) -> bool:
        """Whether digits are missing of what the cue names, whatever was said before they came."""
        size = sizes_of(self.region).get(cue.label, 0)
        told = [one for one in self.runs if cue.last <= one.first < run.first]
        near = bool(told) and run.first - told[-1].last <= _REACH and run.first not in self.explained
        return near and sum(len(one.digits) for one in (*told, run)) <= size


Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
"""First word → phrases that begin with it, the longest first, with their labels."""


def phrase_book(table: Iterable[tuple[str, Sequence[str]]]) -> Phrases:
    """Phrases of all labels, to be looked up by their first words."""
    book: Phrases = {}
    for label, phrases in table:
        for phrase in phrases:
            words = tuple(phrase.split())
            book.setdefault(words[0], []).append((words, label))
    for phrases in book.values():
        phrases.sort(key=lambda one: -len(one[0]))
    return book


def cues_of(words: list[Word], book: Phrases) -> list[Cue]:
    """Everything that is named in a text, in order; of phrases at one place the longest."""
    found: list[Cue] = []
    at = 0
    while at < len(words):
        hit = _phrase(words, at, book)
        if hit and _inside_longer(words, at, hit[0], book):
            hit = None
        if hit:
            found.append(Cue(at, at + hit[0], hit[1]))
        at += hit[0] if hit else 1
    return found


def _phrase(words: list[Word], at: int, book: Phrases) -> tuple[int, str] | None:
    """The longest phrase at a place: how many words it has, and its label."""
    for phrase, label in book.get(words[at].text, ()):
        if all(at + n < len(words) and words[at + n].text == one for n, one in enumerate(phrase)):
            return len(phrase), label
    return None


def _inside_longer(words: list[Word], at: int, size: int, book: Phrases) -> bool:
    """Whether a longer phrase begins inside of this one: "my social" before "social security number"."""
    longer = (_phrase(words, place, book) for place in range(at + 1, at + size))
    return any(one is not None and one[0] > size for one in longer)
