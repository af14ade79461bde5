"""Everything that is looked for in one text."""

from collections.abc import Callable, Collection, Iterator, Sequence

from compliance.redaction.entities import Span
from compliance.scan.cards import is_card
from compliance.scan.digits import groups, numerals
from compliance.scan.find import Find
from compliance.scan.near import leaking_tokens, near
from compliance.scan.numbers import cards
from compliance.scan.plant import Plant, planted, runs
from compliance.scan.writings import decoded

NEVER_KEPT = frozenset(
    {"card", "cvv", "card_expiry", "bank_account", "national_id", "password", "passport", "licence"}
    | {"medical_record"}
)
"""Entities that no preset keeps."""

Spans = Callable[[str], Sequence[Span]]
"""Finds private data in one text (`compliance.redaction.finding.Finder.spans`)."""

_MOST_PROSE = 4000
"""Characters of a text that a person may have said or written at once; what is longer is data."""


class Search:
    """What one scan looks for. The same for every text."""

    def __init__(
        self,
        plants: Sequence[Plant] = (),
        *,
        spans: Spans | None = None,
        entities: Collection[str] = NEVER_KEPT,
        allowed: Collection[str] = (),
    ) -> None:
        """`spans` finds entities that have no shape of their own; `allowed` are values that may be kept."""
        self.plants = tuple(plants)
        self._spans = spans
        self._entities = frozenset(entities)
        self._allowed = frozenset(Plant.of(value).value for value in allowed)

    def text(self, text: str, *, key: str = "", prose: bool = False) -> list[Find]:
        """The finds in a text, as it stands and decoded once. Each value once.

        `key`: the name of the field that holds it. `prose`: it is what somebody said or wrote, so that
        everything a person can tell is looked for.
        """
        found = self._all(text, key, prose)
        for how, inner in decoded(text):
            found += [
                Find(find.what, f"{find.writing}, {how}", find.value, 0, len(text))
                for find in self._all(inner, key, False)
            ]
        return once(find for find in found if find.value not in self._allowed)

    def turns(self, said: Sequence[str]) -> list[Find]:
        """The finds in what was said one after the other: numbers that go over several turns, both ways."""
        found = self._all("\n".join(said), "", False)
        back = planted("\n".join(reversed(said)), self.plants)
        found += [Find(find.what, f"{find.writing}, backwards", find.value, 0, 0) for find in back]
        return once(find for find in found if find.value not in self._allowed)

    def raw(self, text: str) -> list[Find]:
        """The finds in bytes that are no text (Latin-1): planted values, and cards that stand alone."""
        found = [*planted(text, self.plants), *cards([[one] for one in numerals(text)])]
        return once(find for find in found if find.value not in self._allowed)

    def _all(self, text: str, key: str, prose: bool) -> list[Find]:
        named = f"{key}: {text}" if key else text
        shift = len(named) - len(text)
        read = [*runs(tuple(groups(named)))]
        found = [*cards(read), *near(named, read), *leaking_tokens(named)]
        moved = [
            Find(one.what, one.writing, one.value, max(0, one.start - shift), max(0, one.end - shift))
            for one in found
            if one.what in self._entities or one.what == "token"
        ]
        moved += planted(text, self.plants, key)
        if prose and self._spans is not None and len(text) <= _MOST_PROSE:
            moved += [
                Find(one.entity, "in a sentence", one.value or text[one.start : one.end], one.start, one.end)
                for one in self._spans(text)
                if one.sure and one.entity in self._entities and not _is_no_card(one)
            ]
        return moved


def _is_no_card(span: Span) -> bool:
    """What masks a text rather takes a number too many for a card; what accuses needs the check digit."""
    return span.entity == "card" and not is_card(span.value)


def once(found: Iterator[Find] | Sequence[Find]) -> list[Find]:
    """Each kind of each value once: the first."""
    seen: dict[tuple[str, str], Find] = {}
    for find in found:
        seen.setdefault((find.what, find.value), find)
    return list(seen.values())
