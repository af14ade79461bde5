"""How much of a corpus is found, how much of what is found is right, and how long it takes."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.redaction.examples import Example, Gold
from compliance.redaction.entities import Span
from compliance.redaction.finding import Finder
from compliance.redaction.finding.numerals import NUMBER_WORDS
from compliance.redaction.finding.words import words_of
from compliance.redaction.policy import Policy
from spoken.words import TENS

OVER = 0.75
"""Share of a span that must be private for the span to be right."""

HIDDEN = frozenset(
    entity for entity, rule in Policy.preset("standard").rules.items() if rule.stored != "keep"
)
"""Entities that are hidden in what is kept where the agent file says nothing."""


@dataclass
class Figures:
    """Counts by entity, and times."""

    found: Counter[str] = field(default_factory=Counter)
    """Values that are covered whole, by spans of their entity."""
    covered: Counter[str] = field(default_factory=Counter)
    """Values that are found, or of which every digit stands in spans of entities that are hidden."""
    there: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    """Spans that mark little more than a value of their entity."""
    told: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)
    """Of processor time of each utterance."""
    utterances: int = 0
    wrong: list[tuple[Example, str]] = field(default_factory=list)
    """Examples with a value missed or a span too many, and what."""

    def recall(self, entity: str) -> float:
        """Share of values found; 1 when there are none."""
        return self.found[entity] / self.there[entity] if self.there[entity] else 1.0

    def hidden(self, entity: str) -> float:
        """Share of values of which nothing is seen in what is kept; 1 when there are none."""
        return self.covered[entity] / self.there[entity] if self.there[entity] else 1.0

    def precision(self, entity: str) -> float:
        """Share of spans that are right; 1 when there are none."""
        return self.right[entity] / self.told[entity] if self.told[entity] else 1.0


def measure(examples: Iterable[Example], finder: Finder | None = None) -> Figures:
    """Run every example as a call of its own, and written ones as texts."""
    finder, figures = finder or Finder(), Figures()
    for example in examples:
        _judge(example, _spans(example, finder, figures), figures)
    return figures


def _spans(example: Example, finder: Finder, figures: Figures) -> list[list[Span]]:
    """What is known at the end of an example of each of the caller's utterances."""
    speech, known = finder.speech(), []
    for turn in example.turns:
        started = time.thread_time()
        if turn.agent:
            speech.agent(turn.text)
            continue
        if example.written:
            known.append(finder.spans(turn.text, turn.asked))
        else:
            heard = speech.caller(turn.text, asked=turn.asked)
            known.append(heard.spans)
            for number, spans in heard.earlier:
                known[number] = spans
        figures.ms.append((time.thread_time() - started) * 1000)
        figures.utterances += 1
    for number, spans in speech.close():
        known[number] = spans
    return known


def _judge(example: Example, known: list[list[Span]], figures: Figures) -> None:
    utterances = [turn for turn in example.turns if not turn.agent]
    for turn, spans in zip(utterances, known, strict=True):
        for gold in turn.gold:
            figures.there[gold.entity] += 1
            same = any(span.entity == gold.entity and _covers(span, gold) for span in spans)
            figures.found[gold.entity] += same
            figures.covered[gold.entity] += same or _hidden(turn.text, spans, gold)
            if not same:
                figures.wrong.append((example, f"missed {gold.entity}: {turn.text[gold.start : gold.end]!r}"))
        for span in spans:
            figures.told[span.entity] += 1
            if any(span.entity == gold.entity and _right(span, gold) for gold in turn.gold):
                figures.right[span.entity] += 1
            else:
                text = turn.text[span.start : span.end]
                figures.wrong.append((example, f"too much, as {span.entity}: {text!r}"))


def _hidden(text: str, spans: list[Span], gold: Gold) -> bool:
    """Whether every digit of a value, and every word for one, stands in a span that is hidden."""
    hidden = [span for span in spans if span.entity in HIDDEN]
    digits = [
        word
        for word in words_of(text[gold.start : gold.end])
        if word.figures or word.text in NUMBER_WORDS or word.text in TENS
    ]
    return bool(digits) and all(
        any(span.start <= gold.start + word.start and gold.start + word.end <= span.end for span in hidden)
        for word in digits
    )


def _covers(span: Span, gold: Gold) -> bool:
    return span.start <= gold.start and gold.end <= span.end


def _right(span: Span, gold: Gold) -> bool:
    inside = min(span.end, gold.end) - max(span.start, gold.start)
    return inside >= OVER * (span.end - span.start)
