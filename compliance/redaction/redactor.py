"""One call's private data: what the model may see, what may be said aloud, what may be kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from compliance.redaction import aloud
from compliance.redaction.declared import mapped
from compliance.redaction.entities import Span
from compliance.redaction.finding import Finder
from compliance.redaction.known import Known
from compliance.redaction.masking import masked
from compliance.redaction.placeholders import Placeholders
from compliance.redaction.policy import Policy, Preset, Rule
from compliance.redaction.safe import SafeText, safe
from compliance.redaction.streaming import goes_on
from compliance.redaction.turns import Turn, Turns
from compliance.redaction.vault import Vault, tokens_in


@dataclass(frozen=True)
class Redacted:
    """One utterance of the caller."""

    live: str
    """What the language model and the tools see."""

    stored: SafeText
    """What is kept; digits that may go on are masked in it."""

    spans: list[Span]
    """The private data in the caller's own text."""

    turn: int
    """Number of this utterance, from 0. A partial has the number that its final will have."""

    earlier: list[tuple[int, str, SafeText]] = field(default_factory=list)
    """Utterances before, of which more is known now: number, live and stored."""


class Redactor:
    """One per call. It is the call's `Masker`."""

    def __init__(self, policy: Policy, finder: Finder, vault: Vault | None = None) -> None:
        self._finder = finder
        self._vault = Vault() if vault is None else vault
        self._put = Placeholders(policy, self._vault)
        self._known = Known()
        self._speech = finder.speech()
        self._turns = Turns()
        self._cache: dict[str, str] = {}

    # What was said

    def caller(self, text: str, *, asked: Collection[str] = (), final: bool = True) -> Redacted:
        """An utterance of the caller. `asked`: kinds that the flow waits for.

        A partial (`final=False`) changes nothing but what it gives back.
        """
        heard = self._speech.caller(text, asked=asked, final=final)
        if not final:
            live = masked(text, [*heard.spans, *self._known.spans(text)], self._put.partial).text
            return Redacted(live, self._kept(text, heard.spans), heard.spans, heard.turn)
        self._learn(heard.spans)
        turn = self._turns.add(heard.turn, text, heard.spans)
        numbers = self._known_better(heard.earlier) | self._turns.hide_long_ones()
        earlier = self._rewritten(numbers - {turn.number})
        live, stored = self._write(turn)
        return Redacted(live, stored, heard.spans, heard.turn, earlier)

    def settle(self) -> list[tuple[int, str, SafeText]]:
        """No digits will follow any more: utterances that read otherwise now. Before `close`.

        What was masked because it might go on is as it was said, if it is harmless.
        """
        return self._rewritten(self._known_better(self._speech.close()))

    def agent(self, text: str) -> str:
        """What the agent may say aloud: values that the model may not see are named, not read."""
        self.said(text)
        return self.aloud(text)

    def said(self, text: str) -> None:
        """The agent says this. Its question is evidence of what the answer is."""
        self._speech.agent(text)

    def aloud(self, text: str, start: int = 0) -> str:
        """A text from `start` on, as it may be said; what stands before has been said already."""
        numbers = aloud.may_be_private(text, start)
        spans = [*self._known.spans(text, numbers=numbers), *self._token_spans(text)]
        if numbers:
            # A telephone number that the caller did not give may be the office's own.
            spans += [span for span in self._finder.spans(text) if span.entity not in aloud.ALSO_OURS]
        if not spans:
            return text[start:]
        whole = [replace(one, start=max(one.start, start)) for one in spans if one.end > start]
        return masked(text, whole, self._put.aloud).text[start:]

    def goes_on(self, text: str) -> int:
        """Where the end of a text begins that may become private with what follows."""
        return goes_on(text)

    def live(self, text: str) -> str:
        """Any other text as the language model and the tools may see it: what a tool found out."""
        spans = [*self._finder.spans(text), *self._known.spans(text)]
        self._learn(spans)
        return masked(text, spans, self._put.live).text

    def live_data(self, value: Any) -> Any:
        """The same for every text, key and number inside JSON data."""
        return mapped(value, self.live)

    def words(self, live: str) -> str:
        """The caller's own words behind a live text: to judge whether they have finished, no more."""
        return self._turns.spoken(live)

    # What is kept

    def mask(self, text: str) -> str:
        """Any text as it may be kept."""
        found = self._cache.get(text)
        if found is None:
            if len(self._cache) >= CACHED:
                self._cache.clear()
            found = self._cache[text] = self._masked(text)
        return found

    def plain(self, value: Any) -> Any:
        """JSON data as it may be kept: every text, key and number inside goes through `mask`."""
        return mapped(value, self.mask)

    # Tokens

    def entities_in(self, text: str) -> list[str]:
        """The kinds of this call's tokens in a text."""
        found = (self._vault.entity(match[0]) for match in tokens_in(text))
        return [entity for entity in found if entity is not None]

    def opened(self, text: str, allowed: Collection[str]) -> str:
        """The text with the tokens of the allowed kinds opened. Never to be kept."""
        spans = [span for span in self._token_spans(text) if span.entity in allowed]
        return masked(text, spans, lambda span: span.value).text

    # The call

    def tighten(self, other: "Preset | Mapping[str, Rule]") -> None:
        """From here on tighter. Raises Looser for anything that would let more through."""
        self._put.policy = self._put.policy.tightened(other)
        self._cache.clear()

    def private_in(self, turn: int) -> list[Span]:
        """What must not be kept of an utterance, or may turn out so, in the caller's own text."""
        if turn not in self._turns:
            return []
        said = self._turns[turn]
        found = [*said.spans, *self._known.spans(said.text)]
        return [one for one in found if not one.sure or self._put.policy.rule(one.entity).stored != "keep"]

    @property
    def says_unkept(self) -> bool:
        """Whether the agent may say aloud what must not be kept."""
        return any(rule.live == "keep" != rule.stored for rule in self._put.policy.rules.values())

    def pending(self) -> list[tuple[int, str, SafeText]]:
        """The utterances of which it is not known yet whether they are private."""
        return [(one.number, one.live, one.stored) for one in self._turns if one.unsure]

    def close(self) -> None:
        """The call is over: the vault and everything that was heard are wiped."""
        self._vault.close()
        self._known.clear()
        self._turns.clear()
        self._cache.clear()

    def __repr__(self) -> str:
        return f"<Redactor: {self._vault!r}>"

    # How

    def _masked(self, text: str) -> str:
        text = self._turns.kept(text)
        spans = [*self._finder.spans(text), *self._known.spans(text), *self._token_spans(text)]
        return masked(text, [span for span in spans if span.sure], self._put.stored).text

    def _learn(self, spans: Collection[Span]) -> None:
        """Values that are hidden anywhere are looked for everywhere from now on."""
        for span in spans:
            rule = self._put.policy.rule(span.entity)
            hidden = rule.live != "keep" or rule.stored != "keep"
            if span.sure and span.value and hidden and self._known.add(span.entity, span.value):
                self._cache.clear()

    def _complete(self, number: int, spans: Collection[Span]) -> None:
        """Tokens of values of which more was said keep their number."""
        before = self._turns[number].spans if number in self._turns else []
        for old in before:
            for new in spans:
                grown = new.value != old.value and old.value in new.value
                if new.sure and new.entity == old.entity and grown:
                    self._vault.completed(old.entity, old.value, new.value)

    def _known_better(self, earlier: Collection[tuple[int, list[Span]]]) -> set[int]:
        """Other spans of earlier utterances. Gives their numbers."""
        for number, spans in earlier:
            self._learn(spans)
            self._complete(number, spans)
            self._turns.change(number, spans)
        return {number for number, _ in earlier}

    def _rewritten(self, numbers: set[int]) -> list[tuple[int, str, SafeText]]:
        """Those of the utterances that read otherwise now."""
        changed = [self._turns[n] for n in sorted(numbers) if n in self._turns]
        return [(one.number, *self._write(one)) for one in changed if self._differs(one)]

    def _write(self, turn: Turn) -> tuple[str, SafeText]:
        turn.write(self._live(turn), self._kept(turn.text, turn.spans))
        self._cache.clear()
        return turn.live, turn.stored

    def _differs(self, turn: Turn) -> bool:
        return self._live(turn) != turn.live or self.stored_text(turn.text, turn.spans) != turn.stored

    def _live(self, turn: Turn) -> str:
        put = self._put.pending if turn.hidden else self._put.live
        return masked(turn.text, [*turn.spans, *self._known.spans(turn.text)], put).text

    def _kept(self, text: str, spans: list[Span]) -> SafeText:
        return safe(text, _Utterance(self, spans))

    def stored_text(self, text: str, spans: Collection[Span]) -> str:
        """A text whose own private data is known, as it may be kept."""
        return masked(text, [*spans, *self._known.spans(text)], self._put.stored).text

    def _token_spans(self, text: str) -> list[Span]:
        if "[" not in text:
            return []
        return [
            Span(match.start(), match.end(), entity, self._vault.value(match[0]) or "")
            for match in tokens_in(text)
            if (entity := self._vault.entity(match[0])) is not None
        ]


CACHED = 256
"""Texts whose masked form is remembered: an event's text passes several doors."""


@dataclass(frozen=True)
class _Utterance:
    """The masker of one utterance."""

    redactor: Redactor
    spans: list[Span]

    def mask(self, text: str) -> str:
        return self.redactor.stored_text(text, self.spans)
