"""One utterance, looked at by the finders of all entities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.redaction.entities import Span
from compliance.redaction.finding.base import Kind
from compliance.redaction.finding.card import after_card, cards
from compliance.redaction.finding.explained import parted
from compliance.redaction.finding.harmless import CUES as HARMLESS_CUES
from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.patterns import pattern_kinds
from compliance.redaction.finding.registry import KINDS
from compliance.redaction.finding.runs import Run, runs_of, soft
from compliance.redaction.finding.said import HARMLESS, Claim, Said, cues_of, phrase_book
from compliance.redaction.finding.words import Word, words_of

BOOK = phrase_book([*((kind.entity, kind.cues) for kind in KINDS), (HARMLESS, HARMLESS_CUES)])
"""How everything is called."""

_WEAK_LEADS = frozenset(("this", "i'm", "i", "it's", "speaking", "ask", "call"))


@dataclass(frozen=True)
class Context:
    """What is known before a text is read."""

    asked: frozenset[str] = frozenset()
    """Kinds that the flow waits for."""
    waiting: str | None = None
    """What the agent asked for: an entity, or `HARMLESS`."""
    card_known: bool = False
    card_just_now: bool = False
    """Whether the utterance before ended with a card: digits at the start of this one may be its code."""
    speech: bool = False
    """Whether somebody said it in a call: digits may stand in any groups."""


class Reader:
    """Reads texts of one region with one set of patterns."""

    def __init__(self, region: str, patterns: Mapping[str, str], more: Sequence[Kind] = ()):
        self._region = region
        self._own = [*pattern_kinds(patterns), *more]
        self._kinds: tuple[Kind, ...] = (*self._own, *KINDS)

    def read(self, text: str, context: Context) -> Said:
        """The text with its words, its digits and what they are called."""
        words = words_of(text)
        if not self._worth_it(text, words, context):
            return Said(text, words, [], [])
        cues = cues_of(words, BOOK)
        runs, explained = parted(runs_of(words), words, text, speech=context.speech)
        said = Said(text, words, runs, cues, self._region, context.asked, context.waiting, context.card_known)
        said.explained, said.speech = explained, context.speech
        return _measured(said, context)

    def claims(self, said: Said) -> list[Claim]:
        """All that stands, sorted, without overlap: of claims at one place the heaviest."""
        if not said.words or not (said.runs or said.cues or said.asked or said.waiting or self._worth(said)):
            return []
        found = [claim for kind in self._kinds for claim in kind.claims(said)]
        found.sort(key=lambda claim: (-claim.weight, claim.start - claim.end, claim.start))
        kept: list[Claim] = []
        for claim in found:
            if not any(claim.start < one.end and one.start < claim.end for one in kept):
                kept.append(claim)
        return sorted(kept, key=lambda claim: claim.start)

    def _worth(self, said: Said) -> bool:
        return self._worth_it(said.text, said.words, Context())

    def _worth_it(self, text: str, words: list[Word], context: Context) -> bool:
        """Whether anything private can stand in a text: digits, names of things, an answer."""
        if context.waiting or context.asked or self._own or "@" in text or ":" in text:
            return True
        return any(
            word.text in BOOK
            or word.text in NUMBER_WORDS
            or word.text in _WEAK_LEADS
            or word.text[0].isdigit()
            or word.text == "at"
            for word in words
        )


def _measured(said: Said, context: Context) -> Said:
    """The same with runs cut where a card stands in a longer row of digits."""
    after: set[int] = set()
    runs: list[Run] = []
    cut = cards(said) if any(len(run.digits) > 9 for run in said.runs) else []
    for run in said.runs:
        parts = [one for one in cut if run.first <= one[0].first and one[0].last <= run.last]
        if not parts:
            runs.append(run)
        for card, _, before, behind in parts:
            rest = after_card(behind, said.words) if behind else []
            runs += [one for one in (before, card, *rest) if one]
            after |= {one.first for one in rest}
    for at, run in enumerate(runs[1:], 1):
        if any(card.last == run.first for card, *_ in cut) or runs[at - 1].first in after:
            after.add(run.first)
    if context.card_just_now and runs and soft(said.words, 0, runs[0].first):
        after.add(runs[0].first)
    return replace(said, runs=runs, after_card=after, cards={card.first: digits for card, digits, *_ in cut})


def as_span(claim: Claim, *, sure: bool = True) -> Span:
    """A claim as others see it."""
    return Span(claim.start, claim.end, claim.entity, claim.value, sure)
